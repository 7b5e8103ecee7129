using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>Tensors as the reading code wants them: detached, dense, with pending conjugation and negation carried out.</summary>
internal static class PlainTensor
{
    /// <summary>A sparse tensor above this size is refused rather than spread out: 100 million elements.</summary>
    private const long MaxDense = 100_000_000;

    /// <summary>
    /// A handle on the same values (a copy only for sparse, conjugated and negated tensors). To be disposed; outside of any dispose scope.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are no values to read, or they would not fit.</exception>
    public static Tensor Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.IsInvalid)
        {
            throw new InvalidOperationException(
                "The tensor has been disposed. Keep what a DisposeScope or a Sequential disposes with alias().DetachFromDisposeScope().");
        }
        if (tensor.is_meta)
        {
            throw new InvalidOperationException(
                "A tensor on the meta device has a shape but no values. Create it on the CPU or a GPU to see values.");
        }
        var detached = tensor.detach().DetachFromDisposeScope();
        if (tensor.is_sparse)
        {
            return Replace(detached, Dense(detached));
        }
        if (tensor.is_complex() && tensor.is_conj())
        {
            return Replace(detached, detached.resolve_conj());
        }
        return tensor.is_neg() ? Replace(detached, detached.resolve_neg()) : detached;
    }

    private static Tensor Dense(Tensor sparse) => sparse.numel() <= MaxDense
        ? sparse.to_dense()
        : throw new InvalidOperationException(
            $"A sparse tensor of shape {Words.Shape(sparse.shape)} is too large to spread out. "
            + "Look at its SparseValues, or at a part of it.");

    private static Tensor Replace(Tensor old, Tensor replacement)
    {
        old.Dispose();
        return replacement.DetachFromDisposeScope();
    }
}
