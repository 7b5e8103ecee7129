using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;
using Dynamic = DynamicObj.DynamicObj;
using Figure = NNViz.Plotly.Figure;

namespace NNViz.PlotlyNET;

/// <summary>Writes a figure as a chart: plotly.js's JSON of the figure, in Plotly.NET's types.</summary>
internal static partial class ChartWriter
{
    // By plotly.js's names; Plotly.NET's functions look for these types, and would put a new object in place of any other.
    private static readonly Dictionary<string, Func<Dynamic>> Types = new()
    {
        ["title"] = () => new Title(),
        ["marker"] = () => new Marker(),
        ["line"] = () => new Line(),
        ["colorbar"] = () => new ColorBar(),
        ["contours"] = () => new Contours(),
        ["xaxis"] = () => new LinearAxis(),
        ["yaxis"] = () => new LinearAxis(),
        ["zaxis"] = () => new LinearAxis(),
        ["scene"] = () => new Scene(),
        ["domain"] = () => new Domain(),
        ["legend"] = () => new Legend(),
        ["margin"] = () => new Margin(),
        ["annotations"] = () => new Annotation(),
        ["shapes"] = () => new Shape(),
    };

    public static GenericChart Write(Figure figure)
    {
        using var json = JsonDocument.Parse(figure.ToJson());
        bool single = figure.Layout.Panels.Count == 1;
        Trace[] traces = [.. json.RootElement.GetProperty("data").EnumerateArray().Select(trace => TraceOf(trace, single))];
        var layout = Fill(new Layout(), json.RootElement.GetProperty("layout"), single);
        layout.SetValue("width", figure.Width);
        if (figure.Layout.Legend is null)
        {
            layout.Remove("showlegend"); // plotly.js decides alike, also when traces are added
        }
        var config = new Config();
        config.SetValue("responsive", true);
        return GenericChart.setConfig(config, GenericChart.setLayout(layout, GenericChart.ofTraceObjects<Trace[]>(false, traces)));
    }

    private static Trace TraceOf(JsonElement json, bool single)
    {
        string type = json.GetProperty("type").GetString()!;
        return Fill(type == "surface" ? new Trace3D(type) : (Trace)new Trace2D(type), json, single);
    }

    private static T Fill<T>(T target, JsonElement json, bool single)
        where T : Dynamic
    {
        foreach (JsonProperty property in json.EnumerateObject().Where(property => target is not Trace || property.Name != "type"))
        {
            target.SetValue(property.Name, Value(property.Name, property.Value, single));
        }

        // A chart of one panel can become a cell of a grid, which places its axes and bars anew.
        string[] places = target switch
        {
            LinearAxis => ["domain", "anchor"],
            ColorBar => ["x", "y", "len"],
            Scene => ["domain"],
            _ => [],
        };
        foreach (string name in single ? places : [])
        {
            target.Remove(name);
        }

        if (target is LinearAxis && !json.TryGetProperty("type", out _))
        {
            target.SetValue("type", "linear"); // not guessed from arrays that may hold null
        }

        return target;
    }

    private static object Value(string name, JsonElement json, bool single) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("bdata", out _) => TypedArray.Read(json).ToPlain(),
        JsonValueKind.Object => Fill(Types.GetValueOrDefault(Number().Replace(name, ""), () => new Dynamic())(), json, single),
        JsonValueKind.Array => ArrayOf(name, json, single),
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number => json.TryGetInt32(out int whole) ? whole : json.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        _ => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The figure's JSON has {json.ValueKind} as {name}.")),
    };

    private static object ArrayOf(string name, JsonElement json, bool single)
    {
        object[] items = [.. json.EnumerateArray().Select(item => Value(name, item, single))];
        return name switch
        {
            "annotations" => items.Cast<Annotation>().ToArray(),
            "shapes" => items.Cast<Shape>().ToArray(),
            _ when items.All(item => item is string) => items.Cast<string>().ToArray(),
            _ when items.All(item => item is int or double) =>
                items.Select(item => Convert.ToDouble(item, CultureInfo.InvariantCulture)).ToArray(),
            _ => items,
        };
    }

    [GeneratedRegex(@"\d+$")]
    private static partial Regex Number();
}
