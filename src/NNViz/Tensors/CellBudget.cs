namespace NNViz.Tensors;

/// <summary>Divides the cells of one output among the tensors in it.</summary>
internal static class CellBudget
{
    /// <summary>
    /// What each gets of <paramref name="cells"/>: the small ones what they need, the others equal shares of the rest; at least one.
    /// </summary>
    /// <param name="needs">The elements of each tensor.</param>
    /// <param name="cells">The cells of all together.</param>
    public static int[] Share(IReadOnlyList<long> needs, int cells)
    {
        var shares = new int[needs.Count];
        var (left, rest) = (needs.Count, (long)cells);
        foreach (var i in Enumerable.Range(0, needs.Count).OrderBy(i => needs[i]))
        {
            shares[i] = (int)Math.Max(1, Math.Min(needs[i], rest / left--));
            rest = Math.Max(0, rest - shares[i]);
        }
        return shares;
    }
}
