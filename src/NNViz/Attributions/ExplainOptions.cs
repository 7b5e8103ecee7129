using NNViz.Training;
using TorchSharp;

namespace NNViz.Attributions;

/// <summary>What the methods share: <c>net.IntegratedGradients(x, options: new() { Baseline = 0.5, Steps = 100 })</c>.</summary>
public sealed record ExplainOptions
{
    /// <summary>The input that stands for nothing; 0 everywhere by default.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>The rule of path integrals; Gauss–Legendre with 50 nodes by default.</summary>
    public Quadrature Steps { get; init; } = DefaultSteps;

    /// <summary>The seed of every random choice, 0 by default: the same seed gives the same bits. The global generators are neither read nor moved.</summary>
    public int Seed { get; init; }

    /// <summary>Whether the checks run; true by default.</summary>
    public bool Checks { get; init; } = true;

    /// <summary>The time for the checks; by default the larger of 2 seconds and twice the method's own time. Checks that do not fit are named.</summary>
    public TimeSpan? CheckTime { get; init; }

    /// <summary>
    /// Bytes that one batch of perturbed inputs may take, with all that a pass holds, 256 MiB by default. What one sample takes is measured in a
    /// forward pass; the size of the batches follows from both. One sample is the least, whatever it takes, and the prediction is of all samples at once.
    /// </summary>
    public long MemoryBudget { get; init; } = 256L << 20;

    /// <summary>
    /// Makes a second net of the same architecture with fresh weights, for the check against randomised weights (Adebayo et al. 2018).
    /// Without it that check does not run, and the result says so.
    /// </summary>
    public Func<torch.nn.Module>? Create { get; init; }

    /// <summary>Names for the picture; they change no number.</summary>
    public AttributionNames Names { get; init; } = new();

    /// <summary>Hears how far a method is, several times a second at most.</summary>
    public IProgress<Progress>? Progress { get; init; }

    /// <summary>Stops a method between two batches, with the net as it was before.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What the method, its checks and its progress are timed by.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    private static Quadrature DefaultSteps { get; } = Quadrature.GaussLegendre(50);
}

/// <summary>What classes and features are called, and how the pictures were normalised: for the picture of an attribution.</summary>
public sealed record AttributionNames
{
    /// <summary>A name for each class; its number where there is none.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>A name for each column of a table input.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The means that were subtracted from the input's channels, to show the picture as it was; none by default.</summary>
    public IReadOnlyList<double>? ImageMean { get; init; }

    /// <summary>The deviations by which the input's channels were divided.</summary>
    public IReadOnlyList<double>? ImageStd { get; init; }

    /// <summary>The name of a class, or its number.</summary>
    internal string OfClass(long index) => index >= 0 && index < Classes.Count
        ? Classes[(int)index]
        : index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
