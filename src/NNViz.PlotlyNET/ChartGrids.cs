using System.Text.Json;
using System.Text.Json.Serialization;
using NNViz.Plotly;
using NNViz.PlotlyNET.Reading;
using NNViz.Views;

namespace NNViz.PlotlyNET;

/// <summary>Heatmaps, contour maps and surfaces of a chart that have more cells than an output holds, with fewer.</summary>
internal static class ChartGrids
{
    private const int MostCells = 16_000; // of all together: up to eleven bytes each in the payload, and as many as three in the picture

    private static readonly JsonSerializerOptions Named = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

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
                Write(json, trace, large.Contains(i) ? MostCells / large.Length : null, notes);
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

    private static void Write(Utf8JsonWriter json, JsonElement trace, int? most, List<string> notes)
    {
        if (most is null || ChartArray.Matrix(trace.GetProperty("z")) is not { Shape: [var rows, var columns] } z)
        {
            trace.WriteTo(json);
            return;
        }
        (double[] cells, int down, int across) = GridThinning.Farthest(z.Values, rows, columns, most.Value);
        notes.Add(GridThinning.Note((down, across), (rows, columns), "chart"));
        json.WriteStartObject();
        foreach (JsonProperty property in trace.EnumerateObject().Where(p => !IsOfCells(p.Name)))
        {
            property.WriteTo(json);
        }
        json.WritePropertyName("z");
        JsonSerializer.Serialize(json, new TypedArray(cells, [down, across]).ToPlain(), Named);
        WritePlaces(json, "x", trace, (columns, across));
        WritePlaces(json, "y", trace, (rows, down));
        json.WriteEndObject();
    }

    // What belongs to single cells, and their places.
    private static bool IsOfCells(string name) =>
        name is "z" or "x" or "y" or "x0" or "y0" or "dx" or "dy" or "text" or "hovertext" or "customdata" or "surfacecolor";

    private static void WritePlaces(Utf8JsonWriter json, string name, JsonElement trace, (int Before, int Now) count)
    {
        var node = new Node(trace);
        double[]? places = trace.TryGetProperty(name, out var given) ? ChartArray.Numbers(given) : null;
        json.WritePropertyName(name);
        if (places is null && given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == count.Before)
        {
            // Words: that of the cell in the middle.
            JsonSerializer.Serialize(json, Enumerable.Range(0, count.Now).Select(i => given[(int)((i + 0.5) * count.Before / count.Now)]));
            return;
        }
        (double first, double step) = (node.Number(name + "0") ?? 0, node.Number("d" + name) ?? 1);
        double[] all = places is { } ends && ends.Length == count.Before + 1 ? [.. ends.Zip(ends.Skip(1), (low, high) => (low + high) / 2)]
            : places is { } middles && middles.Length == count.Before ? middles
            : [.. Enumerable.Range(0, count.Before).Select(i => first + (i * step))];
        JsonSerializer.Serialize(json, GridThinning.Places(all, count.Now));
    }
}
