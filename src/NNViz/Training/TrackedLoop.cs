namespace NNViz.Training;

/// <summary>A loop that a history watches: counts its turns and its time.</summary>
internal sealed class TrackedLoop(string label, long? total, TimeProvider time)
{
    private readonly long started = time.GetTimestamp();
    private long done;
    private long ended = -1;

    /// <summary>What one turn is called.</summary>
    public string Label => label;

    /// <summary>Whether the loop still runs.</summary>
    public bool IsRunning => Volatile.Read(ref ended) < 0;

    /// <summary>Counts one completed turn.</summary>
    public void Advance() => Interlocked.Increment(ref done);

    /// <summary>Stops the clock.</summary>
    public void End() => Volatile.Write(ref ended, time.GetTimestamp());

    /// <summary>How far the loop is now.</summary>
    public Progress Snapshot()
    {
        var end = Volatile.Read(ref ended);
        var elapsed = end < 0 ? time.GetElapsedTime(started) : time.GetElapsedTime(started, end);
        return new Progress(label, Interlocked.Read(ref done), total, elapsed, end < 0);
    }

    /// <summary>
    /// How many elements <paramref name="source"/> has, if it says so without being enumerated: a collection, or a DataLoader by its
    /// <c>Count</c>.
    /// </summary>
    public static long? CountOf<T>(IEnumerable<T> source)
    {
        if (source.TryGetNonEnumeratedCount(out var count))
        {
            return count;
        }
        return source.GetType().GetProperty("Count")?.GetValue(source) is long loaderCount ? loaderCount : null;
    }
}
