namespace NNViz.Training;

/// <summary>
/// What a training looked like, epoch by epoch: whatever results are added under one step move together under one slider. Bounded: beyond
/// <see cref="MostFrames"/> every second goes, and from then on only every second comes; the newest is always there. Each result is drawn when it is
/// added, so that networks, parameters and captures may change or be disposed afterwards; of it only the drawing is kept, 300 kB at most. A
/// <see cref="TrainingHistory"/> is kept itself: every frame shows the curve of the whole training, with the frame's step marked.
/// </summary>
/// <example><code>
/// var film = new TrainingFilm();
/// film.Add(epoch, ("loss", history), ("boundary", net.DecisionBoundary(x, labels)), ("filters", net.Filters()), ("gradients", net.GradientFlow(x, loss)));
/// </code></example>
public sealed class TrainingFilm : Display.IGrowing
{
    /// <summary>The most frames that are kept.</summary>
    public const int MostFrames = 60;

    private readonly Lock gate = new();
    private readonly List<(long Step, IReadOnlyList<(string Title, object Result)> Results)> frames = [];
    private (long Step, IReadOnlyList<(string Title, object Result)> Results)? newest;
    private int every = 1;
    private long added;

    /// <summary>What one step is called.</summary>
    /// <param name="stepName">By default <c>epoch</c>.</param>
    public TrainingFilm(string stepName = "epoch")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(stepName);
        StepName = stepName;
    }

    /// <summary>What one step is called.</summary>
    public string StepName { get; }

    /// <summary>How many frames were added.</summary>
    public long Added => Interlocked.Read(ref added);

    /// <summary>The frames that were kept, in the order of adding: with each title the drawing of its result, which a cell shows like the result, or the history.</summary>
    public IReadOnlyList<(long Step, IReadOnlyList<(string Title, object Result)> Results)> Frames
    {
        get
        {
            lock (gate)
            {
                return newest is { } last && (frames.Count == 0 || frames[^1].Step != last.Step) ? [.. frames, last] : [.. frames];
            }
        }
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="step">Its step. Of a history that is among the results this step is marked; the curve itself is that of the whole training.</param>
    /// <param name="results">Titles, the same each time, and what is to be seen as it is now: any result that a cell shows with a picture.</param>
    /// <exception cref="ArgumentException">There is no result, one has no picture, or the titles are not those of the first frame.</exception>
    public void Add(long step, params (string Title, object Result)[] results)
    {
        if (results.Length == 0 || results.Any(one => one.Result is null))
        {
            throw new ArgumentException("A frame needs a result at least: film.Add(epoch, (\"loss\", history)).", nameof(results));
        }
        lock (gate)
        {
            if (newest is { } before && !before.Results.Select(one => one.Title).SequenceEqual(results.Select(one => one.Title)))
            {
                throw new ArgumentException($"The frames of a film show the same: this one has {string.Join(", ", results.Select(one => one.Title))}, "
                    + $"those before have {string.Join(", ", before.Results.Select(one => one.Title))}.", nameof(results));
            }
        }
        // Drawing takes a while: not under the lock.
        Keep((step, [.. results.Select(one => (one.Title, one.Result is TrainingHistory ? one.Result : Display.HtmlPort.Drawn(one.Result)))]));
    }

    private void Keep((long Step, IReadOnlyList<(string Title, object Result)> Results) frame)
    {
        lock (gate)
        {
            newest = frame;
            if (added++ % every != 0)
            {
                return;
            }
            frames.Add(frame);
            if (frames.Count > MostFrames)
            {
                for (int i = frames.Count - 1 - (frames.Count % 2 == 0 ? 0 : 1); i > 0; i -= 2)
                {
                    frames.RemoveAt(i);
                }
                every *= 2;
            }
        }
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
