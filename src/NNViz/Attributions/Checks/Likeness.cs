using NNViz.Tensors;

namespace NNViz.Attributions.Checks;

/// <summary>How alike two maps are.</summary>
internal static class Likeness
{
    /// <summary>The values of one sample's maps, of all inputs, behind each other.</summary>
    public static double[] Sample(IReadOnlyList<HostTensor> maps, int sample, int samples, Func<double, double>? change = null)
        => [.. maps.SelectMany(map => map.ToDoubles().AsSpan(sample * (map.Count / samples), map.Count / samples).ToArray()).Select(change ?? (v => v))];

    /// <summary>Pearson's correlation; 0 where one of the two does not vary.</summary>
    public static double Pearson(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        double ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var (da, db) = (a[i] - meanA, b[i] - meanB);
            (ab, aa, bb) = (ab + da * db, aa + da * da, bb + db * db);
        }
        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    /// <summary>Spearman's: Pearson's of the ranks, equal values with their mean rank.</summary>
    public static double Spearman(double[] a, double[] b) => Pearson(Ranks(a), Ranks(b));

    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort([.. values], order);
        var ranks = new double[values.Length];
        for (var first = 0; first < order.Length;)
        {
            var next = first + 1;
            while (next < order.Length && values[order[next]].Equals(values[order[first]]))
            {
                next++;
            }
            for (var i = first; i < next; i++)
            {
                ranks[order[i]] = (first + next - 1) / 2.0;
            }
            first = next;
        }
        return ranks;
    }
}
