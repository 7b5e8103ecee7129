using System.Numerics;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>Says why a map shows nothing: a blank map is never drawn as if it meant something.</summary>
internal static class MapDiagnosis
{
    /// <summary>A probability this near to 1 leaves a softmax without a slope in single precision.</summary>
    private const double Saturated = 1 - 1e-6;

    /// <summary>For each sample the problem of its map and what to try, or <see langword="null"/> for a map that shows something.</summary>
    /// <param name="subject">What was explained.</param>
    /// <param name="outcome">What the method made of it.</param>
    /// <param name="host">The maps, the inputs and the net's output, copied already.</param>
    public static IReadOnlyList<string?> Of(Subject subject, Outcome outcome, (HostTensor[] Maps, HostTensor[] Inputs, HostTensor Output) host)
    {
        var samples = (int)subject.Samples;
        var inputs = Array.ConvertAll(host.Inputs, input => FiniteRows(input, samples));
        var outputs = FiniteRows(host.Output, samples);
        var values = Array.ConvertAll(host.Maps, map => map.ToDoubles());
        var problems = new string?[samples];
        for (var i = 0; i < samples; i++)
        {
            var (low, high, finite) = Range(values, i, samples);
            problems[i] = inputs.Any(rows => !rows[i]) ? "The input itself holds NaN or infinite values."
                : !outputs[i] ? "The net's own output is not finite: look at its weights and activations (net.Summary(x))."
                : !finite ? "The map holds NaN or infinite values, though the net's output is finite: "
                    + "a gradient is not, as of a square root, logarithm or division at 0. Try a small shift of the input."
                : low == high ? $"The map is {(low == 0 ? "0" : $"the one value {Words.Number(low)}")} everywhere. {Cause(subject, outcome, i)}"
                : null;
        }
        return problems;
    }

    private static bool[] FiniteRows(HostTensor values, int samples) => values.DType == ScalarType.Float32
        ? FiniteRows(values.Values<float>(), samples)
        : FiniteRows<double>(values.ToDoubles(), samples);

    private static bool[] FiniteRows<T>(ReadOnlySpan<T> values, int samples)
        where T : INumberBase<T>
    {
        var (size, finite) = (values.Length / samples, new bool[samples]);
        for (var i = 0; i < samples; i++)
        {
            finite[i] = true;
            foreach (var value in values.Slice(i * size, size))
            {
                finite[i] &= T.IsFinite(value);
            }
        }
        return finite;
    }

    private static (double Low, double High, bool Finite) Range(double[][] maps, int sample, int samples)
    {
        var (low, high, finite) = (double.PositiveInfinity, double.NegativeInfinity, true);
        foreach (var map in maps)
        {
            var size = map.Length / samples;
            for (var i = sample * size; i < (sample + 1) * size; i++)
            {
                var value = map[i];
                (low, high, finite) = (Math.Min(low, value), Math.Max(high, value), finite && double.IsFinite(value));
            }
        }
        return (low, high, finite);
    }

    private static string Cause(Subject subject, Outcome outcome, long row)
    {
        if (outcome.Blank.TryGetValue(row, out var reason))
        {
            return reason;
        }
        if (outcome.Uncut is { } uncut && uncut[row].le(0).all().item<bool>())
        {
            return "Every value before the ReLU was 0 or below: at this layer all evidence speaks against the target. "
                + "Try another layer, another target, or relu: false to see the negative evidence.";
        }
        if (subject.GradientMissing)
        {
            return "The score has no gradient to what is explained: the net cuts the graph "
                + "(detach, no_grad, an argmax or a rounding on the way), or an in-place operation overwrote the layer's output. "
                + "Try a method that perturbs, such as net.Occlusion(x).";
        }
        if (outcome.Activations is { } activations && activations[row].eq(0).all().item<bool>())
        {
            return "Every activation of the layer is 0 for this sample: its channels are dead here. Try an earlier layer.";
        }
        if (outcome.Activations is { } spatial && spatial.shape[2] * spatial.shape[3] == 1)
        {
            return "The layer's output has one single place, so there is nothing to compare in space. Choose a layer before the pooling.";
        }
        return IsSaturated(subject.Prediction.Output[row])
            ? "The net ends in a softmax that is saturated (a probability within 1e-6 of 1), "
                + "so its gradient is lost. Explain the value before the softmax (a layer's neuron, Target.Neuron), or its logarithm (Target.Of)."
            : "The score does not react to small changes here: dead ReLUs, a saturated activation or a constant output. "
                + "Try another baseline, a perturbation method, or net.Summary(x) to look at the layers.";
    }

    private static bool IsSaturated(Tensor output)
    {
        var top = output.max().Doubles().item<double>();
        var sum = output.sum().Doubles().item<double>();
        return output.numel() > 1 && top is > Saturated and <= 1 + 1e-6 && Math.Abs(sum - 1) < 1e-3 && output.ge(0).all().item<bool>();
    }
}
