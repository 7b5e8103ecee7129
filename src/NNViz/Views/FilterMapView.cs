using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;
using NNViz.Plotly;
using NNViz.Projections;

namespace NNViz.Views;

/// <summary>Filters as thumbnails in a plane, by PCA or t-SNE; dead, low and duplicate ones have a frame.</summary>
public sealed class FilterMapView : View
{
    private const int MostThumbnails = 200, Height = 480, PlotPixels = 400, LargestThumbnail = 34, SmallestThumbnail = 12;
    private const double Border = 0.08; // of the range, on each side

    private static readonly Dictionary<FilterVerdict, (string Color, string Words)> Marks = new()
    {
        [FilterVerdict.Dead] = ("#d64550", "dead"),
        [FilterVerdict.LowNorm] = ("#e0a02a", "low norm"),
        [FilterVerdict.Duplicate] = ("#e0702a", "duplicate"),
    };

    private readonly FilterMap _map;
    private readonly Raster[] _thumbnails;
    private readonly int _columns, _rows;

    internal FilterMapView(FilterMap map)
    {
        _map = map;
        IReadOnlyList<long> shape = map.Filters.Kernels.Shape;
        (_rows, _columns) = (shape.Count > 3 ? (int)shape[^2] : 1, (int)shape[^1]);
        _thumbnails = Thumbnails();
    }

    private Projection[] Projections => [.. new Projection?[] { _map.Pca, _map.TSne }.OfType<Projection>()];

