using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>
/// Writes a figure as plotly.js reads it. Colours of text, lines and background are left open: they are the page's.
/// </summary>
internal static class FigureJson
{
    /// <summary>Writes <c>{"data":[…],"layout":{…}}</c>.</summary>
    public static void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach ((int index, Trace trace) in figure.Traces.Index())
        {
            WriteTrace(json, figure, trace, Colors.Of(index));
        }

        json.WriteEndArray();
        LayoutJson.Write(json, figure);
        json.WriteEndObject();
    }

    private static TracePlace PlaceOf(Figure figure, Trace trace, string color)
    {
        (var across, var down) = LayoutJson.Domain(figure, trace.Panel);
        return new TracePlace(color, across.To + 0.01, (down.From + down.To) / 2, down.To - down.From);
    }

    // Bars laid over one another are as wide as if they were one trace; plotly.js would look at the places of each trace alone.
    private static double BarWidth(Figure figure)
    {
        double[] places = [.. figure.Traces.OfType<Bar>()
            .SelectMany(bar => Enumerable.Range(0, bar.Places.Count).Select(i => bar.Places[i])).Distinct().Order()];
        return Bar.Filled * places.Zip(places.Skip(1), (near, far) => far - near).DefaultIfEmpty(1).Min();
    }

    private static void WriteTrace(Utf8JsonWriter json, Figure figure, Trace trace, string color)
    {
        json.WriteStartObject();
        trace.WriteJson(json, PlaceOf(figure, trace, color));
        if (trace is Bar && figure.Layout.OverlayBars)
        {
            json.WriteNumber("width", BarWidth(figure));
        }

        if (trace.Name is not null)
        {
            json.WriteWords("name", trace.Name);
        }

        if (trace.HoverTemplate is not null)
        {
            json.WriteString("hovertemplate", trace.HoverTemplate);
        }

        if (trace.LegendColor(color) is not null)
        {
            json.WriteBoolean("showlegend", trace.ShowLegend && trace.Name is not null);
        }

        if (figure.Layout.Panels[trace.Panel].Z is not null)
        {
            json.WriteString("scene", "scene" + LayoutJson.Suffix(trace.Panel));
        }
        else
        {
            json.WriteString("xaxis", "x" + LayoutJson.Suffix(trace.Panel));
            json.WriteString("yaxis", "y" + LayoutJson.Suffix(trace.Panel));
        }

        json.WriteEndObject();
    }
}
