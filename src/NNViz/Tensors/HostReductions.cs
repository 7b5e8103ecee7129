using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// Reductions that read a CPU tensor's own memory: one pass each, in blocks that several threads share, merged in order, so that the result
/// does not depend on the threads.
/// </summary>
internal sealed class HostReductions : IReductionPath
{
    /// <summary>What one thread takes at a time.</summary>
    private const int BlockSize = 1 << 18;

    /// <summary>What is read as doubles at a time; stays in the first cache.</summary>
    private const int ChunkSize = 1 << 11;

    private HostReductions()
    {
    }

    private delegate void ChunkAction(ReadOnlySpan<double> values);

    public static HostReductions Instance { get; } = new();

    public Moments Moments(Tensor plain) => MapBlocks(plain, block =>
    {
        var moments = Tensors.Moments.None;
        ForEachChunk(block, values => moments = Tensors.Moments.Merge(moments, Tensors.Moments.Of(values, shift: moments.Mean)));
        return moments;
    }).Aggregate(Tensors.Moments.None, (a, b) => Tensors.Moments.Merge(a, b));

    public long[] Count(Tensor plain, Histogram.Bins bins)
    {
        var total = new long[bins.Count];
        foreach (var counts in MapBlocks(plain, block => CountBlock(block, bins)))
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += counts[i];
            }
        }
        return total;
    }

    public double[] Gather(Tensor plain, long[] positions)
    {
        // A tensor that is not contiguous is read where it lies: to lay it out in a row would copy all of it.
        using var index = from_array(plain.is_contiguous() ? positions : Offsets(plain, positions));
        using var flat = plain.is_contiguous() ? plain.reshape(-1) : Memory(plain);
        using var chosen = flat.index_select(0, index);
        return HostTensor.Copy(chosen).ToDoubles();
    }

    private static Tensor Memory(Tensor plain)
    {
        var length = 1 + plain.shape.Zip(plain.stride(), (size, stride) => (size - 1) * stride).Sum();
        return plain.as_strided([length], [1], plain.storage_offset());
    }

    private static long[] Offsets(Tensor plain, long[] positions)
    {
        var (shape, strides) = (plain.shape, plain.stride());
        return Array.ConvertAll(positions, position => RowMajor.Index(position, shape).Zip(strides, (index, stride) => index * stride).Sum());
    }

    private static long[] CountBlock(Tensor block, Histogram.Bins bins)
    {
        var counts = new long[bins.Count];
        ForEachChunk(block, values =>
        {
            foreach (var value in values)
            {
                if (double.IsFinite(value))
                {
                    counts[bins.IndexOf(value)]++;
                }
            }
        });
        return counts;
    }

    private static TResult[] MapBlocks<TResult>(Tensor plain, Func<Tensor, TResult> map)
    {
        using var blocks = TensorBlocks.Of(plain, BlockSize);
        var results = new TResult[blocks.Count];
        void Run(int i)
        {
            using var flat = blocks.Flat(i);
            results[i] = map(flat);
        }
        if (results.Length == 1)
        {
            Run(0);
        }
        else
        {
            Parallel.For(0, results.Length, Run);
        }
        return results;
    }

    private static void ForEachChunk(Tensor flat, ChunkAction action)
    {
        if (flat.numel() == 0)
        {
            return;
        }
        ReadOnlySpan<byte> bytes = flat.bytes;
        var dtype = flat.dtype;
        var size = Widening.Size(dtype);
        Span<double> chunk = stackalloc double[ChunkSize];
        while (!bytes.IsEmpty)
        {
            var values = chunk[..Math.Min(ChunkSize, bytes.Length / size)];
            Widening.Read(dtype, bytes, values);
            action(values);
            bytes = bytes[(values.Length * size)..];
        }
    }
}
