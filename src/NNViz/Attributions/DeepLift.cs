using NNViz.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// DeepLIFT with the Rescale rule: Shrikumar, Greenside, Kundaje 2017, arXiv:1704.02685, equation 10. Input and baseline run side by side;
/// an activation passes on Δy/Δx in place of its gradient. Averaged over a set of baselines this is DeepLIFT-SHAP (Lundberg, Lee 2017,
/// arXiv:1705.07874). Sums to f(x) − f(b). Max-pooling, which the paper leaves open, follows DeepSHAP: the part of the
/// change up to the larger of both maxima goes to the place of the input's maximum, the rest to that of the baseline's.
/// </summary>
internal static class DeepLift
{
    /// <summary>A change of an activation's input below this has no ratio: the gradient takes its place, as in the authors' code.</summary>
    private const double LeastChange = 1e-10;

    /// <summary>
    /// The memory of an item in rows: input and baseline, and what the rules keep beside every activation
    /// (differences, ratios, the choice between both): measured 4.5.
    /// </summary>
    private const int HeldRows = 5;

    /// <param name="subject">What is explained.</param>
    /// <param name="layer">The layer whose neurons are explained, or <see langword="null"/> for the input.</param>
    public static Outcome Of(Subject subject, string? layer = null)
    {
        FunctionalOps.Refuse(subject, "DeepLIFT", gap => !gap.Affine, "a function that is not linear", "Hold the activation as a module and call it there");
        var choice = layer is null ? null : LayerChoice.Of(subject, layer);
        var baseline = subject.Options.Baseline;
        Tensor[] sum = [.. choice is null ? subject.X.Select(x => zeros_like(x)) : [Zeros(subject, choice)]];
        var baseScore = zeros_like(subject.Prediction.Scores);
        for (long b = 0; b < baseline.Count; b++)
        {
            var start = baseline.For(subject.X, b);
            foreach (var batch in subject.Batches(1, gradient: true, HeldRows, baseline.Part(b, 1)))
            {
                var n = batch.Count;
                var tap = choice is null ? null : new LayerTap(subject, choice.Layer);
                Tensor[] both = [.. subject.X.Zip(start, (x, s) => cat([batch.Of(x), batch.Of(s)]))];
                var pass = subject.Forward(both, batch.Rows.repeat(2), new LayerWatch(null, call => Rule(subject, call, n, tap)));
                var of = tap is null ? pass.Leaves : [tap.Output];
                var gradients = subject.Gradients(pass.Scores.narrow(0, 0, n), of);
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i].narrow(0, batch.First, n).add_(Half(gradients[i], 0, n) * (Half(of[i], 0, n) - Half(of[i], n, n)));
                }
                baseScore.narrow(0, batch.First, n).add_(pass.Scores.narrow(0, n, n).detach());
            }
        }
        return new([.. sum.Select(s => s / baseline.Count)])
        {
            Kind = choice is null ? MapKind.Input : MapKind.Layer,
            Layer = choice,
            Baseline = baseline,
            MustSumTo = subject.Prediction.Scores - baseScore / baseline.Count,
        };
    }

    /// <summary>A zero for every neuron of the layer and every sample; for a layer that did not run, which its tap will name, one.</summary>
    private static Tensor Zeros(Subject subject, LayerChoice choice) =>
        zeros(subject.Trace.Find(choice.Layer)?.Shape ?? [1], subject.X[0].dtype, subject.X[0].device);

    private static Tensor Half(Tensor both, long first, long n) => both.narrow(0, first, n).detach();

    private static Tensor? Rule(Subject subject, LayerCall call, long n, LayerTap? tap)
    {
        var replaced = LayerKinds.Of(call.Layer.Module) switch
        {
            LayerKind.Activation => Activation(call.Input, call.Output, n),
            LayerKind.MaxPool => MaxPool(call, n),
            LayerKind.Other => throw LayerKinds.Unknown("DeepLIFT", call.Layer.DisplayName, call.Layer.Module),
            _ => null,
        };
        return tap is null || call.Layer != tap.Layer ? replaced : tap.See(call with { Output = replaced ?? call.Output });
    }

    /// <summary>Passes on Δy/Δx, the same for both halves.</summary>
    private static Tensor Activation(Tensor input, Tensor output, long n)
    {
        var change = Half(input, 0, n) - Half(input, n, n);
        var ratio = StraightThrough.Ratio(Half(output, 0, n) - Half(output, n, n), change, LeastChange).repeat(Twice(input));
        var still = (change.abs() < LeastChange).repeat(Twice(input));
        return StraightThrough.Of(output, where(still, output, input * ratio));
    }

    private static Tensor MaxPool(LayerCall call, long n)
    {
        var places = Indices(call.Layer.Module, call.Input).flatten(2);
        var (input, output) = (call.Input.flatten(2), call.Output.detach().flatten(2));
        var (x, change) = (input.narrow(0, 0, n), Half(input, 0, n) - Half(input, n, n));
        var (top, topOfBaseline) = (output.narrow(0, 0, n), output.narrow(0, n, n));
        var larger = maximum(top, topOfBaseline);
        Tensor Part(long half, Tensor share)
        {
            var at = places.narrow(0, half, n);
            return x.gather(2, at) * StraightThrough.Ratio(share, change.gather(2, at), LeastChange);
        }
        var surrogate = (Part(0, larger - topOfBaseline) + Part(n, top - larger)).reshape([n, .. call.Output.shape[1..]]);
        return cat([StraightThrough.Of(call.Output.narrow(0, 0, n), surrogate), call.Output.narrow(0, n, n)]);
    }

    private static Tensor Indices(nn.Module module, Tensor input)
    {
        using var none = no_grad();
        return module switch
        {
            MaxPool1d pool => pool.forward_with_indices(input.detach()).Indices,
            MaxPool2d pool => pool.forward_with_indices(input.detach()).Indices,
            _ => ((MaxPool3d)module).forward_with_indices(input.detach()).Indices,
        };
    }

    private static long[] Twice(Tensor like) => [2, .. Enumerable.Repeat(1L, (int)like.dim() - 1)];
}
