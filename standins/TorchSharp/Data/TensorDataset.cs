using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Sample k is element k of the first dimension of each of several tensors.</summary>
public class TensorDataset : utils.data.IterableDataset
{
    private readonly Tensor[] tensors;

    internal TensorDataset(Tensor[] tensors)
    {
        if (tensors.Length == 0 || tensors.Any(tensor => tensor.shape[0] != tensors[0].shape[0]))
        {
            var sizes = string.Join(", ", tensors.Select(tensor => tensor.shape[0]));
            throw new ArgumentException(
                $"All tensors must have the same first dimension, and there must be one; got [{sizes}].", nameof(tensors));
        }
        this.tensors = [.. tensors.Select(tensor => tensor.alias().DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public override long Count => tensors[0].shape[0];

    /// <summary>The sample of an index.</summary>
    public IList<Tensor> this[long index] => [.. tensors.Select(tensor => tensor.select(0, index))];

    /// <inheritdoc/>
    public override IList<Tensor> GetTensor(long index) => this[index];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in tensors)
            tensor.Dispose();
    }
}
