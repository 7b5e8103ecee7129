using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// FullGrad: Σ ψ(x ∘ ∂f/∂x) + Σ_l Σ_c ψ(b ∘ ∂f/∂b), over the input and the biases of every convolution and batch normalisation; ψ takes
/// absolute values, scales each channel to [0, 1] and enlarges it to the input. Srinivas, Fleuret 2019, arXiv:1905.00780, equation 7.
/// Biases of linear layers have no place and are left out.
/// </summary>
internal static class FullGrad
{
    public static Outcome Of(Subject subject)
    {
        List<LayerTap> taps = [.. subject.Leaves.Where(l => ImplicitBias(l.Module) is not null).Select(l => new LayerTap(subject, l))];
        var pass = subject.Forward(new LayerWatch([.. taps.Select(t => t.Layer)], call => taps.First(t => t.Layer == call.Layer).See(call)));
        taps.RemoveAll(t => t.Calls == 0);
        // What has other axes than the input, as a batch normalisation of features, has no place in it.
        var dimensions = subject.X[0].dim();
        var placeless = taps.Where(t => dimensions is not (3 or 4) || t.Output.dim() != dimensions).ToList();
        taps.RemoveAll(placeless.Contains);
        if (taps.Count == 0)
        {
            throw new ArgumentException(
                "FullGrad adds the parts of biases in space, and no convolution or batch normalisation of this net has a bias and the input's axes.");
        }
        var gradients = subject.Gradients(pass.Scores, [pass.Leaves[0], .. taps.Select(t => t.Output)]);
        var sum = InSpace(gradients[0] * subject.X[0], subject.X[0]);
        foreach (var (tap, gradient) in taps.Zip(gradients.Skip(1)))
        {
            sum = sum + InSpace(gradient * ImplicitBias(tap.Layer.Module)!.reshape([1, -1, .. gradient.shape[2..].Select(_ => 1L)]), subject.X[0]);
        }
        return new(sum)
        {
            Kind = MapKind.Spatial,
            Signed = false,
            Notes = [$"the input and the biases of {Names(taps)}",
                .. placeless.Count > 0 ? [$"left out, since their biases have no place in the input: {Names(placeless)}"] : (string[])[]],
        };
    }

    private static string Names(IEnumerable<LayerTap> taps) => string.Join(", ", taps.Select(t => t.Layer.DisplayName));

    /// <summary>What the layer puts out for 0: a convolution's bias, β − γμ/σ of a batch normalisation in evaluation mode.</summary>
    private static Tensor? ImplicitBias(nn.Module module) => module switch
    {
        Convolution { bias: { } bias } => bias.detach(),
        BatchNorm { bias: { } shift, running_mean: { } mean, running_var: { } variance } norm =>
            (shift - norm.weight * mean / (variance + norm.eps).sqrt()).detach(),
        _ => null,
    };

    private static Tensor InSpace(Tensor part, Tensor input)
    {
        var places = part.detach().abs().flatten(0, 1);
        // A sequence [N,C,L] is an image of one row.
        var maps = places.dim() == 2 ? places.unsqueeze(1) : places;
        var low = maps.amin([1, 2], keepdim: true);
        var scaled = (maps - low) / ((maps - low).amax([1, 2], keepdim: true) + 1e-7);
        var large = Cam.Enlarge(scaled, input);
        return large.reshape([part.shape[0], part.shape[1], .. large.shape[1..]]).sum(1);
    }
}
