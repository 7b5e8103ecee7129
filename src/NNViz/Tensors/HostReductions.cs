using System.Runtime.CompilerServices;
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
    private const int ChunkSize = 1 << 10;

    /// <summary>The singles that are summed at a time.</summary>
    private const int SinglesAtATime = 1 << 14;

    /// <summary>Sets of counts that neighbours take by turns, so that one need not wait for the other where both fall in one bin.</summary>
    private const int Sets = 4;

    private HostReductions()
    {
    }

    private delegate TResult BlockFunction<TResult>(ReadOnlySpan<byte> block);

    private delegate void ChunkAction(Span<double> values);

    public static HostReductions Instance { get; } = new();

    public Moments Moments(Tensor plain)
    {
        var dtype = plain.dtype;
        return MapBlocks(plain, block => dtype == ScalarType.Float32 ? OfSingles(MemoryMarshal.Cast<byte, float>(block)) : OfAny(dtype, block))
            .Aggregate(Tensors.Moments.None, (a, b) => Tensors.Moments.Merge(a, b));
    }

    public long[] Count(Tensor plain, Histogram.Bins bins)
    {
        var (dtype, total) = (plain.dtype, new long[bins.Count]);
        foreach (var counts in MapBlocks(plain, block => CountBlock(dtype, block, bins)))
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += counts[i];
            }
        }
        return total;
    }

    public double[] Values(Tensor plain)
    {
        var values = GC.AllocateUninitializedArray<double>((int)plain.numel());
        using var contiguous = plain.contiguous();
        if (values.Length > 0)
        {
            Widening.Read(plain.dtype, contiguous.bytes, values);
        }
        return values;
    }

    public double[] Gather(Tensor plain, long[] positions)
    {
        if (plain.dtype == ScalarType.Float32 && plain.is_contiguous() && plain.numel() <= int.MaxValue / sizeof(float))
        {
            return Pick(MemoryMarshal.Cast<byte, float>(plain.bytes), positions);
        }
        // A tensor that is not contiguous is read where it lies: to lay it out in a row would copy all of it.
        using var index = from_array(plain.is_contiguous() ? positions : Offsets(plain, positions));
        using var flat = plain.is_contiguous() ? plain.reshape(-1) : Memory(plain);
        using var chosen = flat.index_select(0, index);
        return HostTensor.Copy(chosen).ToDoubles();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Pick(ReadOnlySpan<float> values, long[] positions)
    {
        var picked = GC.AllocateUninitializedArray<double>(positions.Length);
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = values[(int)positions[i]];
        }
        return picked;
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

    /// <summary>Singles are summed as they lie; the shift is the mean of what came before.</summary>
    private static Moments OfSingles(ReadOnlySpan<float> values)
    {
        var moments = Tensors.Moments.None;
        for (; !values.IsEmpty; values = values[Math.Min(SinglesAtATime, values.Length)..])
        {
            moments = Tensors.Moments.Merge(moments, Tensors.Moments.Of(values[..Math.Min(SinglesAtATime, values.Length)], moments.Mean));
        }
        return moments;
    }

    private static Moments OfAny(ScalarType dtype, ReadOnlySpan<byte> block)
    {
        var moments = Tensors.Moments.None;
        ForEachChunk(dtype, block, values => moments = Tensors.Moments.Merge(moments, Tensors.Moments.Of(values, moments.Mean)));
        return moments;
    }

    private static long[] CountBlock(ScalarType dtype, ReadOnlySpan<byte> block, Histogram.Bins bins)
    {
        var counts = new long[Sets * bins.Count];
        var index = new long[ChunkSize];
        ForEachChunk(dtype, block, values =>
        {
            if (bins.OfPowers)
            {
                Powers(values);
            }
            if (bins.TryIndex(values, index))
            {
                Tally(index.AsSpan(0, values.Length), counts, bins.Count);
                return;
            }
            foreach (var value in values)
            {
                counts[bins.IndexOf(value)] += double.IsFinite(value) ? 1 : 0;
            }
        });
        return [.. Enumerable.Range(0, bins.Count).Select(bin => Enumerable.Range(0, Sets).Sum(set => counts[(set * bins.Count) + bin]))];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tally(ReadOnlySpan<long> index, Span<long> counts, int bins)
    {
        Span<long> first = counts[..bins], second = counts[bins..(2 * bins)], third = counts[(2 * bins)..(3 * bins)], fourth = counts[(3 * bins)..];
        for (; index.Length >= Sets; index = index[Sets..])
        {
            first[(int)index[0]]++;
            second[(int)index[1]]++;
            third[(int)index[2]]++;
            fourth[(int)index[3]]++;
        }
        foreach (var bin in index)
        {
            first[(int)bin]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Powers(Span<double> values)
    {
        foreach (ref var value in values)
        {
            value = Math.Log10(Math.Abs(value));
        }
    }

    private static TResult[] MapBlocks<TResult>(Tensor plain, BlockFunction<TResult> map)
    {
        var size = Widening.Size(plain.dtype);
        if (plain.is_contiguous() && plain.numel() <= int.MaxValue / size)
        {
            var results = new TResult[(plain.numel() + BlockSize - 1) / BlockSize];
            ForEach(results.Length, i =>
            {
                ReadOnlySpan<byte> bytes = plain.bytes;
                results[i] = map(bytes.Slice(i * BlockSize * size, Math.Min(BlockSize * size, bytes.Length - (i * BlockSize * size))));
            });
            return results;
        }
        using var blocks = TensorBlocks.Of(plain, BlockSize);
        var parts = new TResult[blocks.Count];
        ForEach(parts.Length, i =>
        {
            using var flat = blocks.Flat(i);
            parts[i] = map(flat.numel() == 0 ? [] : flat.bytes);
        });
        return parts;
    }

    private static void ForEach(int count, Action<int> action)
    {
        if (count > 1)
        {
            Parallel.For(0, count, action);
        }
        else if (count == 1)
        {
            action(0);
        }
    }

    private static void ForEachChunk(ScalarType dtype, ReadOnlySpan<byte> bytes, ChunkAction action)
    {
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
