using NNViz.Projections;
using static TorchSharp.torch;

namespace NNViz;

public static partial class TensorExtensions
{
    /// <summary>Samples as points along the directions in which they vary most.</summary>
    /// <param name="tensor">[N, …]: pixels, activations, embeddings; three samples at least, all finite.</param>
    /// <param name="labels">[N], the class of each sample: its colour.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <param name="components">How many directions; the picture shows the first two.</param>
    /// <exception cref="ArgumentException">The data are no finite points, the labels do not fit, or there are not so many directions.</exception>
    public static Pca Pca(this Tensor tensor, Tensor? labels = null, IReadOnlyList<string>? classNames = null, int components = 2) =>
        Projections.Pca.Of(tensor, labels, classNames, components);

    /// <summary>Samples as points of the plane such that near samples lie near.</summary>
    /// <param name="tensor">[N, …]: pixels, activations, embeddings; four samples at least, all finite.</param>
    /// <param name="labels">[N], the class of each sample: its colour.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <param name="options">Perplexity, steps, seed: <c>t.TSne(labels, options: new() { Perplexity = 10 })</c>.</param>
    /// <exception cref="ArgumentException">The data are no finite points, the labels do not fit, or an option lies outside of its range.</exception>
    public static TSne TSne(this Tensor tensor, Tensor? labels = null, IReadOnlyList<string>? classNames = null, TSneOptions? options = null) =>
        Projections.TSne.Of(tensor, labels, classNames, options);
}
