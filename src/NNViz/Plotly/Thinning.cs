namespace NNViz.Plotly;

/// <summary>Fewer points of a line, as many as a chart can show.</summary>
internal static class Thinning
{
    /// <summary>
    /// Indices, ascending, of at most about <paramref name="most"/> of the values: of each run of neighbours the lowest, the highest and the
    /// first that is not finite.
    /// </summary>
    public static int[] Extremes(IReadOnlyList<double> values, int most) => values.Count <= most
        ? [.. Enumerable.Range(0, values.Count)]
        : [.. Enumerable.Range(0, values.Count).Chunk((2 * values.Count / most) + 1).SelectMany(run => ExtremesOf(run, values))];

    private static IEnumerable<int> ExtremesOf(int[] run, IReadOnlyList<double> values)
    {
        int[] finite = [.. run.Where(i => double.IsFinite(values[i]))];
        IEnumerable<int> kept = finite.Length == 0 ? [] : [finite.MinBy(i => values[i]), finite.MaxBy(i => values[i])];
        return kept.Concat(run.Where(i => !double.IsFinite(values[i])).Take(1)).Distinct().Order();
    }
}
