using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// What a net is called with: one tensor, or several for a net of several inputs. Axis 0 of each counts the samples, <c>[N,…]</c>.
/// A tensor, an array and a pair convert by themselves: <c>net.Saliency(x)</c>, <c>net.Saliency((image, table))</c>.
/// </summary>
public sealed class Inputs : IReadOnlyList<Tensor>
{
    private readonly Tensor[] all;

    /// <summary>The tensors in the order of the net's own parameters; the tensors are neither copied nor changed.</summary>
    /// <exception cref="ArgumentException">None given, one without a sample axis, or different numbers of samples.</exception>
    public Inputs(params Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Length == 0)
        {
            throw new ArgumentException("A net is explained on at least one input tensor; none was given.", nameof(tensors));
        }
        foreach (var tensor in tensors)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
            if (tensor.dim() < 1 || tensor.shape[0] == 0 || tensor.shape[0] != tensors[0].shape[0])
            {
                var shapes = string.Join(" and ", tensors.Select(t => Words.Shape(t.shape)));
                throw new ArgumentException(
                    "Axis 0 of every input counts the samples and must be the same and at least 1; "
                    + $"given {shapes}. For one image of [C, H, W] pass x.unsqueeze(0).",
                    nameof(tensors));
            }
        }
        all = [.. tensors];
    }

    /// <summary>The number of samples N.</summary>
    public long Samples => all[0].shape[0];

    /// <inheritdoc/>
    public int Count => all.Length;

    /// <inheritdoc/>
    public Tensor this[int index] => all[index];

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => ((IEnumerable<Tensor>)all).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One input.</summary>
    [return: NotNullIfNotNull(nameof(tensor))]
    public static implicit operator Inputs?(Tensor? tensor) => tensor is null ? null : new(tensor);

    /// <summary>Several inputs.</summary>
    [return: NotNullIfNotNull(nameof(tensors))]
    public static implicit operator Inputs?(Tensor[]? tensors) => tensors is null ? null : new(tensors);

    /// <summary>Two inputs.</summary>
    public static implicit operator Inputs((Tensor First, Tensor Second) pair) => new(pair.First, pair.Second);

    /// <summary>Three inputs.</summary>
    public static implicit operator Inputs((Tensor First, Tensor Second, Tensor Third) triple) => new(triple.First, triple.Second, triple.Third);
}
