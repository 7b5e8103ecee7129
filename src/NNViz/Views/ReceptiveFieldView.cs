using NNViz.Html;
using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>What the places of a layer see of the input: a sentence, and two neighbouring places drawn to scale.</summary>
public sealed class ReceptiveFieldView(ReceptiveField field) : View
{
    private const int Width = 240, Most = 120, Room = 130;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", Words());
        if (field.Axes is { Count: 2 } axes)
        {
            html.Picture(Draw(axes[0], axes[1]));
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(Words());

    private string Words() => field.Axes is { } axes
        ? $"A place of {field.Layer} sees {Sizes(axes.Select(axis => axis.Size))} of the input; "
            + $"the next place lies {Sizes(axes.Select(axis => axis.Step))} further. "
            + $"Place 0 begins at {Sizes(axes.Select(axis => axis.Start), ", ")}{(axes.Any(axis => axis.Start < 0) ? ": in the padding" : "")}."
        : $"A place of {field.Layer} may see all of the input: {field.Note}.";

    private static string Sizes(IEnumerable<long> numbers, string between = "×") => string.Join(between, numbers).Replace('-', '−');

    private Picture Draw(Reach rows, Reach columns)
    {
        double unit = Most / (double)Math.Max(rows.Size + rows.Step, columns.Size + columns.Step);
        string alt = $"Two neighbouring places of {field.Layer} and what they see";
        using var canvas = new SvgCanvas(Width, Room, alt, (_, _, _) => "");
        foreach ((int place, string color) in new[] { (0, Colors.Of(0)), (1, Colors.Of(1)) })
        {
            var box = new Box(2 + (place * columns.Step * unit), 2 + (place * rows.Step * unit), columns.Size * unit, rows.Size * unit);
            canvas.Area(box.Corners, color, 0.2);
            canvas.Line([.. box.Corners, box.Corners[0]], new Pen(color, 2));
        }

        canvas.Text(new Spot(Most + 12, 20), $"{rows.Size}×{columns.Size}", new TextStyle(Size: 12));
        canvas.Text(new Spot(Most + 12, 38), $"step {rows.Step}×{columns.Step}", new TextStyle(Size: 12));
        return Picture.Svg(canvas.ToString(), Width, Room, alt);
    }
}
