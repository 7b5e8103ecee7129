using NNViz.Attributions.Checks;
using NNViz.Tensors;

namespace NNViz.Attributions;

/// <summary>
/// An explanation of a prediction: a number for every element of the input, or of a layer, with all that is needed to read, compare and
/// repeat it. Numbers are as the method's equation gives them, never scaled. Immutable.
/// </summary>
public sealed record Attribution
{
    internal Attribution()
    {
    }

    /// <summary>The method, for example <c>Integrated Gradients</c>.</summary>
    public required string Method { get; init; }

    /// <summary>What was explained, in words: <c>the predicted class</c>, <c>class 3</c>, <c>neuron conv1[3,12,12]</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The class of each sample; empty where the target is not a class.</summary>
    public required IReadOnlyList<long> Classes { get; init; }

    /// <summary>The score that was explained, for each sample.</summary>
    public required IReadOnlyList<double> Scores { get; init; }

    /// <summary>The maps, one for each input of the net; see <see cref="Kind"/> for their shape.</summary>
    public required IReadOnlyList<HostTensor> Maps { get; init; }

    /// <summary>The map of the first, usually the only input.</summary>
    public HostTensor Map => Maps[0];

    /// <summary>What the maps lie over.</summary>
    public required MapKind Kind { get; init; }

    /// <summary>Whether the values have a sign: above 0 speaks for the target, below 0 against it.</summary>
    public required bool Signed { get; init; }

    /// <summary>The inputs that were explained.</summary>
    public required IReadOnlyList<HostTensor> Inputs { get; init; }

    /// <summary>The net's output for them.</summary>
    public required HostTensor Output { get; init; }

    /// <summary>The layer that was read, or <see langword="null"/>.</summary>
    public string? Layer { get; init; }

    /// <summary>Why that layer, or <see langword="null"/>.</summary>
    public string? LayerReason { get; init; }

    /// <summary>The baseline in words, or <see langword="null"/> where the method has none.</summary>
    public string? Baseline { get; init; }

    /// <summary>
    /// The baseline itself, a tensor for each input of the net: <c>[1,…]</c> where it is the same for all samples, <c>[N,…]</c>, or
    /// <c>[B,…]</c> for a set of B to average over. Empty where the method has none.
    /// </summary>
    public IReadOnlyList<HostTensor> Baselines { get; init; } = [];

    /// <summary>How many steps or samples went into each map; 0 where that means nothing.</summary>
    public int Steps { get; init; }

    /// <summary>The seed, or <see langword="null"/> where the method has no randomness.</summary>
    public int? Seed { get; init; }

    /// <summary>The time of the method itself, checks not counted.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How many inputs were pushed through the net at a time; 0 where nothing was batched.</summary>
    public long BatchSize { get; init; }

    /// <summary>
    /// Other numbers of the method by name, one for each sample: a surrogate's <c>local R²</c>, for example, and <c>delta</c> where an
    /// axiom says what a map sums to, such as f(x) − f(b): the sum less that, 0 for a complete map.
    /// </summary>
    public required IReadOnlyDictionary<string, double[]> Numbers { get; init; }

    /// <summary>The standard error of every value of <see cref="Map"/>, where the method estimates; otherwise <see langword="null"/>.</summary>
    public HostTensor? StandardError { get; init; }

    /// <summary>What else the reader must know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The target itself, to ask the net again.</summary>
    internal Target Asked { get; init; } = Attributions.Target.Predicted;

    /// <summary>
    /// What is wrong with the map of a sample, where it is blank, constant or not finite;
    /// <see langword="null"/> for a map that shows something.
    /// </summary>
    public required IReadOnlyList<string?> Problems { get; init; }

    /// <summary>What classes and features are called in the picture.</summary>
    public AttributionNames Names { get; init; } = new();

    /// <summary>The checks; empty where they were turned off.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>The number of samples N.</summary>
    public int Samples => Scores.Count;

    /// <summary>
    /// Whether at least one check passed, none failed and no map is blank. False where the checks were turned off or none could run:
    /// nothing then speaks for the map, though nothing against it either.
    /// </summary>
    public bool Trustworthy => Checks.Any(check => check.Result == CheckResult.Passed)
        && Checks.All(check => check.Result != CheckResult.Failed) && Problems.All(problem => problem is null);

    /// <summary>Several explanations of the same input on one scale: each map in units of what 99 % of its own absolute values stay below.</summary>
    /// <exception cref="ArgumentException">None given, or they are of different inputs.</exception>
    public static AttributionComparison Compare(params Attribution[] attributions) => new(attributions);

    /// <summary>How the maps lie on regions that are known to matter: the share of mass inside, and the pointing game.</summary>
    /// <param name="regions">Boolean or 0 and 1, <c>[H,W]</c> for all samples or <c>[N,H,W]</c>.</param>
    public Localisations Localise(TorchSharp.torch.Tensor regions) => Localisation.Of(this, regions);

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string> { Method, Target };
        if (Layer is not null)
        {
            parts.Add($"layer {Layer} ({LayerReason})");
        }
        if (Baseline is not null)
        {
            parts.Add($"baseline {Baseline}");
        }
        if (Seed is { } seed)
        {
            parts.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"seed {seed}"));
        }
        return string.Join(" · ", [.. parts, Words.Shape(Map.Shape), Words.Seconds(Elapsed)]);
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
