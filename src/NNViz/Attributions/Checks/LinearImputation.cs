namespace NNViz.Attributions.Checks;

/// <summary>
/// Fills missing pixels so that each is the weighted mean of its eight neighbours, known or missing (1/6 beside, 1/12 across a corner). Rong et al. 2022,
/// arXiv:2202.00449, section 4.2. The system is symmetric and positive definite; conjugate gradients solve it.
/// </summary>
internal static class LinearImputation
{
    private const double Tolerance = 1e-6;

    private static readonly (int Down, int Right, double Weight)[] Neighbours =
        [.. from down in (int[])[-1, 0, 1] from right in (int[])[-1, 0, 1]
            where down != 0 || right != 0
            select (down, right, down == 0 || right == 0 ? 1.0 / 6 : 1.0 / 12)];

    /// <summary>Replaces the missing values of one channel in place.</summary>
    /// <param name="values">Rows × columns; what is missing is not read.</param>
    /// <param name="missing">Which are missing.</param>
    /// <param name="width">The number of columns.</param>
    public static void Fill(Span<float> values, bool[] missing, int width)
    {
        int[] unknown = [.. Enumerable.Range(0, missing.Length).Where(i => missing[i])];
        if (unknown.Length == 0 || unknown.Length == missing.Length)
        {
            return;
        }
        var place = new int[missing.Length];
        for (var k = 0; k < unknown.Length; k++)
        {
            place[unknown[k]] = k;
        }
        var right = new double[unknown.Length];
        for (var k = 0; k < unknown.Length; k++)
        {
            foreach (var (at, weight) in Around(unknown[k], width, missing.Length))
            {
                right[k] += missing[at] ? 0 : weight * values[at];
            }
        }
        var solution = Solve(right, x => Apply(x, unknown, place, missing, width));
        for (var k = 0; k < unknown.Length; k++)
        {
            values[unknown[k]] = (float)solution[k];
        }
    }

    /// <summary>(Σ weights)·x − Σ weight·(missing neighbours).</summary>
    private static double[] Apply(double[] x, int[] unknown, int[] place, bool[] missing, int width)
    {
        var result = new double[x.Length];
        for (var k = 0; k < x.Length; k++)
        {
            foreach (var (at, weight) in Around(unknown[k], width, missing.Length))
            {
                result[k] += weight * (x[k] - (missing[at] ? x[place[at]] : 0));
            }
        }
        return result;
    }

    private static double[] Solve(double[] right, Func<double[], double[]> apply)
    {
        var x = new double[right.Length];
        var (residual, direction) = ((double[])right.Clone(), (double[])right.Clone());
        var size = Dot(residual, residual);
        var enough = Tolerance * Tolerance * size;
        for (var round = 0; round < 10 * right.Length && size > enough; round++)
        {
            var applied = apply(direction);
            var step = size / Dot(direction, applied);
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += step * direction[i];
                residual[i] -= step * applied[i];
            }
            var next = Dot(residual, residual);
            for (var i = 0; i < x.Length; i++)
            {
                direction[i] = residual[i] + next / size * direction[i];
            }
            size = next;
        }
        return x;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (p, q) => p * q).Sum();

    private static IEnumerable<(int At, double Weight)> Around(int i, int width, int count)
    {
        var (row, column) = (i / width, i % width);
        foreach (var (down, right, weight) in Neighbours)
        {
            if (row + down >= 0 && row + down < count / width && column + right >= 0 && column + right < width)
            {
                yield return (i + down * width + right, weight);
            }
        }
    }
}
