using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What two networks are compared by.</summary>
public sealed record ComparisonOptions
{
    /// <summary>What the networks are called; <c>A</c> and <c>B</c> by default.</summary>
    public (string First, string Second) Names { get; init; } = ("A", "B");

    /// <summary>The class of each sample, [N] whole numbers: accuracies are then compared.</summary>
    public Tensor? Labels { get; init; }

    /// <summary>The loss of an output, the same for both: losses are then compared.</summary>
    public Func<Tensor, Tensor>? Loss { get; init; }

    /// <summary>How the similarity of the layers is computed.</summary>
    public SimilarityOptions Similarity { get; init; } = new();
}

/// <summary>One quantity of both networks.</summary>
/// <param name="Name">What it is.</param>
/// <param name="First">The first network's; NaN where there is none.</param>
/// <param name="Second">The second one's.</param>
/// <param name="Unit">The unit: <c>bytes</c>, <c>ms</c>, <c>part</c> (0 to 1), or empty.</param>
public sealed record ComparedQuantity(string Name, double First, double Second, string Unit = "");

/// <summary>A sample to which the networks give different classes.</summary>
/// <param name="Sample">Its number in the batch.</param>
/// <param name="First">The first network's class.</param>
/// <param name="Second">The second one's.</param>
/// <param name="Label">Its own class, where it is known.</param>
public sealed record Disagreement(int Sample, int First, int Second, int? Label);

/// <summary>Two networks side by side on the same data. Immutable; holds no tensor.</summary>
public sealed record NetComparison
{
    /// <summary>The most disagreements whose inputs are kept as pictures.</summary>
    public const int MostPictures = 8;

    /// <summary>What the networks are called.</summary>
    public required (string First, string Second) Names { get; init; }

    /// <summary>The first network.</summary>
    public required NetSummary First { get; init; }

    /// <summary>The second network.</summary>
    public required NetSummary Second { get; init; }

    /// <summary>The layers of both, matched in order.</summary>
    public required IReadOnlyList<LayerPair> Layers { get; init; }

    /// <summary>Parameters, cost, and, where they could be told, accuracy and loss.</summary>
    public required IReadOnlyList<ComparedQuantity> Quantities { get; init; }

    /// <summary>How many samples there were.</summary>
    public required long Samples { get; init; }

    /// <summary>Where the networks give different classes; null where they do not both answer with scores of the same classes.</summary>
    public required IReadOnlyList<Disagreement>? Disagreements { get; init; }

    /// <summary>The inputs [k, C, H, W] of the first disagreements, where inputs are images; else null.</summary>
    public required HostTensor? DisagreementInputs { get; init; }

    /// <summary>How alike their layers represent the samples; null where there are too few samples (4).</summary>
    public required LayerSimilarity? Similarity { get; init; }

    /// <summary>Whether both have the same layers in the same order.</summary>
    public bool AreBuiltAlike => Layers.All(pair => pair.Kind == LayerPairKind.Same);

    /// <summary>Runs both networks in eval mode on the same samples. Leaves no trace on them.</summary>
    /// <param name="first">One network.</param>
    /// <param name="second">The other.</param>
    /// <param name="input">What both take; the first axis counts the samples.</param>
    /// <param name="options">Names, labels, loss.</param>
    /// <exception cref="ArgumentException">A network does not take the input, or the labels do not fit it.</exception>
    /// <exception cref="ForwardException">A network threw; the message names the layer and the shapes.</exception>
    public static NetComparison Of(nn.Module first, nn.Module second, Tensor input, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(input);
        options ??= new ComparisonOptions();
        using var one = Capture.Run(first, [input], new CaptureOptions { Keep = Keep.Shapes });
        using var two = Capture.Run(second, [input], new CaptureOptions { Keep = Keep.Shapes });
        var (summary, other) = (NetSummary.Of(first, input), NetSummary.Of(second, input));
        using var answers = ComparedAnswers.Of(first, second, input, options);
        return new NetComparison
        {
            Names = options.Names,
            First = summary,
            Second = other,
            Layers = LayerAlignment.Of(one, two),
            Quantities = [.. Costs(summary, other), .. answers.Quantities],
            Samples = input.dim() > 0 ? input.shape[0] : 1,
            Disagreements = answers.Disagreements,
            DisagreementInputs = answers.Inputs(input),
            Similarity = input.dim() > 0 && input.shape[0] >= 4 ? LayerSimilarity.Of(first, second, input, options.Similarity) : null,
        };
    }

    private static IEnumerable<ComparedQuantity> Costs(NetSummary first, NetSummary second)
    {
        ComparedQuantity Both(string name, Func<NetSummary, double> of, string unit = "") => new(name, of(first), of(second), unit);
        return
        [
            Both("parameters", net => net.Parameters), Both("trained parameters", net => net.Trainable),
            Both("size of the parameters", net => net.ParameterBytes, "bytes"),
            Both("multiply-adds", net => net.Root.MultiplyAdds ?? double.NaN), Both("layer outputs", net => net.Root.ActivationBytes, "bytes"),
            Both("time of a pass", net => net.Root.Elapsed?.TotalMilliseconds ?? double.NaN, "ms"),
        ];
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
