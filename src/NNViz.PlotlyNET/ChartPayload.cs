using System.Text.Json;
using NNViz.Plotly;
using NNViz.PlotlyNET.Reading;

namespace NNViz.PlotlyNET;

/// <summary>
/// A chart as the front end draws it, and only what it draws: no trace that would fetch something, no address in a text or of a picture;
/// numbers encoded. The template and the settings of plotly.js give way to the page's.
/// </summary>
internal sealed class ChartPayload(JsonElement chart)
{
    private const int ShortArray = 8;

    /// <summary>plotly.js's trace types that the front end has (src/web/plotly.js).</summary>
    private static readonly HashSet<string> Drawn =
    [
        "bar", "barpolar", "box", "candlestick", "contour", "funnel", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "image",
        "mesh3d", "ohlc", "pie", "scatter", "scatter3d", "scatterpolar", "surface", "violin", "waterfall",
    ];

    /// <summary>Types that need WebGL, and those that show the same without.</summary>
    private static readonly Dictionary<string, string> Instead = new()
    {
        ["scattergl"] = "scatter",
        ["heatmapgl"] = "heatmap",
        ["scatterpolargl"] = "scatterpolar",
    };

    private static readonly string[] WithColorBars = ["heatmap", "contour", "surface", "histogram2d", "histogram2dcontour"];

    // plotly.js reads encoded arrays where it reads data.
    private static readonly HashSet<string> Data =
    [
        "x", "y", "z", "base", "width", "color", "size", "customdata", "array", "arrayminus",
        "q1", "q3", "median", "lowerfence", "upperfence", "mean", "sd",
    ];

    private readonly SortedSet<string> _droppedTypes = [];

    // Of a trace with too many points: how many it has, and those that are written.
    private (int Count, int[] Points)? _kept;

    /// <summary>plotly.js's types that are drawn.</summary>
    public static IEnumerable<string> Types => Drawn;

    /// <summary>Numbers of 64 bits become ones of 32: seven digits, and half the size.</summary>
    public bool Short { get; init; }

    /// <summary>Types of traces that were not written; complete once the payload has been.</summary>
    public IEnumerable<string> DroppedTypes => _droppedTypes;

    /// <summary>Whether a picture was not written because it would be fetched.</summary>
    public bool DroppedPicture { get; private set; }

    /// <summary>How many points of a line or of a cloud are written at most; null: all.</summary>
    public int? MostPoints { get; init; }

    /// <summary>How many points were not written, and of how many.</summary>
    public (int Left, int All) Thinned { get; private set; }

    /// <summary>How many traces are drawn.</summary>
    public int Count => Traces.Count(trace => TypeOf(trace) is not null);

    private JsonElement Layout => chart.GetProperty("layout");

    private JsonElement[] Traces => [.. chart.GetProperty("data").EnumerateArray()];

