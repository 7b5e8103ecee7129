using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>One call of a layer.</summary>
/// <param name="Order">The place of this call among all calls of the pass, in the order in which they began.</param>
/// <param name="Inputs">The tensors that the layer was given.</param>
public sealed record CapturedCall(int Order, IReadOnlyList<CapturedTensor> Inputs)
{
    /// <summary>The tensors that it returned: one, or several under their names; empty where it threw.</summary>
    public IReadOnlyList<CapturedTensor> Outputs { get; internal set; } = [];

    /// <summary>
    /// The time between call and return, its children's included, the hooks' own left out; zero where it threw. On a GPU, the time to hand
    /// over the work.
    /// </summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>The last layer with weights that had been called when this one returned, itself included; null for none.</summary>
    internal Layer? Weights { get; set; }

    /// <summary>Whether the layer returned; false where it, or something it called, threw.</summary>
    public bool Returned { get; internal set; }
}

/// <summary>What one layer did in a pass.</summary>
public sealed class CapturedLayer
{
    private readonly List<CapturedCall> calls = [];

    internal CapturedLayer(Layer layer) => Layer = layer;

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>Its calls in the pass, in order: several where the network uses it more than once.</summary>
    public IReadOnlyList<CapturedCall> Calls => calls;

    /// <summary>How often it was called, those beyond the limit on kept calls included.</summary>
    public int TotalCalls { get; private set; }

    /// <summary>
    /// The first output of the last call, on its device. Belongs to the capture: do not dispose it, and clone it to keep it longer.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none; the message says why.</exception>
    public Tensor Output => calls.LastOrDefault(call => call.Outputs.Count > 0) switch
    {
        null => throw new InvalidOperationException($"{Layer.DisplayName} returned no tensor in this pass."),
        { Outputs: [{ Value: { } value }, ..] } => value,
        { Outputs: [{ IsOverwritten: true }, ..] } => throw new InvalidOperationException(
            $"The output of {Layer.DisplayName} was overwritten by an in-place operation after the layer had returned. "
            + "Run the network once more: the capture then copies it in time."),
        _ => throw new InvalidOperationException($"The capture keeps no tensors. Capture {Layer.DisplayName} with Keep.Activations."),
    };

    internal void Add(CapturedCall? call)
    {
        TotalCalls++;
        if (call is not null)
        {
            calls.Add(call);
        }
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
