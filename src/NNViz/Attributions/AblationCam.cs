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
    private const string NoShare = ", of which no channel can have a share. Explain another target, or use net.GradCam(x) or net.ScoreCam(x).";

    public static Outcome Of(Subject subject, string? selector, bool relu)
    {
        var tap = ScoreCam.Single(subject, selector);
        var maps = tap.Maps.detach();
        var (samples, channels) = (maps.shape[0], maps.shape[1]);
        var whole = subject.Prediction.Scores.unsqueeze(1);
        double[] known = HostTensor.Copy(whole).ToDoubles();
        if (known.All(score => score == 0))
        {
            throw new ArgumentException(
                $"Ablation-CAM weighs channels by the share of the score that goes with them, and the score is 0{NoShare}");
        }
        var losses = whole - Ablated(subject, tap, (samples, channels));
        var weights = where(whole.eq(0), zeros_like(losses), losses / whole.abs());
        var outcome = Cam.Finish(CamRules.Weighted(maps, weights.reshape(samples, channels, 1, 1)), relu, tap) with
        {
            Steps = (int)channels,
            Blank = known.Index().Where(score => score.Item == 0).ToDictionary(score => (long)score.Index, _ => $"Its score is 0{NoShare}"),
        };
        var below = known.Count(score => score < 0);
        return below == 0 ? outcome : outcome with
        {
            Notes = [.. outcome.Notes,
                $"the score is below 0 for {below} of {samples} samples: its absolute value is what the loss of a channel is divided by, "
                    + "where the paper divides by the score"],
        };
    }

    /// <summary>The score of each sample without each channel, <c>[N,C]</c>.</summary>
    private static Tensor Ablated(Subject subject, SpatialTap tap, (long Samples, long Channels) size)
    {
        var ((samples, channels), axis, device) = (size, tap.Layout.ChannelAxis, subject.X[0].device);
        var scores = zeros(samples * channels, subject.Prediction.Scores.dtype, device);
        // Beside each row the layer's output without the channel, and what takes it out.
        foreach (var batch in subject.Batches(channels, gradient: false, rows: 2))
        {
            Tensor? Ablate(LayerCall call)
            {
                var channel = Batch.Column(batch.Items, call.Output);
                var index = arange(channels, ScalarType.Int64, device)
                    .reshape([.. Enumerable.Range(0, (int)call.Output.dim()).Select(i => i == axis ? channels : 1)]);
                return call.Output * index.ne(channel).to(call.Output.dtype);
            }
            var watch = new LayerWatch([tap.Choice.Layer], Ablate);
            scores.narrow(0, batch.First, batch.Count).copy_(subject.Scores([.. subject.X.Select(batch.Of)], batch.Rows, watch));
        }
        return scores.reshape(samples, channels);
    }
}