    private bool IsColored => _map.Filters.Kernels.Shape is [_, 3, _, _];

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Widget("panels", FigureView.Picture(Draw(Projections[0])),
            json => PanelsPart.Write(json, [("projection", [.. Projections.Select(projection => projection.Method)])],
            (panel, i) => PanelsPart.Figure(panel, Draw(Projections[i]))));
        foreach (string line in Notes())
        {
            html.Note(line);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n',
        Notes().Prepend($"{_map.Filters.Layer}: {Words.Count(_map.Shown.Count, "filter")} in a plane.")));

    private IEnumerable<string> Notes()
    {
        long inputs = _map.Filters.Kernels.Count / _map.Filters.Filters.Count / (_rows * _columns);
        yield return IsColored ? "Thumbnails: the weights of red, green and blue, grey is 0."
            : inputs > 1 ? $"Thumbnails: the mean over {Words.Count(inputs)} inputs, blue below 0 and red above; the places are those of all weights."
            : "Thumbnails: the weights, blue below 0 and red above.";
        foreach (Projection projection in Projections)
        {
            yield return projection.ToString();
        }

        int left = _map.Filters.Filters.Count - _map.Shown.Count;
        if (left > 0)
        {
            yield return $"⚠ {Words.Count(left, "filter")} not finite: left out.";
        }

        if (_map.Shown.Count > MostThumbnails)
        {
            yield return $"Thumbnails of the {MostThumbnails} filters with the largest norm of {Words.Count(_map.Shown.Count)}; the others are dots.";
        }
    }

    private Figure Draw(Projection projection)
    {
        double[] x = projection.Along(0), y = projection.Dimensions > 1 ? projection.Along(1) : new double[projection.Count];
        (double low, double high) across = Padded(x), up = Padded(y);
        double pixels = Math.Clamp(0.7 * PlotPixels / Math.Sqrt(x.Length), SmallestThumbnail, LargestThumbnail);
        // One unit is as long on both axes.
        double unit = Math.Max(across.high - across.low, up.high - up.low) / PlotPixels * pixels;
        int shown = Math.Min(MostThumbnails, x.Length);
        (double width, double height) = (unit * Math.Min(1, (double)_columns / _rows), unit * Math.Min(1, (double)_rows / _columns));
        // The largest norms last: above the others.
        Trace[] images = [.. Enumerable.Range(0, shown).Reverse().Select(i =>
            new Image(_thumbnails[i].Pixels.ToArray(), _columns, _rows) { Place = (x[i] - (width / 2), y[i] - (height / 2), width, height) })];
        Trace[] frames = [.. Marks.Select(mark => Dots(mark.Key, x, y, pixels)).OfType<Trace>()];
        string second = projection.Dimensions > 1 ? projection.AxisNames[1] : "none";
        var panel = new Panel(new Axis(projection.AxisNames[0]) { Range = across }, new Axis(second) { Range = up }) { Square = true };
        return new Figure(new FigureLayout(panel) { Legend = frames.Length > 0 }, [.. images, .. frames, Hovers(x, y, shown)])
        {
            Height = Height,
            Alt = $"{Words.Count(x.Length, "filter")} of {_map.Filters.Layer} laid out by {projection.Method}, as thumbnails",
        };
    }

    // What hovering says; filters without thumbnails are dots.
    private Scatter Hovers(double[] x, double[] y, int shown) => new(x, y)
    {
        Size = shown < x.Length ? 4 : 14,
        Opacity = shown < x.Length ? 0.5 : 0,
        Color = "#808080",
        Texts = [.. _map.Shown.Select(i => _map.Filters.Filters[i]).Select(filter => $"filter {filter.Index}, norm {Words.Number(filter.Norm)}"
            + (Marks.TryGetValue(filter.Verdict, out var mark) ? $", {mark.Words}{(filter.DuplicateOf is { } other ? $" of {other}" : "")}" : ""))],
        HoverTemplate = "%{text}<extra></extra>",
        ShowLegend = false,
    };

    private Scatter? Dots(FilterVerdict verdict, double[] x, double[] y, double pixels)
    {
        int[] found = [.. Enumerable.Range(0, x.Length).Where(i => _map.Filters.Filters[_map.Shown[i]].Verdict == verdict)];
        return found.Length == 0 ? null : new Scatter(Array.ConvertAll(found, i => x[i]), Array.ConvertAll(found, i => y[i]))
        {
            Name = Marks[verdict].Words,
            Color = Marks[verdict].Color,
            Rings = true,
            Size = pixels * 1.3,
        };
    }

    private static (double Low, double High) Padded(double[] places)
    {
        (double low, double high) = (places.Min(), places.Max());
        double pad = high > low ? Border * (high - low) : 1;
        return (low - pad, high + pad);
    }

    // Rows from below, as an upright axis has them.
    private Raster[] Thumbnails()
    {
        double[] all = _map.Filters.Kernels.ToDoubles();
        int size = all.Length / _map.Filters.Filters.Count, area = _rows * _columns;
        var kernels = _map.Shown.Select(i => all.AsSpan(i * size, size).ToArray()).ToArray();
        double limit = kernels.SelectMany(kernel => IsColored ? kernel : Mean(kernel, area)).Select(Math.Abs).DefaultIfEmpty().Max()
            is > 0 and var most ? most : 1;
        var scale = ColorScale.Diverging(limit);
        return [.. kernels.Select(kernel => IsColored ? Colored(kernel, area, limit) : SlicePictures.Paint(Mean(kernel, area), _rows, _columns, scale))
            .Select(Turned)];
    }

    private static double[] Mean(double[] kernel, int area)
    {
        var mean = new double[area];
        for (int i = 0; i < kernel.Length; i++)
        {
            mean[i % area] += kernel[i] * area / kernel.Length;
        }

        return mean;
    }

    private Raster Colored(double[] kernel, int area, double limit)
    {
        var raster = new Raster(_columns, _rows);
        byte Byte(int channel, int i) => (byte)Math.Round(255 * ((kernel[(channel * area) + i] / limit) + 1) / 2);
        for (int i = 0; i < area; i++)
        {
            raster[i % _columns, i / _columns] = new Rgb(Byte(0, i), Byte(1, i), Byte(2, i));
        }

        return raster;
    }

    private static Raster Turned(Raster picture)
    {
        var turned = new Raster(picture.Width, picture.Height);
        for (int row = 0; row < picture.Height; row++)
        {
            picture.Row(row).CopyTo(turned.Row(picture.Height - 1 - row));
        }

        return turned;
    }
}
