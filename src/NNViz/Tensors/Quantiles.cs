using System.Runtime.CompilerServices;

namespace NNViz.Tensors;

/// <summary>Order statistics without sorting everything.</summary>
internal static class Quantiles
{
    /// <summary>Up to as many are sorted.</summary>
    private const int Few = 4096;

    /// <summary>Into how many parts a range is cut.</summary>
    private const int Parts = 1024;

    private const int ChunkSize = 1024;

    /// <summary>
    /// The quantiles of finite <paramref name="values"/> at <paramref name="probabilities"/> (increasing), interpolated linearly between
    /// neighbours (type 7, the default of <c>torch.quantile</c> and NumPy). Reorders <paramref name="values"/>.
    /// </summary>
    public static double[] Of(Span<double> values, ReadOnlySpan<double> probabilities)
    {
        var result = new double[probabilities.Length];
        if (values.IsEmpty)
        {
            Array.Fill(result, double.NaN);
            return result;
        }
        var ranks = new SortedSet<int>();
        foreach (var probability in probabilities)
        {
            var rank = (int)(probability * (values.Length - 1));
            ranks.UnionWith([rank, Math.Min(rank + 1, values.Length - 1)]);
        }
        var found = new Dictionary<int, double>();
        Find(values, [.. ranks], 0, found);
        for (var i = 0; i < result.Length; i++)
        {
            var position = probabilities[i] * (values.Length - 1);
            var rank = (int)position;
            var (low, fraction) = (found[rank], position - rank);
            result[i] = fraction == 0 ? low : low + fraction * (found[rank + 1] - low);
        }
        return result;
    }

    /// <summary>
    /// Notes the elements of these ranks (increasing; the first of the values has rank <paramref name="first"/>). Of many values the range is cut into equal
    /// parts and each counted, so that only what lies in the parts with a wanted rank is looked at again.
    /// </summary>
    private static void Find(Span<double> values, ReadOnlySpan<int> ranks, int first, Dictionary<int, double> found)
    {
        var moments = Moments.Of(values, values[0]);
        var parts = new Histogram.Bins(moments.Min, moments.Max, Parts);
        if (values.Length > Few && parts.Scale > 0 && double.IsFinite(parts.Scale))
        {
            FindInParts(values, parts, ranks, first, found);
            return;
        }
        if (moments.Min < moments.Max)
        {
            values.Sort();
        }
        foreach (var rank in ranks)
        {
            found[rank] = values[rank - first];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindInParts(ReadOnlySpan<double> values, in Histogram.Bins parts, ReadOnlySpan<int> ranks, int first, Dictionary<int, double> found)
    {
        var counts = new int[Parts];
        Span<long> index = stackalloc long[ChunkSize];
        for (var chunk = values; !chunk.IsEmpty; chunk = chunk[Math.Min(ChunkSize, chunk.Length)..])
        {
            foreach (var part in Index(chunk, parts, index))
            {
                counts[part]++;
            }
        }
        // Where the values of each wanted part are to be written; −1 for the others.
        var places = new int[Parts];
        Array.Fill(places, -1);
        var wanted = Wanted(counts, ranks, first);
        var total = 0;
        foreach (var (part, _, _) in wanted)
        {
            (places[part], total) = (total, total + counts[part]);
        }
        var chosen = new double[total];
        for (var chunk = values; !chunk.IsEmpty; chunk = chunk[Math.Min(ChunkSize, chunk.Length)..])
        {
            var i = 0;
            foreach (var part in Index(chunk, parts, index))
            {
                if (places[part] >= 0)
                {
                    chosen[places[part]++] = chunk[i];
                }
                i++;
            }
        }
        foreach (var (part, before, within) in wanted)
        {
            Find(chosen.AsSpan(places[part] - counts[part], counts[part]), within, before, found);
        }
    }

    private static Span<long> Index(ReadOnlySpan<double> values, in Histogram.Bins parts, Span<long> index)
    {
        var some = values[..Math.Min(ChunkSize, values.Length)];
        parts.TryIndex(some, index[..some.Length]);
        return index[..some.Length];
    }

    /// <summary>The parts that hold a wanted rank, the ranks before each, and those in it.</summary>
    private static List<(int Part, int Before, int[] Ranks)> Wanted(ReadOnlySpan<int> counts, ReadOnlySpan<int> ranks, int first)
    {
        var wanted = new List<(int, int, int[])>();
        var (part, before) = (0, first);
        while (!ranks.IsEmpty)
        {
            for (; ranks[0] >= before + counts[part]; part++)
            {
                before += counts[part];
            }
            var here = 1;
            while (here < ranks.Length && ranks[here] < before + counts[part])
            {
                here++;
            }
            wanted.Add((part, before, ranks[..here].ToArray()));
            ranks = ranks[here..];
        }
        return wanted;
    }
}
