using System.Globalization;
using System.Text;

namespace NNViz.Training;

/// <summary>A history as a table of comma-separated values: a column of steps, one a metric; a cell is empty where nothing was logged.</summary>
internal static class HistoryCsv
{
    private static readonly string[] StepNames = ["step", "epoch", "iteration", "batch", "global_step", "_step"];

    public static void Write(TrainingHistory history, string path)
    {
        var metrics = history.Metrics;
        var rows = new SortedDictionary<long, List<double?[]>>();
        foreach (var (column, metric) in metrics.Index())
        {
            foreach (var point in metric.Points)
            {
                if (!rows.TryGetValue(point.Step, out var atStep))
                {
                    rows.Add(point.Step, atStep = []);
                }
                // A second value at a step has a second row.
                if (atStep.Find(row => row[column] is null) is not { } free)
                {
                    atStep.Add(free = new double?[metrics.Count]);
                }
                free[column] = point.Value;
            }
        }
        var text = new StringBuilder().Append("step");
        foreach (var metric in metrics)
        {
            text.Append(',').Append(Quoted(metric.Name));
        }
        text.Append('\n');
        foreach (var (step, row) in rows.SelectMany(entry => entry.Value.Select(row => (entry.Key, row))))
        {
            text.Append(CultureInfo.InvariantCulture, $"{step},");
            text.AppendJoin(',', row.Select(value => value?.ToString("R", CultureInfo.InvariantCulture) ?? "")).Append('\n');
        }
        File.WriteAllText(path, text.ToString(), new UTF8Encoding(false));
    }

    public static TrainingHistory Read(string path, string? name)
    {
        using var reader = new StreamReader(path);
        string[] head = [.. Cells(reader, path, 1) ?? throw new InvalidDataException($"{path} is empty.")];
        int steps = Array.FindIndex(head, cell => StepNames.Contains(cell.Trim(), StringComparer.OrdinalIgnoreCase));
        var builder = new HistoryBuilder(name ?? Path.GetFileNameWithoutExtension(path));
        for (var line = 2; Cells(reader, path, line) is { } cells; line++)
        {
            if (cells.Count == 1 && cells[0].Length == 0)
            {
                continue;
            }
            if (cells.Count != head.Length)
            {
                throw new InvalidDataException($"{path}, row {line}: {cells.Count} cells where the head has {head.Length}.");
            }
            long step = steps < 0 ? line - 2 : Number(cells[steps]) is { } number && number == Math.Floor(number) ? (long)number
                : throw new InvalidDataException($"{path}, row {line}: '{cells[steps]}' in the column {head[steps]} is no whole number.");
            foreach (var (column, metric) in head.Index().Where(cell => cell.Index != steps))
            {
                if (Number(cells[column]) is { } value)
                {
                    builder.Add(metric, step, value);
                }
            }
        }
        return builder.IsEmpty ? throw new InvalidDataException($"{path} holds no number under any of {string.Join(", ", head)}.") : builder.Build();
    }

    private static double? Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string Quoted(string name) => name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    /// <summary>The cells of the next row, or null at the end; a quoted cell may hold commas and line breaks.</summary>
    private static List<string>? Cells(StreamReader reader, string path, int row)
    {
        if (reader.ReadLine() is not { } line)
        {
            return null;
        }
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (int i = 0; i <= line.Length; i++)
        {
            char c = i < line.Length ? line[i] : '\n';
            if (quoted && i == line.Length)
            {
                cell.Append('\n');
                line = reader.ReadLine() ?? throw new InvalidDataException($"{path}, row {row}: a quotation mark is not closed.");
                i = -1;
            }
            else if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }
        return cells;
    }
}
