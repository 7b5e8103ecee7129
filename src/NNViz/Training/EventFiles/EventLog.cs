namespace NNViz.Training.EventFiles;

/// <summary>One number of an event file.</summary>
/// <param name="Step">The step under which it was written.</param>
/// <param name="Time">When.</param>
/// <param name="Value">The number; most writers round it to single precision.</param>
public sealed record ScalarEvent(long Step, DateTimeOffset Time, double Value);

/// <summary>One histogram of an event file.</summary>
/// <param name="Step">The step under which it was written.</param>
/// <param name="Time">When.</param>
/// <param name="Edges">Ascending, one more than counts; empty where nothing was counted.</param>
/// <param name="Counts">How many values lie in [edge i, edge i + 1).</param>
public sealed record HistogramEvent(long Step, DateTimeOffset Time, IReadOnlyList<double> Edges, IReadOnlyList<double> Counts);

/// <summary>One image of an event file.</summary>
/// <param name="Step">The step under which it was written.</param>
/// <param name="Time">When.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Encoded">The bytes of the image file: PNG, or what the writer chose.</param>
public sealed record ImageEvent(long Step, DateTimeOffset Time, int Width, int Height, byte[] Encoded);

/// <summary>What TensorBoard event files hold, by tag, in the order of the files. Immutable.</summary>
public sealed record EventLog
{
    /// <summary>Numbers.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ScalarEvent>> Scalars { get; init; }

    /// <summary>Histograms.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<HistogramEvent>> Histograms { get; init; }

    /// <summary>Images.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ImageEvent>> Images { get; init; }

    /// <summary>Whether a file ends within a record: it is still being written, or its writer was stopped.</summary>
    public required bool IsCut { get; init; }

    /// <summary>Tags that hold something else (graphs, audio, embeddings) and were passed over.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }

    /// <summary>Reads an event file of any writer, or all event files that lie in a folder (not below it).</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder holds none.</exception>
    /// <exception cref="InvalidDataException">A checksum is wrong, or a message is none.</exception>
    public static EventLog Read(string path)
    {
        var builder = new EventLogBuilder();
        foreach (string file in FilesIn(path))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            foreach (byte[] record in TfRecord.Read(stream, Path.GetFileName(file), () => builder.IsCut = true))
            {
                builder.Add(record);
            }
        }
        return builder.Build();
    }

    /// <summary>Whether a folder holds event files.</summary>
    internal static bool IsIn(string folder) => Directory.EnumerateFiles(folder, "*tfevents*").Any();

    private static string[] FilesIn(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }
        string[] files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*tfevents*").Order(StringComparer.Ordinal)] : [];
        return files.Length > 0 ? files : throw new FileNotFoundException(
            Directory.Exists(path)
                ? $"The folder {path} holds no event file (a file with tfevents in its name)."
                : $"There is no file or folder {path}.", path);
    }
}
