using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// The input that stands for "nothing there", against which differences are taken: a number (0 by default), a tensor of one sample
/// <c>[1,…]</c> or of every sample <c>[N,…]</c>, or a set of samples to average over. Numbers, tensors and arrays of them convert by themselves.
/// </summary>
public sealed class Baseline
{
    private readonly double constant;
    private readonly Tensor[]? tensors;
    private readonly bool isSet;

    private Baseline(double constant, Tensor[]? tensors, bool isSet, string name) =>
        (this.constant, this.tensors, this.isSet, Name) = (constant, tensors, isSet, name);

    /// <summary>0 everywhere.</summary>
    public static Baseline Zero { get; } = 0;

    /// <summary>The baseline in words.</summary>
    public string Name { get; }

    /// <summary>The same number everywhere.</summary>
    public static Baseline Constant(double value) => new(value, null, false, Words.Number(value));

    /// <summary>A tensor for each input of the net, of one sample or of all.</summary>
    public static Baseline Of(params Tensor[] tensors) => new(0, tensors, false, "a given tensor");

    /// <summary>Several baselines, <c>[B,…]</c> for each input of the net; the attribution is the mean over them.</summary>
    /// <exception cref="ArgumentException">There is no tensor, or the tensors do not all hold the same number B ≥ 1 of baselines.</exception>
    public static Baseline Set(params Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.Length > 0 && tensors.All(t => t.dim() > 0 && t.shape[0] > 0 && t.shape[0] == tensors[0].shape[0])
            ? new(0, tensors, true, $"a set of {tensors[0].shape[0]}")
            : throw new ArgumentException(
                "A set of baselines is one tensor [B, …] for each input of the net, of the same B ≥ 1; "
                    + $"given {(tensors.Length == 0 ? "none" : string.Join(", ", tensors.Select(t => Words.Shape(t.shape))))}.",
                nameof(tensors));
    }

    /// <summary>The same number everywhere.</summary>
    public static implicit operator Baseline(double value) => Constant(value);

    /// <summary>One sample, or one for each.</summary>
    public static implicit operator Baseline(Tensor tensor) => Of(tensor);

    /// <summary>One tensor for each input of the net.</summary>
    public static implicit operator Baseline(Tensor[] tensors) => Of(tensors);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The number of baselines to average over: 1 except for a set.</summary>
    internal long Count => isSet ? tensors![0].shape[0] : 1;

    /// <summary>
    /// What a walk over <paramref name="perSample"/> items with baseline <paramref name="number"/> is of the walks
    /// with every one (see <see cref="Subject.Batches"/>).
    /// </summary>
    internal (long Before, long All) Part(long number, long perSample) => (number * perSample, Count * perSample);

    /// <summary>Baseline <paramref name="number"/> (0 to <see cref="Count"/> − 1), of the shapes of <paramref name="inputs"/>.</summary>
    internal Tensor[] For(IReadOnlyList<Tensor> inputs, long number = 0)
    {
        if (tensors is null)
        {
            return [.. inputs.Select(x => full_like(x, constant))];
        }
        if (tensors.Length != inputs.Count)
        {
            throw new ArgumentException($"The net has {inputs.Count} inputs and the baseline {tensors.Length} tensors; give one for each.");
        }
        return [.. inputs.Select((x, i) => Fit(isSet ? tensors[i].narrow(0, number, 1) : tensors[i], x))];
    }

    /// <summary>Every baseline to average over, with its number, as <see cref="For"/> gives it.</summary>
    internal IEnumerable<(long Number, Tensor[] Start)> Each(IReadOnlyList<Tensor> inputs)
    {
        for (long number = 0; number < Count; number++)
        {
            yield return (number, For(inputs, number));
        }
    }

    /// <summary>What was given, for each of <paramref name="inputs"/>: <c>[1,…]</c>, <c>[N,…]</c>, or the whole set <c>[B,…]</c>.</summary>
    internal Tensor[] Given(IReadOnlyList<Tensor> inputs) => isSet ? tensors!
        : For([.. inputs.Select((x, i) => tensors is null || tensors[i].dim() < x.dim() || tensors[i].shape[0] == 1 ? x[..1] : x)]);

    /// <summary>For each row of a batch the baseline of the number <paramref name="which"/> names.</summary>
    internal Tensor[] Drawn(IReadOnlyList<Tensor> inputs, Batch batch, long[] which) => isSet
        ? [.. inputs.Select((x, i) => tensors![i].to(x.dtype).to(x.device).index_select(0, tensor(which, device: x.device)))]
        : [.. For(inputs).Select(batch.Of)];

    private static Tensor Fit(Tensor baseline, Tensor input)
    {
        using var none = no_grad();
        var like = baseline.dim() == input.dim() - 1 ? baseline.unsqueeze(0) : baseline;
        return like.dim() == input.dim() && like.shape.Zip(input.shape).Skip(1).All(p => p.First == p.Second)
            && (like.shape[0] == 1 || like.shape[0] == input.shape[0])
            ? like.to(input.dtype).to(input.device).expand(input.shape).detach()
            : throw new ArgumentException(
                $"A baseline of {Words.Shape(baseline.shape)} does not fit the input {Words.Shape(input.shape)}: "
                + "give one sample [1, …], one for each [N, …], or Baseline.Set for several to average over.");
    }
}
