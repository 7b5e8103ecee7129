using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// What is explained: one number for each sample. A class index, an index for each sample and a function convert by themselves;
/// without a target the class that the net predicts is explained.
/// </summary>
public sealed class Target
{
    private readonly Func<Tensor, Tensor>? scoring;

    private Target(long[]? classes, Func<Tensor, Tensor>? score, string? layer, string name)
    {
        (Classes, scoring, Layer, Name) = (classes, score, layer, name);
    }

    /// <summary>The class with the largest output, of each sample; with an output of one number a sample, that number.</summary>
    public static Target Predicted { get; } = new(null, null, null, "the predicted class");

    /// <summary>The class indices: one for all samples, or one for each; <see langword="null"/> for other targets.</summary>
    internal IReadOnlyList<long>? Classes { get; }

    /// <summary>The layer whose neuron is the target, or <see langword="null"/> where the net's output is.</summary>
    internal string? Layer { get; }

    /// <summary>The target in words.</summary>
    public string Name { get; }

    /// <summary>
    /// A class index (one for all samples) or one for each sample. With an output of <c>[N,K,…]</c> the score is the output of the class,
    /// summed over the axes after it.
    /// </summary>
    public static Target Class(params long[] classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        return classes.Length == 0
            ? throw new ArgumentException("At least one class index is needed; leave the target out to explain the predicted class.", nameof(classes))
            : new([.. classes], null, null, classes.Length == 1 ? $"class {classes[0]}" : $"classes {string.Join(", ", classes)}");
    }

    /// <summary>
    /// Any differentiable function of the net's output to one number a sample, <c>[N,…]</c> → <c>[N]</c>. It must treat every row by itself,
    /// since methods that perturb the input call it with batches of any size.
    /// </summary>
    public static Target Of(Func<Tensor, Tensor> score, string name = "a function of the output")
    {
        ArgumentNullException.ThrowIfNull(score);
        return new(null, score, null, name);
    }

    /// <summary>
    /// One neuron of a layer: the layer's output at <paramref name="index"/>, the sample axis left out. This turns every method into its
    /// neuron form: <c>net.IntegratedGradients(x, Target.Neuron("conv1", 3, 12, 12))</c>.
    /// </summary>
    public static Target Neuron(string layer, params long[] index)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentNullException.ThrowIfNull(index);
        return new(null, output => Pick(output, layer, index), layer, $"neuron {layer}{Words.Shape(index)}");
    }

    /// <summary>
    /// One channel of a layer <c>[N,C,…]</c>: its mean over all places. <c>net.IntegratedGradients(x, Target.Channel("conv2", 5))</c> asks what in the input
    /// excites it.
    /// </summary>
    public static Target Channel(string layer, long channel)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return new(null, output => OfChannel(output, layer, channel), layer, $"channel {channel} of {layer}");
    }

    /// <summary>A class index for all samples.</summary>
    public static implicit operator Target(long index) => Class(index);

    /// <summary>A class index for all samples.</summary>
    public static implicit operator Target(int index) => Class(index);

    /// <summary>A class index for each sample.</summary>
    public static implicit operator Target(long[] classes) => Class(classes);

    /// <summary>A class index for each sample.</summary>
    public static implicit operator Target(int[] classes) => Class(Array.ConvertAll(classes ?? throw new ArgumentNullException(nameof(classes)), c => (long)c));

    /// <summary>A function of the net's output.</summary>
    public static implicit operator Target(Func<Tensor, Tensor> score) => Of(score);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The class of each of the <paramref name="samples"/>, or <see langword="null"/> where the target is not a class.</summary>
    /// <param name="output">The net's output for exactly these samples.</param>
    /// <param name="samples">Their number.</param>
    internal long[]? ClassesOf(Tensor output, long samples)
    {
        if (scoring is not null || (Classes is null && output.dim() < 2))
        {
            return null;
        }
        if (Classes is null)
        {
            using var largest = PerClass(output.detach()).argmax(1).cpu();
            return largest.data<long>().ToArray();
        }
        if (Classes.Count != 1 && Classes.Count != samples)
        {
            throw new ArgumentException(
                $"The target names {Classes.Count} classes and the input has {samples} samples; "
                + "give one class for all, or one for each.");
        }
        var count = output.dim() < 2
            ? throw new ArgumentException(
                $"The net's output is {Words.Shape(output.shape)}: it has no class axis 1. Leave the target out, or give a function.")
            : output.shape[1];
        var outside = Classes.FirstOrDefault(c => c < 0 || c >= count, -1);
        if (Classes.Any(c => c < 0 || c >= count))
        {
            throw new ArgumentOutOfRangeException("target",
                $"There is no class {outside}: the net's output {Words.Shape(output.shape)} has the classes 0 to {count - 1}.");
        }
        return [.. Enumerable.Range(0, (int)samples).Select(i => Classes[Classes.Count == 1 ? 0 : i])];
    }

    /// <summary>The score of every row, <c>[rows]</c>, as part of the autograd graph.</summary>
    /// <param name="output">What the target reads: the net's output, or that of <see cref="Layer"/>.</param>
    /// <param name="classes">The class of each row, where the target is a class.</param>
    internal Tensor Score(Tensor output, Tensor? classes)
    {
        var scores = scoring is not null ? scoring(output)
            : classes is null ? output
            : PerClass(output).gather(1, classes.unsqueeze(1)).squeeze(1);
        var rows = output.shape[0];
        return scores.numel() == rows
            ? scores.reshape(rows)
            : throw new ArgumentException(
                $"The target must give one number for each of the {rows} samples; "
                + $"it gave {Words.Shape(scores.shape)} for the output {Words.Shape(output.shape)}.");
    }

    private static Tensor PerClass(Tensor output) => output.dim() > 2 ? output.flatten(2).sum(2) : output;

    private static Tensor Pick(Tensor output, string layer, long[] index)
    {
        if (output.dim() - 1 != index.Length || index.Where((at, axis) => at < 0 || at >= output.shape[axis + 1]).Any())
        {
            throw new ArgumentException($"There is no neuron {Words.Shape(index)} in '{layer}': a sample's output there is {Words.Shape(output.shape[1..])}.");
        }
        foreach (var at in index)
        {
            output = output.select(1, at);
        }
        return output;
    }

    private static Tensor OfChannel(Tensor output, string layer, long channel) => output.dim() > 1 && channel >= 0 && channel < output.shape[1]
        ? output.select(1, channel).reshape(output.shape[0], -1).mean([1])
        : throw new ArgumentException($"There is no channel {channel} in '{layer}': its output is {Words.Shape(output.shape)}, with the channels on axis 1.");
}
