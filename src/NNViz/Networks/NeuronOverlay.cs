using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// The output of neurons (channels of a feature map) at each place, to be laid over the input: where in the picture a neuron answers.
/// Immutable; holds no tensor.
/// </summary>
/// <param name="Layer">The layer's dotted name.</param>
/// <param name="Neurons">Which channels, those with the highest output first.</param>
/// <param name="SourceNeurons">How many channels the layer has.</param>
/// <param name="Inputs">[N, C, H, W], the samples.</param>
/// <param name="Outputs">[N, neurons, rows, columns], as the layer returned them, unscaled.</param>
public sealed record NeuronOverlay(string Layer, IReadOnlyList<int> Neurons, int SourceNeurons, HostTensor Inputs, HostTensor Outputs)
{
    /// <summary>The most samples that are taken.</summary>
    public const int MostSamples = 6;

    /// <summary>How many neurons are taken where none are named.</summary>
    public const int Strongest = 8;

    /// <summary>Runs <paramref name="net"/> in eval mode on the first samples. Leaves no trace on it.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">[N, C, H, W], pictures; the first <see cref="MostSamples"/> are taken.</param>
    /// <param name="layer">The layer's name, or what else selects one; it returns [N, channels, rows, columns].</param>
    /// <param name="neurons">Which channels; by default the <see cref="Strongest"/> with the highest output.</param>
    /// <exception cref="ArgumentException">The input holds no pictures, there is no such layer or channel, or the layer has no places.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    /// <exception cref="InvalidOperationException">The layer did not run through call(); the message says why and what to change.</exception>
    public static NeuronOverlay Of(nn.Module net, Tensor x, string layer, IReadOnlyList<int>? neurons = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        if (x.dim() != 4 || x.numel() == 0)
        {
            throw new ArgumentException($"An overlay lies over pictures [N, C, H, W]; the input has the shape {Words.Shape(x.shape)}.");
        }
        using var scope = NewDisposeScope();
        var inputs = x.narrow(0, 0, Math.Min(MostSamples, x.shape[0]));
        using var capture = Capture.Run(net, [inputs], new CaptureOptions { Layers = layer });
        var (name, output) = (capture[layer].Layer.DisplayName, capture[layer].Output.detach().to_type(ScalarType.Float32));
        if (output.dim() != 4 || output.shape[0] != inputs.shape[0])
        {
            throw new ArgumentException(
                $"{name} returns {Words.Shape(output.shape)} and not [N, channels, rows, columns]: it has no places to lay over the input. "
                + $"net.NeuronActivations(x, \"{name}\") shows its neurons against the samples.");
        }
        var channels = (int)output.shape[1];
        if (neurons?.FirstOrDefault(neuron => neuron < 0 || neuron >= channels, -1) is { } wrong and not -1)
        {
            throw new ArgumentException($"There is no neuron {wrong}: {name} has the neurons 0 to {channels - 1}.");
        }
        var peaks = HostTensor.Copy(output.amax(new long[] { 0, 2, 3 }, false)).ToDoubles();
        int[] chosen = [.. neurons ?? Enumerable.Range(0, channels)
            .OrderByDescending(neuron => double.IsNaN(peaks[neuron]) ? double.PositiveInfinity : peaks[neuron]).Take(Strongest)];
        var maps = output.index_select(1, from_array(Array.ConvertAll(chosen, neuron => (long)neuron), output.device));
        return new(name, chosen, channels, HostTensor.Copy(inputs, inputs.numel()), HostTensor.Copy(maps, maps.numel()));
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
