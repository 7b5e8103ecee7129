namespace NNViz.Training;

/// <content>Histories in files: kept, read, and continued after a restart.</content>
public sealed partial class TrainingHistory
{
    private AutoSaver? autoSave;

    /// <summary>
    /// Reads a history: what <see cref="SaveJson"/> wrote (whole, so that logging goes on as if nothing had happened), a CSV file, or the event files of
    /// TensorBoard in a folder.
    /// </summary>
    /// <remarks>
    /// Of event files: scalars, rounded to single precision, and the histograms under <c>weights/</c> and <c>gradients/</c> whose bins are of equal width, as
    /// <see cref="SaveEvents"/> writes them. A histogram holds counts, lowest and highest; mean, deviation and quantiles are worked out of it, right to the
    /// width of a bin, and how many elements were not finite is not known. All else that the files hold is read by <see cref="EventFiles.EventLog.Read"/>.
    /// </remarks>
    /// <param name="path">A .json or .csv file, an event file, or a folder of event files.</param>
    /// <param name="name">What the run is called; by default what the file says, else its name.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is none of these, or is damaged; the message says where.</exception>
    public static TrainingHistory Load(string path, string? name = null) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSON" => HistoryJson.Read(path, name),
        ".CSV" => HistoryCsv.Read(path, name),
        _ => HistoryEvents.Read(path, name),
    };

    /// <summary>Puts several runs together, to be laid over one another.</summary>
    public static TrainingRuns Compare(params IReadOnlyList<TrainingHistory> runs) => TrainingRuns.Of(runs);

    /// <summary>
    /// Goes on with the run in a file, or begins one where there is no such file, and keeps the file up to date from now on: after a restart of the kernel
    /// the same line goes on where the run was.
    /// </summary>
    /// <param name="path">A .json file.</param>
    /// <param name="every">The least time between two savings; 5 seconds by default. What comes last is always saved.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static TrainingHistory Continue(string path, TimeSpan? every = null)
    {
        var history = File.Exists(path) ? Load(path) : new TrainingHistory(Path.GetFileNameWithoutExtension(path));
        history.AutoSave(path, every);
        return history;
    }

    /// <summary>Keeps a .json file up to date from now on, from a thread of its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="every">The least time between two savings; 5 seconds by default. What comes last is always saved, also when the process ends.</param>
    public void AutoSave(string path, TimeSpan? every = null)
    {
        if (!string.Equals(Path.GetExtension(path), ".json", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"A history is kept in a .json file, from which it can go on; '{path}' is none.", nameof(path));
        }
        SaveJson(path);
        autoSave = new AutoSaver(() => SaveJson(path), every ?? TimeSpan.FromSeconds(5), time, Console.Error.WriteLine);
    }

    /// <summary>Writes all that the history holds to a .json file that <see cref="Load"/> reads. The file is never half written.</summary>
    public void SaveJson(string path) => HistoryJson.Write(this, path);

    /// <summary>Writes the metrics as a table: a column <c>step</c> and one a metric, a row a step. Of thinned metrics their extremes.</summary>
    public void SaveCsv(string path) => HistoryCsv.Write(this, path);

    /// <summary>Writes metrics, weights and gradients as a TensorBoard event file.</summary>
    /// <param name="folder">The run's folder; a new file is added to it.</param>
    public void SaveEvents(string folder) => HistoryEvents.Write(this, folder, time);

    /// <summary>What a file keeps: the metrics with all their rows, the last step, the distributions.</summary>
    internal (IReadOnlyList<(string Name, long PerBucket, MetricPoint Last, IReadOnlyList<double[]> Rows)> Metrics, long LastStep) State
    {
        get
        {
            lock (gate)
            {
                return ([.. series.Values.Select(one => (one.Name, one.State.PerBucket, one.State.Last, one.Rows()))], lastStep);
            }
        }
    }

    /// <summary>A history that goes on from what a file kept.</summary>
    internal static TrainingHistory Restore(string? name, long lastStep, IEnumerable<MetricSeries> metrics, IEnumerable<Distributions> distributions)
    {
        var history = new TrainingHistory(name) { lastStep = lastStep };
        foreach (var metric in metrics)
        {
            history.series.Add(metric.Name, metric);
        }
        foreach (var kind in distributions)
        {
            foreach (var one in kind.Series)
            {
                (kind.What == "weights" ? history.weightLogs : history.gradientLogs)[one.Name] = DistributionLog.Restore(one);
            }
        }
        return history;
    }
}
