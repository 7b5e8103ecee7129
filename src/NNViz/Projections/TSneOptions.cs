namespace NNViz.Projections;

/// <summary>How t-SNE lays out samples.</summary>
public sealed record TSneOptions
{
    /// <summary>About how many neighbours a sample has, from 1 up to a third of the samples: small ones show fine structure, large ones coarse.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of gradient descent, 250 at least.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>Same seed, same layout, bit by bit. It sets equal samples apart; the layout starts from the first two principal components.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// How wide a cell of the Barnes–Hut tree may be, in parts of its distance, to count as one point: 0 (exact, for small data) to 0.7.
    /// </summary>
    public double Theta { get; init; } = 0.5;

    /// <summary>Samples of more features are first projected to so many principal components, as van der Maaten and Hinton do.</summary>
    public int InitialDimensions { get; init; } = 50;
}
