using NNViz.Attributions;
using NNViz.Html;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Maps over their images with the regions that matter outlined and the largest value ringed, and the numbers of each sample.</summary>
internal sealed class LocalisationsView(Localisations localisations) : View
{
    private const int MostSamples = 8, Tile = 150, Captions = 30, BarWidth = 70, MostEdges = 300, MostPixels = 40_000, Finest = 128;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("p", localisations.ToString());
        var drawn = Math.Min(MostSamples, localisations.Count);
        using (html.Element("div"))
        {
            foreach (var picture in Pictures(drawn))
            {
                html.Picture(picture, "nnviz-inline");
            }
        }
        var left = drawn < localisations.Count ? $" Drawn are the first {drawn} of {Words.Count(localisations.Count, "sample")}." : "";
        html.Note($"The region is outlined; the ring is at the map's largest value.{left}");
        HtmlTable.Write(html, ["sample", "mass inside", "chance", "largest value"], localisations.Select((one, sample) =>
            (string[])[Words.Count(sample), Words.Percent(one.Inside), Words.Percent(one.Chance), one.Points ? "inside" : "outside"]));
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(localisations.ToString());

    /// <summary>A picture for each sample, that they flow to the width of the page, and the scale of their colours.</summary>
    private IEnumerable<Picture> Pictures(int samples)
    {
        var attribution = localisations.Attribution;
        var (rows, columns) = ((int)attribution.Inputs[0].Shape[2], (int)attribution.Inputs[0].Shape[3]);
        var options = new ImageOptions { Mean = attribution.Names.ImageMean, Std = attribution.Names.ImageStd };
        var inputs = InputPictures.Of(attribution.Inputs[0], (samples, 1), options).Pictures;
        double[][] maps = [.. localisations.Maps.Take(samples).Select(map => Array.ConvertAll(map, v => (double)v))];
        var scale = AttributionMaps.ScaleOf([.. maps.SelectMany(map => map)], attribution.Signed);
        var finest = Math.Min(Finest, (int)Math.Sqrt(MostPixels / samples));
        var box = new Box(0, Captions, Tile, Math.Clamp(Tile * rows / columns, 20, 2 * Tile));
        for (var sample = 0; sample < samples; sample++)
        {
            var (number, map, score) = (sample, maps[sample], localisations[sample]);
            var alt = $"Sample {number}: {Words.Percent(score.Inside)} of the map inside the outlined region, chance {Words.Percent(score.Chance)}";
            yield return Drawn(Tile, box.Bottom, alt, canvas =>
            {
                canvas.Text(new Spot(0, 12), $"sample {number}: {Words.Percent(score.Inside)} inside", new TextStyle(Size: 12));
                canvas.Text(new Spot(0, 25), $"chance {Words.Percent(score.Chance)}", new TextStyle(Size: 11));
                AttributionPicture.Draw(canvas, AttributionPicture.Blend(inputs[number], map, (rows, columns), scale, finest), box);
                Twice(pen => canvas.Line(Outline(localisations.Regions[number], (rows, columns), box), pen));
                var top = Array.IndexOf(map, map.Max());
                var spot = new Spot(box.X + (top % columns + 0.5) * box.Width / columns, box.Y + (top / columns + 0.5) * box.Height / rows);
                Twice(pen => canvas.Dots([spot], 11, pen, rings: true));
            });
        }
        yield return Drawn(BarWidth, Math.Max(box.Bottom, Captions + 80), $"The colours, from {Words.Number(scale.Low)} to {Words.Number(scale.High)}",
            canvas => new ColorBar("", scale.Low, scale.High, ColorStops.Of(scale.Map))
                .Draw(canvas, new Box(4, Captions, 10, Math.Clamp(box.Height - 4, 60, Tile))));
    }

    private static Picture Drawn(int width, double height, string alt, Action<SvgCanvas> draw)
    {
        using var canvas = new SvgCanvas(width, (int)Math.Ceiling(height), alt, (rgb, w, h) => Png.DataUri(Raster.FromPixels(w, h, rgb)));
        draw(canvas);
        return Picture.Svg(canvas.ToString()!, width, (int)Math.Ceiling(height), alt);
    }

    /// <summary>Black on white, so that it is seen on every picture.</summary>
    private static void Twice(Action<Pen> draw)
    {
        draw(new Pen("#ffffff", 3.5));
        draw(new Pen("#000000", 1.5));
    }

    /// <summary>The edges between inside and outside; of a region with very many on a coarser grid.</summary>
    private static List<Spot> Outline(bool[] region, (int Rows, int Columns) size, Box box)
    {
        for (var step = 1; ; step *= 2)
        {
            var (rows, columns) = ((size.Rows + step - 1) / step, (size.Columns + step - 1) / step);
            bool In(int row, int column) => row >= 0 && row < rows && column >= 0 && column < columns && region[(row * size.Columns + column) * step];
            Spot At(int row, int column) => new(
                box.X + Math.Min(1, (double)column * step / size.Columns) * box.Width,
                box.Y + Math.Min(1, (double)row * step / size.Rows) * box.Height);
            var edges = new List<Spot>();
            for (var cell = 0; cell < (rows + 1) * (columns + 1); cell++)
            {
                var (row, column) = (cell / (columns + 1), cell % (columns + 1));
                if (In(row, column) != In(row - 1, column))
                {
                    edges.AddRange([At(row, column), At(row, column + 1), Spot.None]);
                }
                if (In(row, column) != In(row, column - 1))
                {
                    edges.AddRange([At(row, column), At(row + 1, column), Spot.None]);
                }
            }
            if (edges.Count <= 3 * MostEdges || rows * columns < 64)
            {
                return edges;
            }
        }
    }
}
