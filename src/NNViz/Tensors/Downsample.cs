using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>Makes tensors smaller without losing what matters: extremes and non-finite elements stay. All on the tensor's device.</summary>
internal static class Downsample
{
    /// <summary>How many elements are looked at together when slices are chosen.</summary>
    private const long ScanSize = 1 << 22;

    /// <summary>Rows shorter than this are reduced transposed, many at once: one by one each is too short to be worth a call.</summary>
    private const long ShortRow = 64;

    /// <summary>
    /// The tensor in a type in which elements can be compared: Boolean as bytes, complex as magnitudes, half precision as singles (exact).
    /// </summary>
    public static Tensor Orderable(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Bool => tensor.to_type(ScalarType.Byte),
        ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => tensor.abs(),
        ScalarType.Float16 or ScalarType.BFloat16 => tensor.to_type(ScalarType.Float32),
        _ => tensor,
    };

    /// <summary>
    /// Which <paramref name="keep"/> slices of [slices, rows, columns] to draw: those that hold the lowest and the highest element, those
    /// that hold non-finite ones (as many as fit in half of the places), and evenly spaced ones. All of them where they fit.
    /// </summary>
    public static long[] ChooseSlices(Tensor source, int keep)
    {
        var slices = source.shape[0];
        if (keep >= slices)
        {
            return [.. Enumerable.Range(0, (int)slices).Select(i => (long)i)];
        }
        var (lowest, highest, nonFinite) = Landmarks(source);
        var chosen = new SortedSet<long> { lowest };
        var wanted = nonFinite.Take(keep / 2).Prepend(highest)
            .Concat(Enumerable.Range(0, keep).Select(i => i * slices / keep));
        foreach (var slice in wanted.TakeWhile(_ => chosen.Count < keep))
        {
            chosen.Add(slice);
        }
        return [.. chosen];
    }

    /// <summary>The lowest and the highest element of each block of [slices, rows, columns]; NaN where the block holds one.</summary>
    public static (HostTensor Low, HostTensor High) Extremes(Tensor source, GridPlan plan)
    {
        if (plan is { RowBlock: 1, ColumnBlock: 1 } || source.numel() == 0)
        {
            var copy = HostTensor.Copy(source);
            return (copy, copy);
        }
        HostTensor Reduce(Func<Tensor, long, Tensor> extreme)
        {
            // As it lies in memory, and rows first: whole runs of memory are compared at once, which is fast, and little is left for the columns.
            var isTransposed = source.stride(1) < source.stride(2);
            var (lying, rows, columns) = isTransposed ? (source.transpose(1, 2), plan.ColumnBlock, plan.RowBlock) : (source, plan.RowBlock, plan.ColumnBlock);
            var reduced = ReduceAxis(ReduceAxis(lying, 1, rows, extreme), 2, columns, extreme);
            return HostTensor.Copy(isTransposed ? reduced.transpose(1, 2) : reduced);
        }
        return (Reduce((tensor, axis) => tensor.amin(new[] { axis }, false)), Reduce((tensor, axis) => tensor.amax(new[] { axis }, false)));
    }

    /// <summary>
    /// One value a cell: the farther of low and high from <paramref name="centre"/>; NaN where there is one. The lowest and the highest
    /// element of all are shown somewhere, even where the other extreme of their cell lies farther off.
    /// </summary>
    public static double[] Farthest(HostTensor low, HostTensor high, double centre)
    {
        var lows = low.ToDoubles();
        return ReferenceEquals(low, high) ? lows : Farthest(lows, high.ToDoubles(), centre);
    }

    /// <summary>As above, of numbers that lie here already.</summary>
    public static double[] Farthest(double[] lows, double[] highs, double centre)
    {
        var cells = new double[lows.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = double.IsNaN(lows[i]) || Math.Abs(lows[i] - centre) > Math.Abs(highs[i] - centre) ? lows[i] : highs[i];
        }
        var (lowest, highest) = (IndexOfExtreme(lows, -1), IndexOfExtreme(highs, 1));
        if (lowest >= 0 && lowest != highest)
        {
            (cells[lowest], cells[highest]) = (lows[lowest], highs[highest]);
        }
        return cells;
    }

