using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>A forward pass with gradients.</summary>
/// <param name="Leaves">The inputs it began with, one for each input of the net; gradients are asked of these.</param>
/// <param name="Scores">The score of every row, <c>[R]</c>.</param>
internal sealed record Pass(Tensor[] Leaves, Tensor Scores);

/// <summary>Layers to look at during a pass.</summary>
/// <param name="Layers">The layers, or <see langword="null"/> for every one without children.</param>
/// <param name="Seen">Called with every call of these layers; a tensor that it returns takes the place of the layer's output.</param>
internal sealed record LayerWatch(IReadOnlyList<Layer>? Layers, Func<LayerCall, Tensor?> Seen);

/// <summary>What the net says about the inputs.</summary>
/// <param name="Output">Its output, <c>[N,…]</c>.</param>
/// <param name="Classes">The class of every sample, Int64 <c>[N]</c>, or <see langword="null"/> where the target is not a class.</param>
/// <param name="Scores">The score of every sample, <c>[N]</c>.</param>
internal sealed record Prediction(Tensor Output, Tensor? Classes, Tensor Scores)
{
    public static Prediction Of(Tensor output, Tensor scored, Target target, long samples)
    {
        using var none = no_grad();
        if (output.dim() < 1 || output.shape[0] != samples)
        {
            throw new ArgumentException($"The net's output is {Words.Shape(output.shape)} for {samples} samples: its axis 0 must count the samples.");
        }
        var classes = target.ClassesOf(output, samples) is { } list ? tensor(list, device: output.device) : null;
        return new(output.detach().clone(), classes, target.Score(scored.detach(), classes).clone());
    }

    /// <summary>The same, to live as long as <paramref name="other"/>.</summary>
    public Prediction With(Tensor other)
    {
        foreach (var tensor in new[] { Output, Classes, Scores })
        {
            tensor?.MoveToOtherDisposeScope(other);
        }
        return this;
    }
}

/// <summary>Rows of one batch: consecutive (sample, item) pairs, the items of a sample side by side.</summary>
internal sealed class Batch
{
    public Batch(long first, long count, long perSample, Device device)
    {
        (First, Count) = (first, count);
        var jobs = arange(first, first + count, ScalarType.Int64, device);
        Rows = jobs.div(perSample, RoundingMode.floor);
        Items = jobs.remainder(perSample);
    }

    /// <summary>The place of the first row among all of them.</summary>
    public long First { get; }

    /// <summary>The number of rows R.</summary>
    public long Count { get; }

    /// <summary>The sample of each row, Int64 <c>[R]</c>.</summary>
    public Tensor Rows { get; }

    /// <summary>The item of each row, Int64 <c>[R]</c>.</summary>
    public Tensor Items { get; }

    /// <summary>The entries of <paramref name="perSample"/> <c>[N,…]</c> for each row, <c>[R,…]</c>.</summary>
    public Tensor Of(Tensor perSample) => perSample.index_select(0, Rows);

    /// <summary>A number for each item, as a factor of rows like <paramref name="like"/>.</summary>
    public Tensor Factor(Tensor perItem, Tensor like) => Column(perItem.index_select(0, Items), like);

    /// <summary>A number for each row, <c>[R]</c>, shaped <c>[R,1,…]</c> to multiply rows like <paramref name="like"/>.</summary>
    public static Tensor Column(Tensor perRow, Tensor like)
        => perRow.to(like.dtype).reshape([perRow.shape[0], .. Enumerable.Repeat(1L, (int)like.dim() - 1)]);
}
