using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Keeps the output of one layer, so that gradients can be asked of it.
/// The net goes on with a copy, which an in-place operation may overwrite.
/// </summary>
internal sealed class LayerTap(Subject subject, Layer layer)
{
    private Tensor? output;

    public Layer Layer => layer;

    /// <summary>How often the layer ran.</summary>
    public int Calls { get; private set; }

    /// <summary>What the layer put out, in the graph of the pass.</summary>
    /// <exception cref="ArgumentException">It did not run exactly once.</exception>
    public Tensor Output => Calls switch
    {
        1 => output!,
        0 => throw new ArgumentException(
            $"The layer '{layer.DisplayName}' did not run: the net does not use it, or its parent calls forward(x) where call(x) is needed for hooks to run."),
        _ => throw new ArgumentException(
            $"The layer '{layer.DisplayName}' runs {Calls} times in this net, so its output is not one tensor. "
                + "Give each use a module of its own, or choose a layer that runs once."),
    };

    /// <summary>The layer, to be watched for one pass.</summary>
    public LayerWatch Watch => new([layer], See);

    public Tensor See(LayerCall call)
    {
        Calls++;
        output = subject.Keep(call.Output);
        return call.Output.clone();
    }
}
