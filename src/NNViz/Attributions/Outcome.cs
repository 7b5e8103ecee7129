using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>What a method hands over to become an <see cref="Attribution"/>.</summary>
internal sealed record Outcome(params Tensor[] Maps)
{
    /// <summary>What the maps lie over.</summary>
    public MapKind Kind { get; init; } = MapKind.Input;

    /// <summary>Whether the maps have a sign that means something: for and against the target.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>The layer that was read, and why it was chosen.</summary>
    public LayerChoice? Layer { get; init; }

    /// <summary>What each sample's map must sum to, <c>[N]</c>, for methods with an axiom that says so.</summary>
    public Tensor? MustSumTo { get; init; }

    /// <summary>The map before its negative part was cut off, where that happened.</summary>
    public Tensor? Uncut { get; init; }

    /// <summary>The layer's activations under a class activation map, for the diagnosis of a blank one.</summary>
    public Tensor? Activations { get; init; }

    /// <summary>How many steps or samples went into each map; 0 where that means nothing.</summary>
    public int Steps { get; init; }

    /// <summary>Whether another seed gives another map.</summary>
    public bool Random { get; init; }

    /// <summary>The baseline, where one was used.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>Other numbers that belong to the map, by name, for example a surrogate's <c>R²</c>; one for each sample.</summary>
    public IReadOnlyDictionary<string, double[]> Numbers { get; init; } = new Dictionary<string, double[]>();

    /// <summary>The standard error of every value, shaped as the map, where a method estimates.</summary>
    public Tensor? StandardError { get; init; }

    /// <summary>Why the method gives some samples no map, by their numbers.</summary>
    public IReadOnlyDictionary<long, string> Blank { get; init; } = new Dictionary<long, string>();

    /// <summary>What else the reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What a map lies over.</summary>
public enum MapKind
{
    /// <summary>A value for every element of the input, in the input's shape.</summary>
    Input,

    /// <summary>A value for every place of a layer, <c>[N,h,w]</c>, to be enlarged to the input's size.</summary>
    Spatial,

    /// <summary>A value for every neuron of a layer, in the shape of its output.</summary>
    Layer,
}
