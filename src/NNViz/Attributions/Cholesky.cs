namespace NNViz.Attributions;

/// <summary>Symmetric positive definite systems in double precision.</summary>
internal static class Cholesky
{
    /// <summary>The inverse of <paramref name="matrix"/> + <paramref name="ridge"/> on the diagonal.</summary>
    /// <exception cref="ArgumentException">It is not positive definite: two features always go together, or never change.</exception>
    public static double[,] Inverse(double[,] matrix, double ridge)
    {
        var n = matrix.GetLength(0);
        var lower = Factor(matrix, ridge);
        var inverse = new double[n, n];
        for (var column = 0; column < n; column++)
        {
            var unit = new double[n];
            unit[column] = 1;
            var solution = Solve(lower, unit);
            for (var row = 0; row < n; row++)
            {
                inverse[row, column] = solution[row];
            }
        }
        return inverse;
    }

    public static double[] Times(double[,] matrix, double[] vector)
    {
        var result = new double[vector.Length];
        for (var i = 0; i < result.Length; i++)
        {
            for (var j = 0; j < vector.Length; j++)
            {
                result[i] += matrix[i, j] * vector[j];
            }
        }
        return result;
    }

    public static double[,] Times(double[,] left, double[,] right)
    {
        var n = left.GetLength(0);
        var result = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                for (var j = 0; j < n; j++)
                {
                    result[i, j] += left[i, k] * right[k, j];
                }
            }
        }
        return result;
    }

    private static double[,] Factor(double[,] matrix, double ridge)
    {
        var n = matrix.GetLength(0);
        var lower = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j] + (i == j ? ridge : 0);
                for (var k = 0; k < j; k++)
                {
                    sum -= lower[i, k] * lower[j, k];
                }
                if (i == j && sum <= 1e-12 * (matrix[i, i] + ridge))
                {
                    throw new ArgumentException(
                        "The surrogate has no single solution: there are more features than different samples. "
                        + "Take more samples, fewer features, or a ridge penalty above 0.");
                }
                lower[i, j] = i == j ? Math.Sqrt(sum) : sum / lower[j, j];
            }
        }
        return lower;
    }

    private static double[] Solve(double[,] lower, double[] right)
    {
        var n = right.Length;
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
            {
                right[i] -= lower[i, k] * right[k];
            }
            right[i] /= lower[i, i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
            {
                right[i] -= lower[k, i] * right[k];
            }
            right[i] /= lower[i, i];
        }
        return right;
    }
}
