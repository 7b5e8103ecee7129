using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>Ablation-CAM: Σ_c w_c A_c, w_c = (y − y_c) / y, where y_c is the score with channel c set to 0. Desai, Ramaswamy 2020, WACV, equation 3.</summary>
internal static class AblationCam
{
    public static Outcome Of(Subject subject, string? selector, bool relu)
    {
        var tap = ScoreCam.Single(subject, selector);
        var maps = tap.Maps.detach();
        var (samples, channels, axis) = (maps.shape[0], maps.shape[1], tap.Layout.ChannelAxis);
        var scores = zeros(samples * channels, subject.Prediction.Scores.dtype, maps.device);
        // Beside each row the layer's output without the channel, and what takes it out.
        foreach (var batch in subject.Batches(channels, gradient: false, rows: 2))
        {
            Tensor? Ablate(LayerCall call)
            {
                var channel = Batch.Column(batch.Items, call.Output);
                var index = arange(channels, ScalarType.Int64, maps.device).reshape([.. Enumerable.Range(0, (int)call.Output.dim()).Select(i => i == axis ? channels : 1)]);
                return call.Output * index.ne(channel).to(call.Output.dtype);
            }
            var watch = new LayerWatch([tap.Choice.Layer], Ablate);
            scores.narrow(0, batch.First, batch.Count).copy_(subject.Scores([.. subject.X.Select(batch.Of)], batch.Rows, watch));
        }
        var whole = subject.Prediction.Scores.unsqueeze(1);
        var weights = (whole - scores.reshape(samples, channels)) / whole;
        return Cam.Finish(CamRules.Weighted(maps, weights.reshape(samples, channels, 1, 1)), relu, tap) with { Steps = (int)channels };
    }
}
