using NNViz.Tensors;
using NNViz.Views;
using static TorchSharp.torch;

namespace NNViz;

/// <summary>What can be seen of a tensor. Each call takes a snapshot and leaves the tensor as it was.</summary>
public static partial class TensorExtensions
{
    /// <summary>The view that a cell ending in a tensor shows: facts, histogram, and the picture that fits the rank.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <param name="options">Axes, labels, colours.</param>
    public static TensorView Show(this Tensor tensor, HeatmapOptions? options = null) => TensorView.From(tensor, options);

    /// <summary>Count, range, mean, spread, quantiles, zeros, NaN, ±Inf and histogram of the whole tensor.</summary>
    public static TensorStats Stats(this Tensor tensor) => TensorStats.Of(tensor);

    /// <summary>Two axes as a heatmap, a slider for each other axis.</summary>
    /// <param name="tensor">A tensor of two axes at least.</param>
    /// <param name="options">Axes, labels, colours: <c>t.Heatmap(new() { RowLabels = tokens, ColumnLabels = tokens })</c>.</param>
    public static HeatmapView Heatmap(this Tensor tensor, HeatmapOptions? options = null) => HeatmapView.From(tensor, options);

    /// <summary>Pictures, grey or red, green and blue.</summary>
    /// <param name="tensor">[H, W], [C, H, W] or [N, C, H, W] with C = 1 or 3, or the channels last.</param>
    /// <param name="options">How numbers become colours: <c>t.Image(ImageOptions.ImageNet)</c> undoes the usual normalisation.</param>
    public static ImageView Image(this Tensor tensor, ImageOptions? options = null) => ImageView.From(tensor, options);

    /// <summary>The slices over the last two axes as small heatmaps: channels, kernels, heads.</summary>
    /// <param name="tensor">For example [C, H, W] or [N, C, H, W].</param>
    /// <param name="options">Order, colours, names: <c>t.Gallery(new() { Order = TileOrder.Norm })</c>.</param>
    public static GalleryView Gallery(this Tensor tensor, GalleryOptions? options = null) => GalleryView.From(tensor, options);

    /// <summary>Two tensors of one shape: both on one colour scale, their difference, and how far they are apart in numbers.</summary>
    /// <param name="tensor">The first.</param>
    /// <param name="other">The second; what is measured relatively is measured against it.</param>
    /// <param name="name">What the first is called.</param>
    /// <param name="otherName">What the second is called.</param>
    public static CompareView Compare(this Tensor tensor, Tensor other, string name = "a", string otherName = "b") =>
        CompareView.From(tensor, other, name, otherName);

    /// <summary>The tensor as HTML with its picture; the first of a process brings the front end with it.</summary>
    public static string ToHtml(this Tensor tensor) => Display.HtmlPort.Of(tensor);
}
