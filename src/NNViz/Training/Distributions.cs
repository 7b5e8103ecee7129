using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>How the elements of a parameter, or of its gradient, were distributed at one step.</summary>
/// <param name="Step">The step under which it was logged.</param>
/// <param name="Count">Elements in all.</param>
/// <param name="NonFinite">Elements that were NaN or infinite; the rest of the numbers are those of finite elements.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Std">The standard deviation (ddof = 1).</param>
/// <param name="Quantiles">Lowest, 1, 5, 25, 50, 75, 95, 99 %, highest; NaN where nothing is finite.</param>
public sealed record DistributionStep(
    long Step, long Count, long NonFinite, double Mean, double Std, IReadOnlyList<double> Quantiles)
{
    /// <summary>The histogram: elements in bins of equal width from the lowest to the highest; empty where nothing is finite.</summary>
    public IReadOnlyList<long> Counts { get; init; } = [];

    /// <summary>The lowest finite element, or NaN.</summary>
    public double Low => Quantiles[0];

    /// <summary>The highest finite element, or NaN.</summary>
    public double High => Quantiles[^1];

    internal static DistributionStep Of(long step, Tensor tensor)
    {
        var stats = TensorStats.Of(tensor);
        return new DistributionStep(step, stats.Count, stats.Moments.NonFinite, stats.Mean, stats.Std, [stats.Min, .. stats.Quantiles, stats.Max])
        {
            Counts = stats.Histogram.Counts,
        };
    }
}

/// <summary>The distributions of one parameter, or of its gradient, over the steps.</summary>
/// <param name="Name">The parameter's dotted name.</param>
/// <param name="Steps">In the order of logging; at most 64, evenly thinned beyond.</param>
/// <param name="Every">Of how many logged steps one was kept; 1 while all are there.</param>
public sealed record DistributionSeries(string Name, IReadOnlyList<DistributionStep> Steps, int Every);

/// <summary>The distributions of weights or gradients over the steps. Immutable; holds no tensor.</summary>
/// <param name="What">What they are of: <c>weights</c> or <c>gradients</c>.</param>
/// <param name="Series">One a parameter, in the order of the network.</param>
public sealed record Distributions(string What, IReadOnlyList<DistributionSeries> Series)
{
    /// <summary>The parameter of that name alone, or those that a pattern fits: <c>conv*</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Distributions Of(string name)
    {
        DistributionSeries[] found = [.. Series.Where(one => one.Name == name || NameMatch.Fits(name, one.Name))];
        return found.Length > 0 ? this with { Series = found } : throw new KeyNotFoundException(
            $"No {What} of '{name}' were logged; there are {NameMatch.Listed([.. Series.Select(one => one.Name)])}.");
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}

/// <summary>Distributions of one parameter over the steps, in bounded memory.</summary>
internal sealed class DistributionLog(string name)
{
    /// <summary>The most steps that are kept.</summary>
    public const int Capacity = 64;

    private Thinned<DistributionStep> steps = new(Capacity);

    public string Name => name;

    /// <summary>Adds the next step where it is one of those that are kept: reducing a tensor for nothing is spared.</summary>
    public void Add(Func<DistributionStep> read)
    {
        if (steps.WantsNext)
        {
            steps.Add(read());
        }
        else
        {
            steps.Skip();
        }
    }

    public DistributionSeries Snapshot() => new(name, steps.Items, steps.Every);

    /// <summary>As it was when the series was taken.</summary>
    public static DistributionLog Restore(DistributionSeries series) =>
        new(series.Name) { steps = Thinned<DistributionStep>.Restore(Capacity, series.Steps, series.Every) };
}
