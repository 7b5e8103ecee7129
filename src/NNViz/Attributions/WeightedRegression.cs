namespace NNViz.Attributions;

/// <summary>How a surrogate keeps its coefficients small.</summary>
public sealed record Surrogate
{
    private Surrogate(string name, double penalty, bool lasso) => (Name, Penalty, IsLasso) = (name, penalty, lasso);

    /// <summary>The surrogate in words.</summary>
    public string Name { get; }

    internal double Penalty { get; }

    internal bool IsLasso { get; }

    /// <summary>Ridge regression: the squares of the coefficients count <paramref name="alpha"/> times; 1 is LIME's own choice.</summary>
    public static Surrogate Ridge(double alpha = 1) => new($"ridge, α {Words.Number(alpha)}", NotNegative(alpha), false);

    /// <summary>Lasso: the absolute coefficients count, which sets weak ones to 0. Mean squared error / 2 + α·Σ|c|, as in scikit-learn.</summary>
    public static Surrogate Lasso(double alpha) => new($"lasso, α {Words.Number(alpha)}", NotNegative(alpha), true);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double NotNegative(double alpha) => alpha >= 0
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A penalty is 0 or above.");
}

/// <summary>A fitted surrogate.</summary>
/// <param name="Coefficients">One for each feature.</param>
/// <param name="Covariance">Of the coefficients, from the weighted residuals; <see langword="null"/> for a lasso and for too few rows.</param>
/// <param name="R2">The share of the weighted variance that the surrogate explains; 1 where there is none.</param>
/// <param name="Converged">Whether the last round of a lasso moved nothing; always, where it is solved at once.</param>
internal sealed record Fit(double[] Coefficients, double[,]? Covariance, double R2, bool Converged)
{
    /// <summary>The standard error of each coefficient, NaN where it is not known.</summary>
    public double[] StandardErrors => [.. Coefficients.Select((_, f) => Covariance is null ? double.NaN : Math.Sqrt(Math.Max(0, Covariance[f, f])))];
}

/// <summary>Weighted least squares in double precision; an intercept by centring.</summary>
internal sealed class WeightedRegression
{
    /// <summary>After how many rounds a lasso stops even where it still moves.</summary>
    public const int LassoRounds = 20_000;
    private readonly double[][] rows;
    private readonly double[] weights;
    private readonly double[] means;
    private readonly double total;
    private readonly int columns;
    private readonly Surrogate surrogate;
    private readonly bool intercept;
    private readonly double[,] gram;
    private readonly double[,]? inverse;
    private readonly double[,]? spread;
    private readonly double freedom;

    /// <param name="rows">The design, <c>[P][F]</c>.</param>
    /// <param name="weights">A weight for each row.</param>
    /// <param name="surrogate">How the coefficients are kept small.</param>
    /// <param name="intercept">Whether the surrogate has a constant.</param>
    /// <exception cref="ArgumentException">There is no single solution, whatever the targets.</exception>
    public WeightedRegression(IReadOnlyList<double[]> rows, IReadOnlyList<double> weights, Surrogate surrogate, bool intercept = true)
    {
        (this.surrogate, this.intercept) = (surrogate, intercept);
        (this.weights, columns, total) = ([.. weights], rows[0].Length, weights.Sum());
        means = new double[columns];
        for (var p = 0; intercept && p < rows.Count; p++)
        {
            for (var f = 0; f < columns; f++)
            {
                means[f] += weights[p] * rows[p][f] / total;
            }
        }
        this.rows = [.. rows.Select(row => row.Select((value, f) => value - means[f]).ToArray())];
        gram = Products();
        inverse = surrogate.IsLasso ? null : Cholesky.Inverse(gram, surrogate.Penalty);
        // Weights count as observations of their effective number.
        freedom = total * total / weights.Sum(w => w * w) - columns - 1;
        spread = inverse is null || freedom <= 0 ? null : Cholesky.Times(Cholesky.Times(inverse, gram), inverse);
    }

    public Fit Solve(double[] y, CancellationToken cancellation = default)
    {
        var mean = !intercept ? 0 : y.Zip(weights, (value, weight) => value * weight).Sum() / total;
        var centred = y.Select(value => value - mean).ToArray();
        var moments = new double[columns];
        for (var p = 0; p < rows.Length; p++)
        {
            for (var f = 0; f < columns; f++)
            {
                moments[f] += weights[p] * rows[p][f] * centred[p];
            }
        }
        var (coefficients, converged) = inverse is null ? Descend(moments, surrogate.Penalty * total, cancellation) : (Cholesky.Times(inverse, moments), true);
        var (residual, whole) = Residuals(centred, coefficients);
        return new(coefficients, Covariance(residual), whole > 0 ? 1 - residual / whole : 1, converged);
    }

    private double[,] Products()
    {
        var gram = new double[columns, columns];
        for (var p = 0; p < rows.Length; p++)
        {
            var row = rows[p];
            for (var i = 0; i < columns; i++)
            {
                var scaled = weights[p] * row[i];
                for (var j = 0; j <= i; j++)
                {
                    gram[i, j] += scaled * row[j];
                }
            }
        }
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < i; j++)
            {
                gram[j, i] = gram[i, j];
            }
        }
        return gram;
    }

    /// <summary>Coordinate descent: each coefficient in turn to its best value, the rest fixed, until none moves.</summary>
    private (double[] Coefficients, bool Converged) Descend(double[] moments, double penalty, CancellationToken cancellation)
    {
        var c = new double[columns];
        for (var round = 0; round < LassoRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            double moved = 0;
            for (var i = 0; i < columns; i++)
            {
                var free = moments[i];
                for (var j = 0; j < columns; j++)
                {
                    free -= j == i ? 0 : gram[i, j] * c[j];
                }
                var best = gram[i, i] == 0 ? 0 : Math.Sign(free) * Math.Max(0, Math.Abs(free) - penalty) / gram[i, i];
                moved = Math.Max(moved, Math.Abs(best - c[i]));
                c[i] = best;
            }
            if (moved <= 1e-12 * Math.Max(1e-12, c.Max(Math.Abs)))
            {
                return (c, true);
            }
        }
        return (c, false);
    }

    private (double Residual, double Spread) Residuals(double[] centred, double[] coefficients)
    {
        double residual = 0, spread = 0;
        for (var p = 0; p < rows.Length; p++)
        {
            var error = centred[p];
            for (var f = 0; f < columns; f++)
            {
                error -= rows[p][f] * coefficients[f];
            }
            residual += weights[p] * error * error;
            spread += weights[p] * centred[p] * centred[p];
        }
        return (residual, spread);
    }

    /// <summary>s²·A⁻¹·G·A⁻¹ with A = G + penalty and s² the residual variance.</summary>
    private double[,]? Covariance(double residual)
    {
        if (spread is null)
        {
            return null;
        }
        var covariance = new double[columns, columns];
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                covariance[i, j] = spread[i, j] * (residual / freedom);
            }
        }
        return covariance;
    }
}
