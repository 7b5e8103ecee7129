namespace NNViz.Training;

/// <summary>
/// Evenly spaced ones of a sequence, and the newest, in bounded memory:
/// where it is full every second goes, and from then on only every second comes.
/// </summary>
/// <param name="most">The most that are kept, besides the newest.</param>
internal sealed class Thinned<T>(int most)
{
    private readonly List<T> kept = [];
    private (bool IsThere, T? Item) newest;

    /// <summary>Of how many one is kept; 1 while all are there.</summary>
    public int Every { get; private set; } = 1;

    /// <summary>How many came, those that were skipped included.</summary>
    public long Added { get; private set; }

    /// <summary>Whether the next is one of those that are kept: making another for nothing is spared, see <see cref="Skip"/>.</summary>
    public bool WantsNext => Added % Every == 0;

    /// <summary>What is kept, in the order of adding, and behind it the last that was added, where it is none of these. A snapshot.</summary>
    public IReadOnlyList<T> Items => newest.IsThere ? [.. kept, newest.Item!] : [.. kept];

    /// <summary>As it was when <paramref name="items"/> were kept.</summary>
    public static Thinned<T> Restore(int most, IReadOnlyList<T> items, int every)
    {
        var thinned = new Thinned<T>(most) { Every = every, Added = (long)items.Count * every };
        thinned.kept.AddRange(items);
        return thinned;
    }

    /// <summary>Adds one.</summary>
    public void Add(T item)
    {
        if (WantsNext && kept.Count == most)
        {
            Halve();
        }
        newest = WantsNext ? default : (true, item);
        if (WantsNext)
        {
            kept.Add(item);
        }
        Added++;
    }

    /// <summary>Counts one that was not made.</summary>
    public void Skip() => Added++;

    private void Halve()
    {
        for (var i = 0; 2 * i < kept.Count; i++)
        {
            kept[i] = kept[2 * i];
        }
        kept.RemoveRange((kept.Count + 1) / 2, kept.Count / 2);
        Every *= 2;
    }
}
