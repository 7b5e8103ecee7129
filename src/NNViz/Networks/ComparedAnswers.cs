using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What two networks answer to the same samples.</summary>
internal sealed class ComparedAnswers : IDisposable
{
    private readonly Tensor? first;
    private readonly Tensor? second;
    private readonly ComparisonOptions options;

    private ComparedAnswers(Tensor? first, Tensor? second, ComparisonOptions options)
    {
        (this.first, this.second, this.options) = (first, second, options);
        int[]? labels = options.Labels is { } given ? Whole(given) : null;
        if (labels is not null && first is not null && labels.Length != first.shape[0])
        {
            throw new ArgumentException($"There are {labels.Length} labels for {first.shape[0]} samples.", nameof(options));
        }
        if (Classes(first) is { } one && Classes(second) is { } two && first!.shape.SequenceEqual(second!.shape))
        {
            Disagreements = [.. Enumerable.Range(0, one.Length).Where(i => one[i] != two[i]).Select(i => new Disagreement(i, one[i], two[i], labels?[i]))];
        }
        Quantities = [.. Measure(labels)];
    }

    public IReadOnlyList<ComparedQuantity> Quantities { get; }

    public IReadOnlyList<Disagreement>? Disagreements { get; }

    public static ComparedAnswers Of(nn.Module first, nn.Module second, Tensor input, ComparisonOptions options) =>
        new(Answer(first, input), Answer(second, input), options);

    public void Dispose()
    {
        first?.Dispose();
        second?.Dispose();
    }

    /// <summary>The inputs of the first disagreements, where they are images.</summary>
    public HostTensor? Inputs(Tensor input)
    {
        if (Disagreements is not { Count: > 0 } || input.dim() != 4 || !input.is_floating_point())
        {
            return null;
        }
        using var scope = NewDisposeScope();
        var chosen = input.index_select(0,
            tensor(Disagreements.Take(NetComparison.MostPictures).Select(one => (long)one.Sample).ToArray(), device: input.device));
        return HostTensor.Copy(chosen, chosen.numel());
    }

    private IEnumerable<ComparedQuantity> Measure(int[]? labels)
    {
        double Accuracy(Tensor? output) => Classes(output) is { } classes
            ? classes.Zip(labels!).Count(pair => pair.First == pair.Second) / (double)classes.Length
            : double.NaN;
        double Loss(Tensor? output)
        {
            using var untracked = no_grad();
            using var value = output is null ? null : options.Loss!(output);
            return value is null ? double.NaN : value.Doubles().ToDouble();
        }
        if (labels is not null)
        {
            yield return new("accuracy", Accuracy(first), Accuracy(second), "part");
        }
        if (options.Loss is not null)
        {
            yield return new("loss", Loss(first), Loss(second));
        }
    }

    private static int[]? Classes(Tensor? output)
    {
        if (output is not { } scores || scores.dim() != 2 || scores.shape[1] < 2 || !scores.is_floating_point())
        {
            return null;
        }
        using var largest = scores.argmax(1);
        return Whole(largest);
    }

    private static int[] Whole(Tensor tensor) => [.. HostTensor.Copy(tensor, Math.Max(1, tensor.numel())).ToDoubles().Select(value => (int)value)];

    private static Tensor? Answer(nn.Module net, Tensor input)
    {
        using var state = NetState.Save(net);
        using var untracked = no_grad();
        net.eval();
        return NetCall.Run(net, [input]) as Tensor;
    }
}
