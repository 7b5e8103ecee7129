using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;
using NNViz.Plotly;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>
/// The samples that excite units most: a row of patches for each unit, what its place sees of each sample; on choosing a unit the whole samples with the patch
/// outlined. Samples that are no pictures are listed by number.
/// </summary>
public sealed class TopActivationsView(TopActivations result) : View
{
    private const int MostBytes = 215_000, FewSamples = 4, Patch = 52, Whole = 104, NameRoom = 58, Gap = 6, Line = 15, MostPixels = 96 * 96;
    private const string Outline = "#ff5a1f"; // seen on dark and light pictures

    private readonly Dictionary<long, Raster> _pictures = PicturesOf(result);
    private int _wholes = result.Units.Max(unit => unit.Samples.Count);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (_pictures.Count > 0)
        {
            int shown = Fit();
            html.Widget("panels", Overview(shown), json => PanelsPart.Write(json,
                [("unit", ["all", .. result.Units.Take(shown).Select(unit => $"{unit.Unit}")])],
                (panel, i) => PanelsPart.Picture(panel, i == 0 ? Overview(shown) : Samples(result.Units[i - 1]))));
            html.Note(Note(shown));
            return;
        }

        HtmlTable.Write(html, ["unit", "samples that excite it most: number (output)"], result.Units.Select(unit => new[] { $"{unit.Unit}", Listed(unit) }));
        html.Note(Note(result.Units.Count));
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n',
        result.Units.Select(unit => $"{result.Layer} unit {unit.Unit}: {Listed(unit)}").Append(Note(result.Units.Count))));

    private static string Listed(TopUnit unit) => string.Join(", ", unit.Samples.Select(sample => $"{sample.Sample} ({Words.Number(sample.Value, 3)})"));

    private string Note(int shown)
    {
        string field = result.Field.Axes is { } axes
            ? $"A place of {result.Layer} sees {string.Join("×", axes.Select(axis => axis.Size))} of the input, "
                + $"every {string.Join("×", axes.Select(axis => axis.Step))}"
            : $"Patches are whole samples: {result.Field.Note}";
        string units = shown < result.SourceUnits
            ? $" {(shown < result.Units.Count ? "The first " : "")}{shown} of {Words.Count(result.SourceUnits, "unit")}."
            : "";
        return $"The samples with the highest outputs among {Words.Count(result.DataSize)}, the highest first; the number is the output. {field}.{units}";
    }

    // How many units: rather fewer whole samples of each than fewer units.
    private int Fit()
    {
        int[] sizes = SizesOf();
        if (sizes.Sum() > MostBytes && _wholes > FewSamples)
        {
            _wholes = FewSamples;
            sizes = SizesOf();
        }

        int shown = 1;
        for (int bytes = sizes[0]; shown < sizes.Length && bytes + sizes[shown] <= MostBytes; shown++)
        {
            bytes += sizes[shown];
        }

        return shown;
    }

    // The patches of a unit are written twice, the whole samples once.
    private int[] SizesOf() => [.. result.Units.Select(unit =>
        Samples(unit).DataUri.Length + (2 * unit.Samples.Sum(sample => Png.DataUri(Cut(sample)).Length + 200)))];

    private Picture Overview(int units)
    {
        int across = result.Units.Max(unit => unit.Samples.Count), height = Patch + Line + Gap;
        string alt = $"What excites {units} units of {result.Layer} most: for each the patches of the samples with the highest outputs";
        (int w, int h) = (NameRoom + (across * (Patch + Gap)), units * height);
        using var canvas = Canvas(w, h, alt);
        foreach ((int row, TopUnit unit) in result.Units.Take(units).Index())
        {
            canvas.Text(new Spot(0, (row * height) + (Patch / 2.0) + 4), $"unit {unit.Unit}", new TextStyle(Size: 12));
            foreach ((int i, TopSample sample) in unit.Samples.Index())
            {
                var box = new Box(NameRoom + (i * (Patch + Gap)), row * height, Patch, Patch);
                Place(canvas, Cut(sample), box);
                canvas.Text(new Spot(box.X + (Patch / 2.0), box.Bottom + 12), Words.Number(sample.Value, 3), new TextStyle(TextAnchor.Middle, 12));
            }
        }

        return Picture.Svg(canvas.ToString()!, w, h, alt);
    }

    private Picture Samples(TopUnit unit)
    {
        int across = Math.Min(4, unit.Samples.Count), down = (Math.Min(_wholes, unit.Samples.Count) + across - 1) / across, height = Whole + Line + Gap;
        string alt = $"The samples that excite unit {unit.Unit} of {result.Layer} most: {Listed(unit)}";
        (int w, int h) = (Math.Max(across * (Whole + Gap), 200), down * height);
        using var canvas = Canvas(w, h, alt);
        foreach ((int i, TopSample sample) in unit.Samples.Take(_wholes).Index())
        {
            var box = new Box(i % across * (Whole + Gap), i / across * height, Whole, Whole);
            Box placed = Place(canvas, _pictures[sample.Sample], box);
            if (sample.Region is [var rows, var columns])
            {
                (double y, double x) = (placed.Height / sample.Input.Shape[1], placed.Width / sample.Input.Shape[2]);
                var region = new Box(placed.X + (columns.First * x), placed.Y + (rows.First * y), columns.Count * x, rows.Count * y);
                canvas.Line([.. region.Corners, region.Corners[0]], new Pen(Outline, 2));
            }

            canvas.Text(new Spot(box.X + (Whole / 2.0), box.Bottom + 12),
                $"sample {sample.Sample}: {Words.Number(sample.Value, 3)}",
                new TextStyle(TextAnchor.Middle, 10));
        }

        return Picture.Svg(canvas.ToString()!, w, h, alt);
    }

    private Raster Cut(TopSample sample)
    {
        Raster whole = _pictures[sample.Sample];
        if (sample.Region is not [var rows, var columns])
        {
            return whole;
        }

        (double y, double x) = ((double)whole.Height / sample.Input.Shape[1], (double)whole.Width / sample.Input.Shape[2]);
        var patch = new Raster(Math.Max(1, (int)Math.Round(columns.Count * x)), Math.Max(1, (int)Math.Round(rows.Count * y)));
        patch.Blit(whole, -(int)Math.Round(columns.First * x), -(int)Math.Round(rows.First * y));
        return patch;
    }

    // As large as fits, in the middle.
    private static Box Place(SvgCanvas canvas, Raster raster, Box room)
    {
        double scale = Math.Min(room.Width / raster.Width, room.Height / raster.Height);
        (double width, double height) = (raster.Width * scale, raster.Height * scale);
        var box = new Box(room.X + ((room.Width - width) / 2), room.Y + ((room.Height - height) / 2), width, height);
        AttributionPicture.Draw(canvas, raster, box);
        return box;
    }

    private static SvgCanvas Canvas(int width, int height, string alt) => new(width, height, alt, (rgb, w, h) => Png.DataUri(Raster.FromPixels(w, h, rgb)));

    private static Dictionary<long, Raster> PicturesOf(TopActivations result)
    {
        TopSample[] samples = [.. result.Units.SelectMany(unit => unit.Samples).DistinctBy(sample => sample.Sample)];
        if (samples.Length == 0 || samples[0].Input.Shape.Count != 3)
        {
            return [];
        }

        using Tensor all = tensor(samples.SelectMany(sample => sample.Input.ToSingles()).ToArray(), [samples.Length, .. samples[0].Input.Shape]);
        IReadOnlyList<Raster> pictures = InputPictures.Of(HostTensor.Copy(all, all.numel()), (samples.Length, 1),
            new ImageOptions(), samples.Length * MostPixels).Pictures;
        return samples.Zip(pictures).ToDictionary(pair => pair.First.Sample, pair => pair.Second);
    }
}
