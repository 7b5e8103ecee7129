using System.Text.Json;

namespace NNViz.Plotly;

/// <summary>A cell of colour for each number of a matrix; NaN has none.</summary>
public sealed record Heatmap : Grid
{
    private const int LargestText = 14;

    /// <param name="z">[rows, columns], row-major.</param>
    /// <param name="rows">At least 1; row 0 lies at the bottom unless the vertical axis is reversed.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="stops">The colours.</param>
    /// <exception cref="ArgumentException">z does not have rows · columns numbers.</exception>
    public Heatmap(Numbers z, int rows, int columns, IReadOnlyList<ColorStop> stops)
        : base(z, rows, columns, stops) => Check();

    /// <summary>Words in the cells, row-major.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The colour of NaN in the static picture: R, G, B.</summary>
    public (byte R, byte G, byte B) MissingColor { get; init; } = (127, 127, 127);

    internal override (Interval X, Interval Y) Extent(Panel panel) => (Edges(Across, Columns), Edges(Down, Rows));

    internal override void WriteJson(Utf8JsonWriter json, TracePlace place)
    {
        json.WriteString("type", "heatmap");
        json.WriteNumbers("z", Z, Rows, Columns);
        json.WriteNumbers("x", Across);
        json.WriteNumbers("y", Down);
        json.WriteColorScale(Scale, 'z');
        json.WriteColorBar(ColorBar, place);
        if (Texts is not null)
        {
            json.WriteStartArray("text");
            foreach (string[] row in Texts.Chunk(Columns))
            {
                json.WriteWords(row);
            }

            json.WriteEndArray();
            json.WriteString("texttemplate", "%{text}");
        }
    }

    internal override void Draw(PlotArea plot, string color)
    {
        var rgb = new byte[3 * Z.Count];
        ColorBar scale = Scale;
        for (int i = 0; i < Z.Count; i++)
        {
            ColorStop c = ColorOf(scale, Z[i]);
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (c.R, c.G, c.B);
        }

        (Interval x, Interval y) = (Edges(Across, Columns), Edges(Down, Rows));
        Box box = plot.Between((x.Low, y.Low), (x.High, y.High));
        plot.Cells(rgb, Columns, Rows, box);
        double size = Math.Min(LargestText, Math.Min(box.Height / Rows * 0.6, box.Width / Columns * 0.34));
        for (int i = 0; Texts is not null && size >= 5 && i < Texts.Count; i++)
        {
            ColorStop c = ColorOf(scale, Z[i]);
            string ink = (0.2126 * c.R) + (0.7152 * c.G) + (0.0722 * c.B) > 140 ? "#000000" : "#ffffff";
            Spot middle = plot.At(Across[i % Columns], Down[i / Columns]);
            plot.Canvas.Text(middle with { Y = middle.Y + (size * 0.35) }, Texts[i], new TextStyle(TextAnchor.Middle, size, ink));
        }
    }

    private ColorStop ColorOf(ColorBar scale, double value) => double.IsNaN(value)
        ? new ColorStop(0, MissingColor.R, MissingColor.G, MissingColor.B)
        : Colors.At(Stops, Position(scale, value));

    // Half a cell beyond the outermost places.
    private static Interval Edges(Numbers places, int count)
    {
        double half = count > 1 ? (places[count - 1] - places[0]) / (count - 1) / 2 : 0.5;
        (double first, double last) = (places[0] - half, places[count - 1] + half);
        return new Interval(Math.Min(first, last), Math.Max(first, last));
    }
}
