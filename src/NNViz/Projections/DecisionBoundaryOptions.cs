namespace NNViz.Projections;

/// <summary>What the numbers that a network returns are.</summary>
public enum NetOutputs
{
    /// <summary>Probabilities where all numbers look like it (none outside 0..1, rows that sum to 1), else scores. The result says which was taken.</summary>
    Detect,

    /// <summary>Scores (logits, log-probabilities): softmax over the classes, the logistic function of one number, make probabilities of them.</summary>
    Scores,

    /// <summary>Probabilities already.</summary>
    Probabilities,
}

/// <summary>Where and how a decision boundary is looked for.</summary>
public sealed record DecisionBoundaryOptions
{
    /// <summary>
    /// Two features, by their numbers in a flattened sample, as the axes;
    /// null: both where there are two, else the first two directions of a PCA.
    /// </summary>
    public (int First, int Second)? Axes { get; init; }

    /// <summary>Cells on each side, 2 to 300; the network is asked for the square of it.</summary>
    public int Resolution { get; init; } = 120;

    /// <summary>How far the picture reaches beyond the samples on each side, as a part of their range; 0 or more.</summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>What the network's numbers are.</summary>
    public NetOutputs Outputs { get; init; }

    /// <summary>The names of the classes; numbers by default.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The names of the features; "feature 0", … by default.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }
}
