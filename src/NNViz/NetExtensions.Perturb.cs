using NNViz.Attributions;
using static TorchSharp.torch.nn;

namespace NNViz;

/// <content>
/// Explanations that change the input and look at the score; they ask for no gradients. A <c>mask</c> says which elements are one feature. The perturbed inputs
/// run in batches that keep to <see cref="ExplainOptions.MemoryBudget"/>.
/// </content>
public static partial class NetExtensions
{
    /// <summary>A window of baseline slides over the image. Zeiler, Fergus 2014, arXiv:1311.2901.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,C,H,W]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="window">Rows and columns of the window.</param>
    /// <param name="stride">Its step, both ways.</param>
    /// <param name="options">What the methods share.</param>
    public static Attribution Occlusion(this Module net, Inputs input, Target? target = null, int window = 4, int stride = 2, ExplainOptions? options = null)
        => net.Occlusion(input, [window, window], [stride, stride], target, options);

    /// <summary>As <see cref="Occlusion(Module, Inputs, Target?, int, int, ExplainOptions?)"/>, with any window.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>, one or several.</param>
    /// <param name="window">The window's extent along the last axes of the input, as many as there are numbers; <c>[3]</c> for a sequence.</param>
    /// <param name="stride">Its step along the same axes.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="options">What the methods share.</param>
    public static Attribution Occlusion(this Module net, Inputs input, long[] window, long[] stride, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Occlusion", net, input, target, options), s => Attributions.Occlusion.Of(s, window, stride));

    /// <summary>What the score loses when a feature is replaced by the baseline.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="mask">
    /// The features; by default single elements of an input of up to 64 and of a table,
    /// else patches of an image or stretches of a sequence.
    /// </param>
    /// <param name="options">What the methods share.</param>
    public static Attribution FeatureAblation(this Module net, Inputs input, Target? target = null, FeatureMask? mask = null, ExplainOptions? options = null)
        => Explanation.Run(new("Feature ablation", net, input, target, options), s => Attributions.FeatureAblation.Of(s, mask));

    /// <summary>What the score loses when a feature is taken from another sample of the batch.</summary>
    /// <inheritdoc cref="FeatureAblation"/>
    /// <exception cref="ArgumentException">There is one sample only.</exception>
    public static Attribution FeaturePermutation(this Module net, Inputs input, Target? target = null, FeatureMask? mask = null, ExplainOptions? options = null)
        => Explanation.Run(new("Feature permutation", net, input, target, options), s => Attributions.FeatureAblation.Permuted(s, mask));

    /// <summary>
    /// LIME: a linear surrogate around the input, with its R² and the standard error of every coefficient.
    /// Ribeiro et al. 2016, arXiv:1602.04938.
    /// </summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="mask">The features, up to 1,024; <see cref="FeatureMask.Superpixels"/> for regions of like colour.</param>
    /// <param name="fit">How many perturbed inputs the surrogate is fitted to and how it is kept small; 500 and ridge by default.</param>
    /// <param name="options">What the methods share.</param>
    public static Attribution Lime(
        this Module net, Inputs input, Target? target = null, FeatureMask? mask = null, LimeFit? fit = null, ExplainOptions? options = null)
        => Explanation.Run(new("LIME", net, input, target, options), s => Attributions.Lime.Of(s, mask, fit ?? new()));

    /// <summary>Kernel SHAP: Shapley values by regression over coalitions of features. Lundberg, Lee 2017, arXiv:1705.07874.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="mask">
    /// The features, two at least; by default single elements of an input of up to 64 and of a table,
    /// else patches of an image or stretches of a sequence.
    /// </param>
    /// <param name="samples">Coalitions that are asked, twice as many as features or more; where there are no more, all of them.</param>
    /// <param name="options">What the methods share.</param>
    /// <exception cref="ArgumentException">There are too many features for so few coalitions; nothing was asked of the net yet.</exception>
    public static Attribution KernelShap(
        this Module net, Inputs input, Target? target = null, FeatureMask? mask = null, int samples = 1000, ExplainOptions? options = null)
        => Explanation.Run(new("Kernel SHAP", net, input, target, options), s => Attributions.KernelShap.Of(s, mask, samples));

    /// <summary>Shapley values over random orders of the features, with the standard error of every value. Castro et al. 2009.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="mask">
    /// The features; by default single elements of an input of up to 64 and of a table,
    /// else patches of an image or stretches of a sequence.
    /// </param>
    /// <param name="orders">Random orders, 1 or more; each costs a pass for every feature.</param>
    /// <param name="options">What the methods share.</param>
    public static Attribution ShapleySampling(
        this Module net, Inputs input, Target? target = null, FeatureMask? mask = null, int orders = 25, ExplainOptions? options = null)
        => Explanation.Run(new("Shapley sampling", net, input, target, options), s => ShapleyValues.Sampled(s, mask, orders));

    /// <summary>Exact Shapley values, for up to 12 features.</summary>
    /// <exception cref="ArgumentException">There are more features.</exception>
    public static Attribution ShapleyExact(this Module net, Inputs input, Target? target = null, FeatureMask? mask = null, ExplainOptions? options = null)
        => Explanation.Run(new("Shapley values", net, input, target, options), s => ShapleyValues.Exact(s, mask));

    /// <summary>RISE: random soft masks weighted by the score of what they leave visible. Petsiuk et al. 2018, arXiv:1806.07421.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">One image input, <c>[N,C,H,W]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="masks">How many masks.</param>
    /// <param name="grid">Cells along each side of the coarse grid of a mask.</param>
    /// <param name="options">What the methods share.</param>
    public static Attribution Rise(this Module net, Inputs input, Target? target = null, int masks = 500, int grid = 7, ExplainOptions? options = null)
        => Explanation.Run(new("RISE", net, input, target, options), s => Attributions.Rise.Of(s, masks, grid, 0.5));
}