    /// <summary>Writes the payload of the widget "figure".</summary>
    /// <param name="json">Where.</param>
    /// <param name="alt">The chart in words.</param>
    public void Write(Utf8JsonWriter json, string alt)
    {
        Thinned = default;
        json.WriteStartObject();
        json.WriteStartObject("figure");
        json.WriteStartArray("data");
        foreach (JsonElement trace in Traces)
        {
            if (TypeOf(trace) is { } type)
            {
                _kept = type.StartsWith("scatter", StringComparison.Ordinal) ? Kept(trace) : null;
                WriteObject(json, trace);
                _kept = null;
            }
            else
            {
                _droppedTypes.Add(trace.GetProperty("type").ToString());
            }
        }
        json.WriteEndArray();
        json.WriteStartObject("layout");
        foreach (JsonProperty property in Layout.EnumerateObject().Where(p => p.Name is not ("template" or "colorway")))
        {
            WriteProperty(json, property);
        }
        WriteColors(json);
        WriteLegend(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("alt", alt);
        json.WriteEndObject();
    }

    private static string? TypeOf(JsonElement trace)
    {
        string type = trace.TryGetProperty("type", out var given) ? given.ToString() : "scatter";
        type = Instead.GetValueOrDefault(type, type);
        return Drawn.Contains(type) ? type : null;
    }

    // The same colours as in the static picture.
    private void WriteColors(Utf8JsonWriter json)
    {
        if (Layout.TryGetProperty("colorway", out var chosen))
        {
            json.WritePropertyName("colorway");
            WriteValue(json, "colorway", chosen);
            return;
        }
        json.WriteStartArray("colorway");
        for (int i = 0; i < Colors.Count; i++)
        {
            json.WriteStringValue(Colors.Of(i));
        }
        json.WriteEndArray();
    }

    // Names below the axes where colour bars stand at the right.
    private void WriteLegend(Utf8JsonWriter json)
    {
        if (!Layout.TryGetProperty("legend", out _) && Traces.Any(trace => WithColorBars.Contains(TypeOf(trace))))
        {
            json.WriteStartObject("legend");
            json.WriteString("orientation", "h");
            json.WriteString("yanchor", "top");
            json.WriteNumber("y", -0.2);
            json.WriteEndObject();
        }
    }

    private void WriteObject(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        foreach (JsonProperty property in value.EnumerateObject())
        {
            WriteProperty(json, property);
        }
        if (ShowsNumbersAsColors(value))
        {
            json.WriteColorStops(ChartColors.DefaultStops);
        }
        if (_kept is { } kept && value.TryGetProperty("y", out _) && !value.TryGetProperty("x", out _))
        {
            // The points stay where their numbers had put them.
            (double first, double step) = (new Node(value).Number("x0") ?? 0, new Node(value).Number("dx") ?? 1);
            json.WriteNumbers("x", Compact(Array.ConvertAll(kept.Points, i => first + (i * step))));
        }
        json.WriteEndObject();
    }

    // A trace of cells, or a marker, that leaves the colours to be chosen.
    private static bool ShowsNumbersAsColors(JsonElement value)
    {
        if (value.TryGetProperty("colorscale", out _) || value.TryGetProperty("coloraxis", out _))
        {
            return false;
        }
        return value.TryGetProperty("type", out _) ? WithColorBars.Contains(TypeOf(value))
            : value.TryGetProperty("color", out var color) && ChartArray.Numbers(color) is not null;
    }

    private void WriteProperty(Utf8JsonWriter json, JsonProperty property)
    {
        var (name, value) = (property.Name, property.Value);
        // Also "images[0].source", as the arguments of a button have it.
        if (name.EndsWith("source", StringComparison.Ordinal) && !value.ToString().StartsWith("data:image/", StringComparison.Ordinal))
        {
            DroppedPicture = true;
            return;
        }
        if (Data.Contains(name) && ChartArray.Matrix(value) is { Values.Length: >= ShortArray } array)
        {
            double[] values = array.Shape is [var count] && _kept is { } fewer && fewer.Count == count
                ? Array.ConvertAll(fewer.Points, i => array.Values[i]) : array.Values;
            json.WriteNumbers(name, Compact(values), array.Shape.Length > 1 ? array.Shape : []);
            return;
        }
        json.WritePropertyName(name);
        if (_kept is { } kept && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == kept.Count)
        {
            JsonElement[] items = [.. value.EnumerateArray()];
            WriteArray(json, kept.Points.Select(i => items[i]));
            return;
        }
        WriteValue(json, name, value);
    }

    private (int, int[])? Kept(JsonElement trace)
    {
        if (trace.TryGetProperty("y", out var y) && ChartArray.Numbers(y) is { } values && values.Length > MostPoints)
        {
            int[] kept = Thinning.Extremes(values, MostPoints.Value);
            Thinned = (Thinned.Left + values.Length - kept.Length, Thinned.All + values.Length);
            return (values.Length, kept);
        }
        return null;
    }

    private void WriteValue(Utf8JsonWriter json, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(json, value);
                break;
            case JsonValueKind.Array:
                WriteArray(json, value.EnumerateArray());
                break;
            case JsonValueKind.String when name == "title":
                // A title is an object since plotly.js 3.
                json.WriteStartObject();
                json.WriteString("text", PlotlyWords.WithoutAddresses(value.GetString()!));
                json.WriteEndObject();
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                json.WriteStringValue(name == "type" ? Instead.GetValueOrDefault(text, text) : PlotlyWords.WithoutAddresses(text));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private void WriteArray(Utf8JsonWriter json, IEnumerable<JsonElement> items)
    {
        json.WriteStartArray();
        foreach (JsonElement item in items)
        {
            WriteValue(json, "", item);
        }
        json.WriteEndArray();
    }

    // The narrowest type that holds every number exactly.
    private Numbers Compact(double[] values)
    {
        (double low, double high) = (values.Min(), values.Max()); // NaN where there is one
        if (Array.TrueForAll(values, v => v == Math.Floor(v) && Math.Abs(v) <= int.MaxValue))
        {
            return low >= 0 && high <= byte.MaxValue ? Array.ConvertAll(values, v => (byte)v)
                : low >= short.MinValue && high <= short.MaxValue ? Array.ConvertAll(values, v => (short)v)
                : Array.ConvertAll(values, v => (int)v);
        }
        return Short || Array.TrueForAll(values, v => (float)v == v || double.IsNaN(v)) ? Array.ConvertAll(values, v => (float)v) : values;
    }
}
