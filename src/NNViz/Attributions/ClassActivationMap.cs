using NNViz.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// The original class activation map: Σ_c w_c A_c with the weights of the class in the one linear layer behind global average pooling. Zhou et al.
/// 2016, arXiv:1512.04150, equation 2. Refused for nets of another build, which Grad-CAM generalises to.
/// </summary>
internal static class ClassActivationMap
{
    private const double Tolerance = 1e-4;

    public static Outcome Of(Subject subject, bool relu)
    {
        var ran = new List<(Layer Layer, Tensor Input, Tensor Output)>();
        using var none = no_grad();
        subject.Call(subject.X, new LayerWatch(null, call =>
        {
            ran.Add((call.Layer, subject.Keep(call.Input), subject.Keep(call.Output)));
            return call.Output.clone();
        }));
        if (ran.Count == 0 || ran[^1] is not { Layer: { Module: Linear linear } head } last || subject.Prediction.Classes is not { } classes)
        {
            throw Refused("its last layer is not a linear layer that puts out classes");
        }
        var source = ran.LastOrDefault(r => Averages(r.Output, last.Input));
        if (source.Layer is null)
        {
            throw Refused($"what '{head.DisplayName}' is given is not the mean over space of any layer's output");
        }
        var weights = linear.weight.detach().index_select(0, classes);
        // A sequence [N,C,L] is an image of one row.
        var maps = source.Output.dim() == 3 ? source.Output.unsqueeze(2) : source.Output;
        var map = CamRules.Weighted(maps, weights.reshape(weights.shape[0], weights.shape[1], 1, 1));
        return new(relu ? map.relu() : map)
        {
            Kind = MapKind.Spatial,
            Signed = !relu,
            Layer = new(source.Layer, $"its mean over space is what '{head.DisplayName}' is given"),
            Uncut = relu ? map : null,
            Activations = maps,
        };
    }

    private static bool Averages(Tensor maps, Tensor pooled) => maps.dim() is 3 or 4 && maps[0, 0].numel() > 1
        && maps.shape[1] == pooled.flatten(1).shape[1] && maps.flatten(2).mean([2]).allclose(pooled.flatten(1), Tolerance, Tolerance);

    private static ArgumentException Refused(string why) => new(
        "The class activation map of Zhou et al. needs global average pooling followed by one linear layer, "
            + $"and of this net {why}. net.GradCam(x) is the same map where it exists, and works for other nets.");
}
