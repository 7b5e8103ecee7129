using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>
/// Max-sensitivity: the largest ‖φ(x + δ) − φ(x)‖ / ‖φ(x)‖ over small perturbations δ, for each sample: how much the map moves when the input hardly does. Yeh
/// et al. 2019, arXiv:1901.09392, definition 3.1, which does not divide by ‖φ(x)‖: that is how the authors' code and Captum have it, so
/// that maps of different scale compare.
/// </summary>
internal static class Sensitivity
{
    public static double[] Of(Tensor input, Func<Tensor, Attribution> method, IEnumerable<Tensor> perturbations)
    {
        var own = method(input);
        var (samples, worst) = (own.Samples, new double[own.Samples]);
        foreach (var perturbation in perturbations)
        {
            using var moved = input + perturbation;
            var other = method(moved);
            for (var i = 0; i < samples; i++)
            {
                var (a, b) = (Likeness.Sample(own.Maps, i, samples), Likeness.Sample(other.Maps, i, samples));
                var norm = Math.Sqrt(a.Sum(v => v * v));
                worst[i] = Math.Max(worst[i], Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum()) / (norm == 0 ? 1 : norm));
            }
        }
        return worst;
    }
}
