using NNViz.Tensors;

namespace NNViz.Diagnosis;

/// <summary>What a finding goes by, as numbers to draw.</summary>
/// <param name="Caption">What is seen, in a sentence.</param>
public abstract record Evidence(string Caption);

/// <summary>A number that must not be passed.</summary>
/// <param name="Value">The number.</param>
/// <param name="Name">What it is called.</param>
public sealed record Limit(double Value, string Name);

/// <summary>One number a layer, parameter, feature or class.</summary>
/// <param name="Name">Whose number.</param>
/// <param name="Value">The number.</param>
/// <param name="IsBad">Whether it passed a limit.</param>
public sealed record EvidenceBar(string Name, double Value, bool IsBad);

/// <summary>Bars with limits.</summary>
/// <param name="Caption">What is seen.</param>
/// <param name="Quantity">What the bars measure.</param>
/// <param name="Bars">The bars, in the order of the network.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Log">Whether they are best seen on a logarithmic axis.</param>
public sealed record EvidenceBars(string Caption, string Quantity, IReadOnlyList<EvidenceBar> Bars, IReadOnlyList<Limit> Limits, bool Log = false)
    : Evidence(Caption)
{
    /// <summary>What there is a bar for.</summary>
    public string Each { get; init; } = "layer";
}

/// <summary>One line of <see cref="EvidenceCurves"/>.</summary>
/// <param name="Name">What it is.</param>
/// <param name="X">Where.</param>
/// <param name="Y">What.</param>
public sealed record EvidenceCurve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Curves with a place marked.</summary>
/// <param name="Caption">What is seen.</param>
/// <param name="XName">What lies along.</param>
/// <param name="YName">What lies upwards.</param>
/// <param name="Curves">The curves.</param>
/// <param name="Mark">A place on the horizontal axis; null for none.</param>
public sealed record EvidenceCurves(string Caption, string XName, string YName, IReadOnlyList<EvidenceCurve> Curves, Limit? Mark = null)
    : Evidence(Caption);

/// <summary>How numbers are distributed, and where they ought to lie.</summary>
/// <param name="Caption">What is seen.</param>
/// <param name="Quantity">What the numbers are.</param>
/// <param name="Histogram">Their histogram.</param>
/// <param name="Limits">Limits along the axis.</param>
public sealed record EvidenceHistogram(string Caption, string Quantity, Histogram Histogram, IReadOnlyList<Limit> Limits) : Evidence(Caption);
