using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// A tensor in pieces of bounded size, whatever its layout: no pass over a large tensor ever copies more than one piece at a time.
/// </summary>
internal sealed class TensorBlocks : IDisposable
{
    private readonly List<Tensor> blocks = [];

    private TensorBlocks()
    {
    }

    public int Count => blocks.Count;

    /// <summary>
    /// Splits <paramref name="plain"/> into views of at most <paramref name="maxElements"/> elements each, which together are the whole
    /// tensor in row-major order.
    /// </summary>
    public static TensorBlocks Of(Tensor plain, long maxElements)
    {
        var result = new TensorBlocks();
        if (plain.is_contiguous())
        {
            using var flat = plain.view(-1);
            result.Add(flat, maxElements);
        }
        else
        {
            result.Add(plain, maxElements);
        }
        return result;
    }

    /// <summary>
    /// Block <paramref name="index"/>, flat and contiguous: a view where the tensor is contiguous, else a copy. To be disposed.
    /// </summary>
    public Tensor Flat(int index)
    {
        using var contiguous = blocks[index].contiguous();
        return contiguous.view(-1);
    }

    public void Dispose()
    {
        foreach (var block in blocks)
        {
            block.Dispose();
        }
    }

    private void Add(Tensor tensor, long maxElements)
    {
        if (tensor.numel() <= maxElements)
        {
            blocks.Add(tensor.alias().DetachFromDisposeScope());
            return;
        }
        var shape = tensor.shape;
        var axis = Array.FindIndex(shape, length => length > 1);
        var step = Math.Max(1, maxElements / (tensor.numel() / shape[axis]));
        for (long start = 0; start < shape[axis]; start += step)
        {
            using var part = tensor.narrow(axis, start, Math.Min(step, shape[axis] - start));
            Add(part, maxElements);
        }
    }
}
