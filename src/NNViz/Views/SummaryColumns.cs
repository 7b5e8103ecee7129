using NNViz.Networks;

namespace NNViz.Views;

/// <summary>What a summary says of each layer, in words: the columns of the tree and of the text.</summary>
internal sealed class SummaryColumns(NetSummary summary)
{
    /// <summary>The heads of the columns.</summary>
    public IReadOnlyList<string> Heads { get; } = summary.WasRun
        ? ["output", "parameters", "multiply-adds", "memory", "time"]
        : ["parameters"];

    /// <summary>The cells of a row, one for each head.</summary>
    public IReadOnlyList<string> Of(SummaryRow row)
    {
        var parameters = row.Parameters == 0 ? "" : Words.Count(row.Parameters);
        return summary.WasRun
            ? [Shapes(row.OutputShapes), parameters, MultiplyAdds(row), row.ActivationBytes > 0
                ? Words.Bytes(row.ActivationBytes)
                : "", Time(row.Elapsed)]
            : [parameters];
    }

    /// <summary>The share of the network's whole that a row's cell stands for, 0 to 1; 0 where the column has no whole.</summary>
    public double Share(SummaryRow row, string head)
    {
        static double Part(double part, double whole) => whole > 0 ? part / whole : 0;
        return head switch
        {
            "parameters" => Part(row.Parameters, summary.Parameters),
            "multiply-adds" => Part(row.MultiplyAdds ?? 0, summary.Root.MultiplyAdds ?? 0),
            "memory" => Part(row.ActivationBytes, summary.Root.ActivationBytes),
            "time" => Part(row.Elapsed?.TotalSeconds ?? 0, summary.Root.Elapsed?.TotalSeconds ?? 0),
            _ => 0,
        };
    }

    /// <summary>The name of a row: of several alike, the first and the last with their number.</summary>
    public static string Name(SummaryRow row) => row.Repeat > 1 ? $"{row.Name} … {row.LastName} ×{row.Repeat}" : row.Name;

    /// <summary>The type and settings of a row, with what is unusual about it.</summary>
    public static string Kind(SummaryRow row)
    {
        var frozen = row.Parameters > 0 && row.Trainable == 0 ? ", frozen" : row.Trainable < row.Parameters ? ", partly frozen" : "";
        var calls = row.Calls > 1 ? $", called {row.Calls} times" : "";
        return (row.Settings.Length > 0 ? $"{row.Type} {row.Settings}" : row.Type) + frozen + calls;
    }

    /// <summary>The lines above the tree.</summary>
    public IReadOnlyList<string> Headline()
    {
        var trained = summary.Trainable == summary.Parameters ? "all trained" : $"{Words.Count(summary.Trainable)} of them trained";
        var buffers = summary.BufferBytes > 0 ? $", buffers {Words.Bytes(summary.BufferBytes)}" : "";
        var lines = new List<string>
        {
            $"{Words.Count(summary.Parameters, "parameter")}, {trained}, {Words.Bytes(summary.ParameterBytes)}{buffers}",
        };
        if (summary.WasRun)
        {
            var lower = summary.Root.IsLowerBound ? "at least " : "";
            var time = summary.Failure is null ? $", {Time(summary.Root.Elapsed)}" : "";
            var measured = summary.MeasuredOutputBytes is { } bytes ? $" ({Words.Bytes(bytes)} measured)" : "";
            lines.Add($"Run in eval mode on {string.Join(" and ", summary.Inputs.Select(shape => Words.Shape(shape)))}: "
                + $"{lower}{Words.Count(summary.Root.MultiplyAdds ?? 0)} multiply-adds, "
                + $"{Words.Bytes(summary.Root.ActivationBytes)} of layer outputs{measured}{time}");
        }
        return lines;
    }

    /// <summary>What is wrong, and what the numbers leave out.</summary>
    public IReadOnlyList<string> Notes()
    {
        var notes = summary.Missed.Where(_ => summary.Failure is null).Select(missed => missed.Reason).ToList();
        if (summary.WasRun)
        {
            notes.Add($"Multiply-adds: {NetSummary.Excluded}. Memory: the outputs of the layers that hold no others, by their shapes; measured: "
                + "the places in memory that they occupy together, where what works in place or as a view takes none of its own. "
                + "Time: one pass after a warm-up.");
        }
        return notes;
    }

    /// <summary>Shapes in brackets, one after the other.</summary>
    public static string Shapes(IReadOnlyList<IReadOnlyList<long>> shapes) => string.Join(" ", shapes.Select(shape => Words.Shape(shape)));

    private static string MultiplyAdds(SummaryRow row) =>
        row.MultiplyAdds is not > 0 ? row.IsLowerBound ? "?" : "" : (row.IsLowerBound ? "≥ " : "") + Words.Count(row.MultiplyAdds.Value);

    private static string Time(TimeSpan? elapsed) => elapsed is { } time ? Words.Seconds(time) : "";
}