    private static int IndexOfExtreme(double[] values, int sign)
    {
        var best = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]) && (best < 0 || sign * values[i] > sign * values[best]))
            {
                best = i;
            }
        }
        return best;
    }

    private static Tensor ReduceAxis(Tensor source, int axis, int block, Func<Tensor, long, Tensor> extreme)
    {
        if (block == 1)
        {
            return source;
        }
        var length = source.shape[axis];
        var whole = length / block;
        var parts = new List<Tensor>();
        if (whole > 0)
        {
            var shape = source.shape.ToList();
            (shape[axis], var rest) = (whole, block);
            shape.Insert(axis + 1, rest);
            parts.Add(extreme(source.narrow(axis, 0, whole * block).reshape([.. shape]), axis + 1));
        }
        if (whole * block < length)
        {
            parts.Add(extreme(source.narrow(axis, whole * block, length - whole * block), axis).unsqueeze(axis));
        }
        return parts.Count == 1 ? parts[0] : cat(parts, axis);
    }

    /// <summary>The slices with the lowest and the highest finite element, and those that hold a non-finite one.</summary>
    private static (long Lowest, long Highest, List<long> NonFinite) Landmarks(Tensor source)
    {
        using var scope = NewDisposeScope();
        var flat = source.flatten(1);
        var (low, high) = flat.aminmax();
        if (double.IsFinite(low.ToDouble()) && double.IsFinite(high.ToDouble()))
        {
            return (flat.argmin().ToInt64() / flat.shape[1], flat.argmax().ToInt64() / flat.shape[1], []);
        }
        var (lows, highs, nonFinite) = Scan(flat);
        return (Array.IndexOf(lows, lows.Min()), Array.IndexOf(highs, highs.Max()), nonFinite);
    }

    /// <summary>The lowest and highest finite element of each row, and the rows that hold a non-finite one.</summary>
    private static (double[] Low, double[] High, List<long> NonFinite) Scan(Tensor flat)
    {
        var (low, high) = (new double[flat.shape[0]], new double[flat.shape[0]]);
        var step = (int)Math.Max(1, ScanSize / Math.Max(1, flat.shape[1]));
        for (var start = 0; start < low.Length; start += step)
        {
            using var inner = NewDisposeScope();
            var part = flat.narrow(0, start, Math.Min(step, low.Length - start));
            var (lying, axis) = part.shape[1] < ShortRow ? (part.t().contiguous(), 0L) : (part, 1L);
            HostTensor.Copy(lying.amin([axis], false)).ToDoubles().CopyTo(low, start);
            HostTensor.Copy(lying.amax([axis], false)).ToDoubles().CopyTo(high, start);
        }
        var nonFinite = new List<long>();
        for (var i = 0; i < low.Length; i++)
        {
            if (!double.IsFinite(low[i]) || !double.IsFinite(high[i]))
            {
                nonFinite.Add(i);
            }
        }
        // Of the slices with a non-finite element, the finite ones are wanted as well.
        foreach (var block in nonFinite.Chunk(step))
        {
            using var inner = NewDisposeScope();
            var part = flat.index_select(0, from_array(block, flat.device));
            var finite = part.isfinite();
            Tensor Or(double other) => where(finite, part, full_like(part, other));
            var (lows, highs) = (Or(double.PositiveInfinity).amin([1L], false), Or(double.NegativeInfinity).amax([1L], false));
            foreach (var (i, extremes) in block.Zip(HostTensor.Copy(lows).ToDoubles().Zip(HostTensor.Copy(highs).ToDoubles())))
            {
                (low[i], high[i]) = extremes;
            }
        }
        return (low, high, nonFinite);
    }
}
