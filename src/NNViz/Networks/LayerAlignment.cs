namespace NNViz.Networks;

/// <summary>How the layers of two networks correspond.</summary>
public enum LayerPairKind
{
    /// <summary>The same type, settings and parameter shapes.</summary>
    Same,

    /// <summary>The same type, but other settings or shapes.</summary>
    Changed,

    /// <summary>In the first network only.</summary>
    OnlyFirst,

    /// <summary>In the second network only.</summary>
    OnlySecond,
}

/// <summary>A layer as it is compared.</summary>
/// <param name="Name">Its dotted name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Settings">Its settings, defaults left out.</param>
/// <param name="OutputShape">What it returned; null where it was not called.</param>
/// <param name="Parameters">How many parameters it has itself.</param>
public sealed record ComparedLayer(string Name, string Type, string Settings, IReadOnlyList<long>? OutputShape, long Parameters);

/// <summary>A layer of one network and what stands in its place in the other.</summary>
/// <param name="First">The first network's, or null.</param>
/// <param name="Second">The second one's, or null.</param>
/// <param name="Kind">How they correspond.</param>
public sealed record LayerPair(ComparedLayer? First, ComparedLayer? Second, LayerPairKind Kind);

/// <summary>
/// Matches the layers that hold no others: the longest common sequence of layers alike; between these, in order, layers of the same type as
/// changed ones; the rest are in one network only.
/// </summary>
internal static class LayerAlignment
{
    public static IReadOnlyList<LayerPair> Of(Capture first, Capture second)
    {
        var (a, b) = (Layers(first), Layers(second));
        var pairs = new List<LayerPair>();
        var (i, j) = (0, 0);
        foreach (var (nextA, nextB) in Common(a, b).Append((a.Count, b.Count)))
        {
            pairs.AddRange(Between(a[i..nextA], b[j..nextB]));
            if (nextA < a.Count)
            {
                pairs.Add(new LayerPair(a[nextA], b[nextB], LayerPairKind.Same));
            }
            (i, j) = (nextA + 1, nextB + 1);
        }
        return pairs;
    }

    private static List<ComparedLayer> Layers(Capture capture)
    {
        var calls = capture.Layers.ToDictionary(layer => layer.Layer);
        return [.. capture.Tree.Layers.Where(layer => layer.Children.Count == 0)
            .Select(layer => new ComparedLayer(layer.DisplayName, layer.Type, ModuleTypes.Settings(layer.Module),
            calls.GetValueOrDefault(layer)?.Calls.FirstOrDefault()?.Outputs.FirstOrDefault()?.Shape,
            layer.Parameters.Sum(parameter => parameter.Value.numel())))];
    }

    private static bool AreAlike(ComparedLayer a, ComparedLayer b) => (a.Type, a.Settings, a.Parameters) == (b.Type, b.Settings, b.Parameters);

    /// <summary>The places of a longest common subsequence.</summary>
    private static IEnumerable<(int, int)> Common(List<ComparedLayer> a, List<ComparedLayer> b)
    {
        var longest = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            for (var j = b.Count - 1; j >= 0; j--)
            {
                longest[i, j] = AreAlike(a[i], b[j]) ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }
        for (var (i, j) = (0, 0); i < a.Count && j < b.Count;)
        {
            if (AreAlike(a[i], b[j]))
            {
                yield return (i++, j++);
            }
            else if (longest[i + 1, j] >= longest[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
    }

    private static IEnumerable<LayerPair> Between(List<ComparedLayer> a, List<ComparedLayer> b)
    {
        var next = 0;
        foreach (var layer in a)
        {
            var at = b.FindIndex(next, other => other.Type == layer.Type);
            if (at < 0)
            {
                yield return new LayerPair(layer, null, LayerPairKind.OnlyFirst);
                continue;
            }
            foreach (var other in b[next..at])
            {
                yield return new LayerPair(null, other, LayerPairKind.OnlySecond);
            }
            yield return new LayerPair(layer, b[at], LayerPairKind.Changed);
            next = at + 1;
        }
        foreach (var other in b[next..])
        {
            yield return new LayerPair(null, other, LayerPairKind.OnlySecond);
        }
    }
}
