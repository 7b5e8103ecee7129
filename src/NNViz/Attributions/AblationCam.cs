using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Ablation-CAM: Σ_c w_c A_c, w_c = (y − y_c) / |y|, where y_c is the score with channel c set to 0. Desai, Ramaswamy 2020, WACV,
/// equation 3, which divides by y: the same for a score above 0. Below 0 division by y would turn the sign, so that channels that speak for the
/// target would count against it.
/// </summary>
internal static class AblationCam
{
    public static Outcome Of(Subject subject, string? selector, bool relu)
    {
        var tap = ScoreCam.Single(subject, selector);
        var maps = tap.Maps.detach();
        var (samples, channels, axis) = (maps.shape[0], maps.shape[1], tap.Layout.ChannelAxis);
        var whole = subject.Prediction.Scores.unsqueeze(1);
        double[] known = HostTensor.Copy(whole).ToDoubles();
        if (Array.IndexOf(known, 0) is >= 0 and var zero)
        {
            throw new ArgumentException(
                "Ablation-CAM weighs channels by the share of the score that goes with them, "
                + $"and the score of sample {zero} is 0. "
                + "Explain another target, or use net.GradCam(x) or net.ScoreCam(x).");
        }
        var scores = zeros(samples * channels, subject.Prediction.Scores.dtype, maps.device);
        // Beside each row the layer's output without the channel, and what takes it out.
        foreach (var batch in subject.Batches(channels, gradient: false, rows: 2))
        {
            Tensor? Ablate(LayerCall call)
            {
                var channel = Batch.Column(batch.Items, call.Output);
                var index = arange(channels, ScalarType.Int64, maps.device)
                    .reshape([.. Enumerable.Range(0, (int)call.Output.dim()).Select(i => i == axis ? channels : 1)]);
                return call.Output * index.ne(channel).to(call.Output.dtype);
            }
            var watch = new LayerWatch([tap.Choice.Layer], Ablate);
            scores.narrow(0, batch.First, batch.Count).copy_(subject.Scores([.. subject.X.Select(batch.Of)], batch.Rows, watch));
        }
        var weights = (whole - scores.reshape(samples, channels)) / whole.abs();
        var outcome = Cam.Finish(CamRules.Weighted(maps, weights.reshape(samples, channels, 1, 1)), relu, tap) with { Steps = (int)channels };
        var below = known.Count(score => score < 0);
        return below == 0 ? outcome : outcome with
        {
            Notes = [.. outcome.Notes,
                $"the score is below 0 for {below} of {samples} samples: its absolute value is what the loss of a channel is divided by, "
                    + "where the paper divides by the score"],
        };
    }
}
