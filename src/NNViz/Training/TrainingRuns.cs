using NNViz.Training.EventFiles;

namespace NNViz.Training;

/// <summary>Several runs to be laid over one another, as they stood when they were put together. Immutable.</summary>
public sealed record TrainingRuns
{
    private TrainingRuns(IReadOnlyList<(string Name, IReadOnlyList<Metric> Metrics)> runs) => Runs = runs;

    /// <summary>The runs: a name that no other run here has, and the metrics.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<Metric> Metrics)> Runs { get; }

    /// <summary>Puts runs together. A run without a name is called by its number, from 1; of equal names the later ones get a number.</summary>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static TrainingRuns Of(params IReadOnlyList<TrainingHistory> histories)
    {
        if (histories.Count == 0)
        {
            throw new ArgumentException("There is no run to show.", nameof(histories));
        }
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var runs = new List<(string, IReadOnlyList<Metric>)>();
        foreach (var (index, history) in histories.Index())
        {
            string name = history.Name ?? $"run {index + 1}", free = name;
            for (int number = 2; !taken.Add(free); number++)
            {
                free = $"{name} ({number})";
            }
            runs.Add((free, history.Metrics));
        }
        return new TrainingRuns(runs);
    }

    /// <summary>Reads a folder of runs: each .json and .csv file in it, its own event files, and each folder below it that holds event files.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It holds no run, or a file is damaged.</exception>
    public static TrainingRuns Load(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file).ToUpperInvariant() is ".JSON" or ".CSV")
            .Order(StringComparer.Ordinal);
        var folders = Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Prepend(folder).Where(EventLog.IsIn);
        TrainingHistory[] runs =
        [
            .. files.Select(file => TrainingHistory.Load(file)),
            .. folders.Select(each => TrainingHistory.Load(each, each == folder ? null : Path.GetRelativePath(folder, each).Replace('\\', '/'))),
        ];
        return runs.Length > 0 ? Of(runs) : throw new InvalidDataException($"The folder {folder} holds no run: no .json, no .csv and no event file.");
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
