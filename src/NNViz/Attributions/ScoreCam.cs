using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Score-CAM: Σ_c w_c A_c, w = softmax over channels of the score of the input masked with channel c, scaled to [0, 1] and enlarged. Wang et al.
/// 2020, arXiv:1910.01279, algorithm 1. Enlarged with aligned corners, as in the authors' code.
/// </summary>
internal static class ScoreCam
{
    public static Outcome Of(Subject subject, string? selector, bool relu)
    {
        var tap = Single(subject, selector);
        var maps = tap.Maps.detach();
        var (samples, channels) = (maps.shape[0], maps.shape[1]);
        var flat = maps.flatten(0, 1);
        var scores = zeros(samples * channels, subject.Prediction.Scores.dtype, maps.device);
        foreach (var batch in subject.Batches(channels, gradient: false))
        {
            var masks = Masks(flat.narrow(0, batch.First, batch.Count), subject.X[0]);
            scores.narrow(0, batch.First, batch.Count).copy_(subject.Scores([batch.Of(subject.X[0]) * masks, .. subject.X[1..].Select(batch.Of)], batch.Rows));
        }
        var weights = scores.reshape(samples, channels).softmax(1);
        return Cam.Finish(CamRules.Weighted(maps, weights.reshape(samples, channels, 1, 1)), relu, tap) with { Steps = (int)channels };
    }

    /// <summary>The one layer that a method reads which cannot fuse several.</summary>
    public static SpatialTap Single(Subject subject, string? selector)
    {
        using var none = no_grad();
        var taps = Cam.Read(subject, selector).Taps;
        return taps.Count == 1 ? taps[0] : throw new ArgumentException(
            $"'{selector}' selects {taps.Count} layers, "
                + $"{string.Join(", ", taps.Select(t => $"'{t.Choice.Layer.Name}'"))}; this method reads one. Name one of them.");
    }

    private static Tensor Masks(Tensor maps, Tensor input)
    {
        var large = Cam.Enlarge(maps, input, corners: true);
        var (low, high) = (large.amin([1, 2], keepdim: true), large.amax([1, 2], keepdim: true));
        return Cam.Factor((large - low) / (high - low).clamp_min(1e-8), input);
    }
}
