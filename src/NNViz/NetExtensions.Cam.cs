using NNViz.Attributions;
using NNViz.Networks;
using static TorchSharp.torch.nn;

namespace NNViz;

/// <content>
/// Class activation maps <c>[N,h,w]</c> of a layer, by default the last convolution with spatial extent. <c>layer</c> names one, or several to fuse
/// (Score-CAM and Ablation-CAM read one); of a sequence <c>[N,C,L]</c> the maps are <c>[N,1,l]</c>;
/// <c>relu: false</c> keeps what speaks against the target.
/// </content>
public static partial class NetExtensions
{
    /// <summary>The original class activation map, for nets of global average pooling and one linear layer. Zhou et al. 2016, arXiv:1512.04150.</summary>
    public static Attribution ClassActivationMap(this Module net, Inputs input, Target? target = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("CAM", net, input, target, options), s => Attributions.ClassActivationMap.Of(s, relu));

    /// <summary>A class activation map by any rule, for example one of <see cref="CamRules"/> or your own.</summary>
    public static Attribution ClassActivationMap(
        this Module net, Inputs input, CamRule rule, Target? target = null, string? layer = null, ExplainOptions? options = null)
        => Explanation.Run(new(Cam.NameOf(rule), net, input, target, options), s => Cam.Of(s, layer, rule, relu: false));

    /// <summary>Grad-CAM: each channel weighted by its mean gradient. Selvaraju et al. 2017, arXiv:1610.02391.</summary>
    /// <param name="net">The net; run in eval mode and left as it was.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained; by default the predicted class of each sample.</param>
    /// <param name="layer">
    /// The layer whose places the map has, by name or another selector, or several to fuse;
    /// by default the last convolution with spatial extent.
    /// </param>
    /// <param name="relu">Whether what speaks against the target is cut off, as in the papers.</param>
    /// <param name="options">What the methods share.</param>
    /// <exception cref="ArgumentException">There is no such layer or class, or the layer's output has no places; the message says what exists.</exception>
    /// <exception cref="ForwardException">The net threw; the message names the layer and the shapes.</exception>
    public static Attribution GradCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Grad-CAM", net, input, target, options), s => Cam.Of(s, layer, CamRules.GradCam, relu));

    /// <summary>Grad-CAM++. Chattopadhyay et al. 2018, arXiv:1710.11063.</summary>
    /// <inheritdoc cref="GradCam"/>
    public static Attribution GradCamPlusPlus(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Grad-CAM++", net, input, target, options), s => Cam.Of(s, layer, CamRules.GradCamPlusPlus, relu));

    /// <summary>XGrad-CAM. Fu et al. 2020, arXiv:2008.02312.</summary>
    /// <inheritdoc cref="GradCam"/>
    public static Attribution XGradCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("XGrad-CAM", net, input, target, options), s => Cam.Of(s, layer, CamRules.XGradCam, relu));

    /// <summary>HiRes-CAM. Draelos, Carin 2020, arXiv:2011.08891.</summary>
    /// <inheritdoc cref="GradCam"/>
    public static Attribution HiResCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("HiRes-CAM", net, input, target, options), s => Cam.Of(s, layer, CamRules.HiResCam, relu));

    /// <summary>Layer-CAM. Jiang et al. 2021, doi:10.1109/TIP.2021.3089943.</summary>
    /// <inheritdoc cref="GradCam"/>
    public static Attribution LayerCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Layer-CAM", net, input, target, options), s => Cam.Of(s, layer, CamRules.LayerCam, relu));

    /// <summary>Element-wise Grad-CAM: the positive part of gradient times activation, summed over channels.</summary>
    /// <inheritdoc cref="GradCam"/>
    public static Attribution ElementWiseGradCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Element-wise Grad-CAM", net, input, target, options), s => Cam.Of(s, layer, CamRules.ElementWise, relu));

    /// <summary>Eigen-CAM, which does not depend on the target. Muhammad, Yeasin 2020, arXiv:2008.00299.</summary>
    /// <inheritdoc cref="GradCam"/>
    public static Attribution EigenCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Eigen-CAM", net, input, target, options), s => Cam.Of(s, layer, CamRules.EigenCam, relu));

    /// <summary>Eigen-Grad-CAM: the first principal component of gradient times activation.</summary>
    /// <inheritdoc cref="GradCam"/>
    public static Attribution EigenGradCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Eigen-Grad-CAM", net, input, target, options), s => Cam.Of(s, layer, CamRules.EigenGradCam, relu));

    /// <summary>Score-CAM: each channel weighted by the score of the input that it masks. Wang et al. 2020, arXiv:1910.01279.</summary>
    /// <param name="net">The net; run in eval mode and left as it was.</param>
    /// <param name="input">The input, <c>[N,C,H,W]</c> or <c>[N,C,L]</c>.</param>
    /// <param name="target">What is explained; by default the predicted class of each sample.</param>
    /// <param name="layer">
    /// The one layer whose places the map has, by name or another selector; by default the last convolution with spatial extent.
    /// Several are not fused.
    /// </param>
    /// <param name="relu">Whether what speaks against the target is cut off, as in the papers.</param>
    /// <param name="options">What the methods share.</param>
    /// <exception cref="ArgumentException">
    /// There is no such layer or class, the layer's output has no places, or several layers are selected; the message names them.
    /// </exception>
    /// <exception cref="ForwardException">The net threw; the message names the layer and the shapes.</exception>
    public static Attribution ScoreCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Score-CAM", net, input, target, options), s => Attributions.ScoreCam.Of(s, layer, relu));

    /// <summary>
    /// Ablation-CAM: each channel weighted by what the score y loses without it, as a share of |y|.
    /// Desai, Ramaswamy 2020, WACV; there of y, which turns the map's sign where y is below 0.
    /// </summary>
    /// <inheritdoc cref="ScoreCam"/>
    /// <exception cref="ArgumentException">
    /// There is no such layer or class, the layer's output has no places,
    /// several layers are selected, or the score is 0 for all samples (of some: their maps are blank).
    /// </exception>
    public static Attribution AblationCam(
        this Module net, Inputs input, Target? target = null, string? layer = null, bool relu = true, ExplainOptions? options = null)
        => Explanation.Run(new("Ablation-CAM", net, input, target, options), s => Attributions.AblationCam.Of(s, layer, relu));

    /// <summary>FullGrad, over the input and all biases in space. Srinivas, Fleuret 2019, arXiv:1905.00780.</summary>
    public static Attribution FullGrad(this Module net, Inputs input, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("FullGrad", net, input, target, options), Attributions.FullGrad.Of);

    /// <summary>Guided Grad-CAM: guided backpropagation times the enlarged Grad-CAM. Selvaraju et al. 2017, arXiv:1610.02391.</summary>
    public static Attribution GuidedGradCam(this Module net, Inputs input, Target? target = null, string? layer = null, ExplainOptions? options = null)
        => Explanation.Run(new("Guided Grad-CAM", net, input, target, options), s => Attributions.GuidedGradCam.Of(s, layer));
}
