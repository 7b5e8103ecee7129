namespace NNViz.Training;

/// <summary>
/// What a training run logs: metric by metric, a value a step. Shows itself in the running cell while it grows. Append-only, may be used
/// from several threads, and bounded in memory: beyond 4,096 values of a metric, consecutive values share a place, and the lowest and the
/// highest of them stay.
/// </summary>
/// <example><code>
/// var history = new TrainingHistory();
/// foreach (var (x, y) in history.Track(loader))
///     history.Log(step++, ("loss", loss.item&lt;float&gt;()), ("accuracy", accuracy));
/// </code></example>
public sealed partial class TrainingHistory : Display.IGrowing
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private readonly List<TrackedLoop> loops = [];
    private readonly LiveUpdates live;
    private readonly TimeProvider time;
    private long lastStep = -1;

    /// <summary>An empty history.</summary>
    /// <param name="name">What the run is called; nothing by default.</param>
    /// <param name="time">The clock of the progress bar and of the live updates; the system's by default.</param>
    public TrainingHistory(string? name = null, TimeProvider? time = null)
    {
        Name = name;
        this.time = time ?? TimeProvider.System;
        live = new LiveUpdates(this, this.time, Console.Error.WriteLine);
    }

    /// <summary>Raised after each <see cref="Log(long, ValueTuple{string, double}[])"/> of any history, on its thread.</summary>
    internal static event Action<TrainingHistory>? Logged;

    /// <summary>What the run is called, or <see langword="null"/>.</summary>
    public string? Name { get; }

    /// <summary>A name that no other history in this process has: the key under which its living chart stays the same chart.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The metrics, in the order in which each was first logged, as they stand now.</summary>
    public IReadOnlyList<Metric> Metrics
    {
        get
        {
            lock (gate)
            {
                return [.. series.Values.Select(one => one.Snapshot())];
            }
        }
    }

    /// <summary>
    /// The loops of <see cref="Track"/>, the outermost first: those that run, and those that ended since the last one began.
    /// </summary>
    public IReadOnlyList<Progress> Progress
    {
        get
        {
            lock (gate)
            {
                return [.. loops.Select(loop => loop.Snapshot())];
            }
        }
    }

    /// <summary>The metric of that name as it stands now.</summary>
    /// <exception cref="KeyNotFoundException">Nothing was logged under that name.</exception>
    public Metric this[string name]
    {
        get
        {
            lock (gate)
            {
                return series.TryGetValue(name, out var found)
                    ? found.Snapshot()
                    : throw new KeyNotFoundException(series.Count == 0
                        ? $"There is no metric '{name}': nothing has been logged yet."
                        : $"There is no metric '{name}'. Logged are: {string.Join(", ", series.Keys)}.");
            }
        }
    }

    /// <summary>Adds one value to each of the named metrics.</summary>
    /// <param name="step">
    /// The number of the batch or epoch; usually increasing. Training and validation may be logged at different steps.
    /// </param>
    /// <param name="metrics">Names and values. NaN and infinities are kept and shown.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public void Log(long step, params (string Name, double Value)[] metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var (name, _) in metrics)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name, nameof(metrics));
        }
        lock (gate)
        {
            foreach (var (name, value) in metrics)
            {
                if (!series.TryGetValue(name, out var one))
                {
                    series.Add(name, one = new MetricSeries(name));
                }
                one.Add(new MetricPoint(step, value));
            }
            lastStep = step;
        }
        live.Changed();
        autoSave?.Changed();
        Logged?.Invoke(this);
    }

    /// <summary>Adds one value to each of the named metrics, one step after the last one (the first step is 0).</summary>
    /// <param name="metrics">Names and values.</param>
    public void Log(params (string Name, double Value)[] metrics)
    {
        long next;
        lock (gate)
        {
            next = lastStep + 1;
        }
        Log(next, metrics);
    }

    /// <summary>Adds the numeric properties of a record or an anonymous object: <c>history.Log(step, new { loss, accuracy })</c>.</summary>
    /// <param name="step">The number of the batch or epoch.</param>
    /// <param name="metrics">An object with at least one public numeric property; others are left out.</param>
    /// <exception cref="ArgumentException"><paramref name="metrics"/> has no numeric property.</exception>
    public void Log(long step, object metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Log(step, LoggedValues.Of(metrics));
    }

    /// <summary>
    /// Passes a loop's elements through and shows how far it is, its rate and the time left. Loops may nest: epochs outside, batches
    /// inside.
    /// </summary>
    /// <param name="source">What to loop over: any sequence, for example a DataLoader.</param>
    /// <param name="label">What one element is called.</param>
    /// <param name="total">How many there are; by default what <paramref name="source"/> says, if it does.</param>
    public IEnumerable<T> Track<T>(IEnumerable<T> source, string label = "batch", long? total = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Watch(source, label, total);
    }

    private IEnumerable<T> Watch<T>(IEnumerable<T> source, string label, long? total)
    {
        var loop = new TrackedLoop(label, total ?? TrackedLoop.CountOf(source), time);
        lock (gate)
        {
            loops.RemoveAll(other => !other.IsRunning);
            loops.Add(loop);
        }
        live.Changed();
        try
        {
            foreach (var element in source)
            {
                yield return element;
                loop.Advance();
                live.Changed();
            }
        }
        finally
        {
            loop.End();
            live.Changed();
        }
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
