using NNViz.Networks;
using NNViz.Tensors;
using NNViz.Training;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>What the checks of a network look at: one pass in eval mode with all activations, the gradients, and the loss function.</summary>
internal sealed class Examination : IDisposable
{
    private readonly Capture capture;

    private Examination(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss, DiagnosisOptions options)
    {
        (Net, Options) = (net, options);
        capture = Capture.Run(net, inputs);
        Inputs = [.. inputs.SelectMany((input, i) => NetCall.TensorsIn(input, "")).Select(input => input.Value)];
        Output = capture.Layers.FirstOrDefault(layer => layer.Layer == Tree.Root)?.Calls[^1].Outputs is [{ Value: { } only }] ? only : null;
        Flow = FlowOf(net, inputs, loss);
        Loss = Output is { } output && output.is_floating_point() ? LossProbe.Of(net, loss, output) : null;
    }

    public nn.Module Net { get; }

    public DiagnosisOptions Options { get; }

    public LayerTree Tree => capture.Tree;

    /// <summary>The tensors that the network is given.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The samples in the batch.</summary>
    public long Samples => Inputs.Count > 0 && Inputs[0].dim() > 0 ? Inputs[0].shape[0] : 0;

    /// <summary>What the network answers in eval mode, where that is one tensor.</summary>
    public Tensor? Output { get; }

    /// <summary>The loss function, where it takes one tensor of floating-point numbers.</summary>
    public LossProbe? Loss { get; }

    /// <summary>The gradients; null where the loss threw, see <see cref="LossFault"/>.</summary>
    public GradientFlow? Flow { get; }

    /// <summary>What the loss function threw on the network's own answer.</summary>
    public Exception? LossFault { get; private set; }

    /// <summary>The calls of layers that hold no others, in the order in which they began.</summary>
    public IEnumerable<(Layer Layer, CapturedCall Call)> Calls => capture.Layers.Where(layer => layer.Layer.Children.Count == 0)
        .SelectMany(layer => layer.Calls.Select(call => (layer.Layer, call))).OrderBy(entry => entry.call.Order);

    public static Examination Of(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss, DiagnosisOptions options) =>
        new(net, inputs, loss, options);

    /// <summary>The layer whose output is the network's, or null.</summary>
    public Layer? Last => Output is { } output
        ? Calls.LastOrDefault(entry => entry.Call.Outputs is [{ Value: { } value }]
            && value.shape.SequenceEqual(output.shape) && value.allclose(output, 0, 0, equal_nan: true)).Layer
        : null;

    /// <summary>The parameters that multiply, with two axes or more: weights of dense, convolution and recurrent layers, not tables to look up.</summary>
    public IEnumerable<(string Name, Layer Layer, Tensor Value)> Weights => Tree.Layers
        .Where(layer => !layer.Type.StartsWith("Embedding", StringComparison.Ordinal))
        .SelectMany(layer => layer.Parameters.Where(parameter => parameter.Value.dim() > 1)
            .Select(parameter => (layer.ParameterName(parameter.Name), layer, (Tensor)parameter.Value)));

    public void Dispose() => capture.Dispose();

    /// <summary>All numbers of a tensor, on the host.</summary>
    public static double[] Numbers(Tensor tensor) => HostTensor.Copy(tensor, Math.Max(1, tensor.numel())).ToDoubles();

    private GradientFlow? FlowOf(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss)
    {
        try
        {
            return GradientFlow.Of(net, inputs, output =>
            {
                try
                {
                    return loss(output);
                }
                catch (Exception e)
                {
                    LossFault = e;
                    throw;
                }
            });
        }
        catch (Exception) when (LossFault is not null)
        {
            return null;
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }
}
