namespace NNViz.Training;

/// <summary>
/// What a training looked like, epoch by epoch: whatever results are added under one step move together under one slider. Bounded: beyond
/// <see cref="MostFrames"/> every second goes, and from then on only every second comes; the newest is always there. Each result is drawn when it is
/// added, so that networks, parameters and captures may change or be disposed afterwards; of it only the first picture of its view is kept, with the data
/// behind it. A <see cref="TrainingHistory"/> is kept itself: every frame shows the curve of the whole training, with the frame's step marked.
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
    private readonly Thinned<(long Step, IReadOnlyList<(string Title, object Result)> Results)> frames = new(MostFrames - 1);
    private string[]? titles;

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
    public long Added
    {
        get
        {
            lock (gate)
            {
                return frames.Added;
            }
        }
    }

    /// <summary>
    /// The frames that were kept, in the order of adding:
    /// with each title the drawing of its result, which a cell shows like the result, or the history.
    /// </summary>
    public IReadOnlyList<(long Step, IReadOnlyList<(string Title, object Result)> Results)> Frames
    {
        get
        {
            lock (gate)
            {
                return frames.Items;
            }
        }
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="step">Its step. Of a history that is among the results this step is marked; the curve itself is that of the whole training.</param>
    /// <param name="results">
    /// Titles, the same each time, and what is to be seen as it is now: any result that a cell shows with a picture. In later frames one may have none
    /// (a diagnosis without findings): then its text stands there.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no result, a cell does not show one, one has no picture in the first frame, or the titles are not those of the first frame.
    /// </exception>
    public void Add(long step, params (string Title, object Result)[] results)
    {
        if (results.Length == 0 || results.Any(one => one.Result is null))
        {
            throw new ArgumentException("A frame needs a result at least: film.Add(epoch, (\"loss\", history)).", nameof(results));
        }
        string[] given = [.. results.Select(one => one.Title)];
        bool isFirst;
        lock (gate)
        {
            CheckTitles(given);
            isFirst = titles is null;
        }
        // Drawing takes a while: not under the lock. What cannot be seen is refused at once, but a long training is not ended for it.
        (string, object)[] drawn = [.. results.Select(one =>
            (one.Title, one.Result is TrainingHistory ? one.Result : Display.HtmlPort.Drawn(one.Result, needsPicture: isFirst)))];
        lock (gate)
        {
            CheckTitles(given);
            titles = given;
            frames.Add((step, drawn));
        }
    }

    private void CheckTitles(string[] given)
    {
        if (titles is not null && !titles.SequenceEqual(given))
        {
            throw new ArgumentException($"The frames of a film show the same: this one has {string.Join(", ", given)}, "
                + $"those before have {string.Join(", ", titles)}.");
        }
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
