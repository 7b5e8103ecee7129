using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>A class activation map <c>[N,H,W]</c> from a layer's activations A and the score's gradients G for them, <c>[N,C,H,W]</c> each.</summary>
public delegate Tensor CamRule(Tensor activations, Tensor gradients);

/// <summary>
/// The rules of class activation maps, an equation each; Σ_c runs over channels, Σ_ij over places. Negative values are left in: the ReLU of the
/// papers comes after, and can be left out.
/// </summary>
public static class CamRules
{
    /// <summary>Grad-CAM: Σ_c w_c A_c with w_c = mean_ij G_c. Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2.</summary>
    public static Tensor GradCam(Tensor activations, Tensor gradients) => Weighted(activations, gradients.mean([2, 3], keepdim: true));

    /// <summary>
    /// Grad-CAM++: Σ_c w_c A_c with w_c = Σ_ij α·max(0, G), α = G² / (2G² + ΣA·G³). Chattopadhyay et al. 2018, arXiv:1710.11063, equation 19.
    /// </summary>
    public static Tensor GradCamPlusPlus(Tensor activations, Tensor gradients) => GradCamPlusPlus(0)(activations, gradients);

    /// <summary>
    /// Grad-CAM++ with <paramref name="epsilon"/> added to the denominator, as pytorch-grad-cam does with 1e-6. The paper has none, and where
    /// gradients are small it changes the map.
    /// </summary>
    public static CamRule GradCamPlusPlus(double epsilon) => (activations, gradients) =>
    {
        // G² / (2G² + S·G³ + ε), divided by G², so that small gradients do not run out of range.
        var denominator = 2 + activations.sum([2, 3], keepdim: true) * gradients + epsilon / gradients.square();
        var alpha = where(gradients.eq(0) | denominator.eq(0), zeros_like(gradients), 1 / denominator);
        return Weighted(activations, (alpha * gradients.relu()).sum([2, 3], keepdim: true));
    };

    /// <summary>
    /// XGrad-CAM: Σ_c w_c A_c with w_c = Σ_ij G·A / Σ_ij A; channels whose sum is 0 have no weight.
    /// Fu et al. 2020, arXiv:2008.02312, equation 8.
    /// </summary>
    public static Tensor XGradCam(Tensor activations, Tensor gradients)
    {
        var sum = activations.sum([2, 3], keepdim: true);
        var weight = (gradients * activations).sum([2, 3], keepdim: true) / sum;
        return Weighted(activations, where(sum.eq(0), zeros_like(sum), weight));
    }

    /// <summary>HiRes-CAM: Σ_c G_c ∘ A_c. Draelos, Carin 2020, arXiv:2011.08891, equation 4.</summary>
    public static Tensor HiResCam(Tensor activations, Tensor gradients) => (gradients * activations).sum(1);

    /// <summary>Layer-CAM: Σ_c max(0, G_c) ∘ A_c. Jiang et al. 2021, doi:10.1109/TIP.2021.3089943, equation 6.</summary>
    public static Tensor LayerCam(Tensor activations, Tensor gradients) => (gradients.relu() * activations).sum(1);

    /// <summary>Element-wise Grad-CAM: Σ_c max(0, G_c ∘ A_c).</summary>
    public static Tensor ElementWise(Tensor activations, Tensor gradients) => (gradients * activations).relu().sum(1);

    /// <summary>
    /// Eigen-CAM: the activations projected on their first principal component.
    /// Muhammad, Yeasin 2020, arXiv:2008.00299. Does not depend on the target.
    /// </summary>
    public static Tensor EigenCam(Tensor activations, Tensor gradients) => FirstComponent(activations);

    /// <summary>Eigen-Grad-CAM: the same of G ∘ A, which does depend on the target.</summary>
    public static Tensor EigenGradCam(Tensor activations, Tensor gradients) => FirstComponent(gradients * activations);

    /// <summary>Σ_c w_c A_c with a weight for each channel, <c>[N,C,1,1]</c>.</summary>
    internal static Tensor Weighted(Tensor activations, Tensor weights) => (weights * activations).sum(1);

    /// <summary>
    /// Places as observations, channels as variables, centred. The sign of a principal component is arbitrary: it is chosen so that the map
    /// goes along with the sum of the channels. In double precision, where the device has it, so that the first component does not depend on the kernel.
    /// </summary>
    private static Tensor FirstComponent(Tensor maps)
    {
        var (samples, height, width) = (maps.shape[0], maps.shape[2], maps.shape[3]);
        var places = maps.Doubles().flatten(2).transpose(1, 2);
        var centred = places - places.mean([1], keepdim: true);
        var (_, _, components) = linalg.svd(centred, fullMatrices: false);
        var map = centred.matmul(components.narrow(1, 0, 1).transpose(1, 2)).squeeze(2);
        var along = (map * centred.sum(2)).sum([1], keepdim: true);
        return (map * (2 * along.ge(0).to(map.dtype) - 1)).reshape(samples, height, width).to(maps.dtype).to(maps.device);
    }
}
