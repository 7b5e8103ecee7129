using System.Text.Json;
using System.Text.Json.Serialization;
using NNViz.Plotly;
using NNViz.PlotlyNET.Reading;
using NNViz.Text;
using NNViz.Views;

namespace NNViz.PlotlyNET;

/// <summary>Heatmaps, contour maps and surfaces of a chart that have more cells than an output holds, with fewer.</summary>
internal static class ChartGrids
{
    private const int MostCells = 16_000; // of all together: up to eleven bytes each in the payload, and as many as three in the picture

    private static readonly JsonSerializerOptions Named = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly string[] CellWords = ["text", "hovertext", "customdata"], Places = ["z", "x", "y", "x0", "y0", "dx", "dy"];

    /// <summary>The chart as it is, or with fewer cells, and what was left out in words.</summary>
    public static (JsonElement Chart, IReadOnlyList<string> Notes) Fit(JsonElement chart)
    {
        JsonElement[] traces = [.. chart.GetProperty("data").EnumerateArray()];
        long[] cells = Array.ConvertAll(traces, CellsOf);
        int[] large = [.. Enumerable.Range(0, traces.Length).Where(i => cells[i] > MostCells / traces.Length)];
        if (large.Length == 0 || cells.Sum() <= MostCells)
        {
            return (chart, []);
        }
        var notes = new List<string>();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var (i, trace) in traces.Index())
            {
                Write(json, (i, trace), large.Contains(i) ? MostCells / large.Length : null, notes);
            }
            json.WriteEndArray();
            foreach (JsonProperty other in chart.EnumerateObject().Where(property => property.Name != "data"))
            {
                other.WriteTo(json);
            }
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(stream.ToArray());
        return (document.RootElement.Clone(), [.. notes.Distinct()]);
    }

    private static long CellsOf(JsonElement trace)
    {
        long rows = trace.TryGetProperty("z", out var z) && z.ValueKind == JsonValueKind.Array ? z.GetArrayLength() : 0;
        return rows > 0 && z[0].ValueKind == JsonValueKind.Array ? rows * z[0].GetArrayLength() : 0;
    }

    private static void Write(Utf8JsonWriter json, (int Index, JsonElement Json) whole, int? most, List<string> notes)
    {
        JsonElement trace = whole.Json;
        if (most is null || ChartArray.Matrix(trace.GetProperty("z")) is not { Shape: [var rows, var columns] } z)
        {
            trace.WriteTo(json);
            return;
        }
        if (WhyWhole(trace, rows, columns) is { } why)
        {
            notes.Add($"Trace {Words.Count(whole.Index)} is drawn with all of its {Words.Count(rows)} × {Words.Count(columns)} cells, "
                + $"as {why}: the output is longer than others.");
            trace.WriteTo(json);
            return;
        }
        (double[] cells, int down, int across) = GridThinning.Farthest(z.Values, rows, columns, most.Value);
        bool wordless = CellWords.Any(name => IsArray(trace, name));
        notes.Add(GridThinning.Note((down, across), (rows, columns), "chart", wordless));
        json.WriteStartObject();
        foreach (JsonProperty property in trace.EnumerateObject().Where(p => !Places.Contains(p.Name) && !(wordless && IsOfWords(p))))
        {
            property.WriteTo(json);
        }
        json.WritePropertyName("z");
        JsonSerializer.Serialize(json, new TypedArray(cells, [down, across]).ToPlain(), Named);
        WritePlaces(json, "x", trace, (columns, across));
        WritePlaces(json, "y", trace, (rows, down));
        json.WriteEndObject();
    }

    // What cannot be told for fewer cells; null: nothing.
    private static string? WhyWhole(JsonElement trace, int rows, int columns) =>
        IsArray(trace, "surfacecolor") ? "they have colours of their own"
        : new Node(trace).Flag("transpose") == true ? "it is transposed"
        : IsOdd(trace, "x", columns) || IsOdd(trace, "y", rows) ? "their places are neither their middles nor numbers at their edges"
        : null;

    // Places for each cell (a matrix), dates at edges, or of another number than there are cells.
    private static bool IsOdd(JsonElement trace, string name, int cells)
    {
        if (!IsArray(trace, name))
        {
            return false;
        }
        JsonElement given = trace.GetProperty(name);
        return ChartArray.Matrix(given) is { } numbers
            ? numbers.Shape is not [var count] || (count != cells && count != cells + 1)
            : given.ValueKind != JsonValueKind.Array || given.GetArrayLength() != cells || given[0].ValueKind == JsonValueKind.Array;
    }

    // Plain, or encoded.
    private static bool IsArray(JsonElement trace, string name) =>
        trace.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array or JsonValueKind.Object;

    // Also what is put together of them for hovering: it would show their names.
    private static bool IsOfWords(JsonProperty property) => CellWords.Contains(property.Name)
        || (property.Name is "hovertemplate" or "texttemplate"
            && CellWords.Any(name => property.Value.ToString().Contains("%{" + name, StringComparison.Ordinal)));

    private static void WritePlaces(Utf8JsonWriter json, string name, JsonElement trace, (int Before, int Now) count)
    {
        var node = new Node(trace);
        double[]? places = trace.TryGetProperty(name, out var given) ? ChartArray.Numbers(given) : null;
        json.WritePropertyName(name);
        if (places is null && given.ValueKind == JsonValueKind.Array)
        {
            // Words: that of the cell in the middle.
            JsonSerializer.Serialize(json, Enumerable.Range(0, count.Now).Select(i => given[(int)((i + 0.5) * count.Before / count.Now)]));
            return;
        }
        (double first, double step) = (node.Number(name + "0") ?? 0, node.Number("d" + name) ?? 1);
        double[] all = places is null ? [.. Enumerable.Range(0, count.Before).Select(i => first + (i * step))]
            : places.Length > count.Before ? [.. places.Zip(places.Skip(1), (low, high) => (low + high) / 2)]
            : places;
        JsonSerializer.Serialize(json, new TypedArray(GridThinning.Places(all, count.Now), [count.Now]).ToPlain(), Named);
    }
}
