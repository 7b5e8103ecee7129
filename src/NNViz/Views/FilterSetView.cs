using NNViz.Html;
using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>
/// The kernels of a convolution, the largest norm first:
/// coloured where they see red, green and blue, else as heatmaps; what is wrong stands in their titles.
/// </summary>
public sealed class FilterSetView(FilterSet filters) : View
{
    private const int MostNamed = 20;
    private readonly View _gallery = Gallery(filters);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("b", filters.Layer);
        html.Element("p", string.Join(" ", Findings()));
        _gallery.WriteHtml(html);
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write($"{filters.Layer}: {string.Join(" ", Findings())}");

    private static View Gallery(FilterSet filters)
    {
        using var scope = NewDisposeScope();
        long[] shape = [.. filters.Kernels.Shape];
        Tensor kernels = from_array(filters.Kernels.ToSingles()).reshape(shape);
        string[] titles = [.. filters.Filters.Take((int)shape[0]).Select(Title)];
        if (shape is [_, 3, _, _])
        {
            double limit = filters.Kernels.ToDoubles().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
            return ImageView.From(kernels, new ImageOptions
            {
                Range = limit > 0 ? (-limit, limit) : null,
                Noun = "filter",
                Titles = titles,
                ChannelsLast = false,
            });
        }

        return GalleryView.From(Tiles(kernels, shape), new GalleryOptions { Noun = "filter", Titles = titles });
    }

    // A filter of several inputs as one tile: its slices in rows and columns, as near to a square as their number divides.
    private static Tensor Tiles(Tensor kernels, long[] shape)
    {
        if (shape.Length == 3)
        {
            return kernels;
        }

        long slices = shape[1..^2].Aggregate(1L, (product, length) => product * length), down = (long)Math.Sqrt(slices);
        while (slices % down != 0)
        {
            down--;
        }

        return kernels.reshape(shape[0], down, slices / down, shape[^2], shape[^1])
            .permute(0, 1, 3, 2, 4)
            .reshape(shape[0], down * shape[^2], slices / down * shape[^1]);
    }

    private static string Title(Filter filter) => filter.Verdict switch
    {
        FilterVerdict.Dead => $"{filter.Index} ⚠ dead",
        FilterVerdict.LowNorm => $"{filter.Index} ⚠ low",
        FilterVerdict.Duplicate => $"{filter.Index} = {filter.DuplicateOf}",
        FilterVerdict.NonFinite => $"{filter.Index} ⚠ NaN",
        _ => $"{filter.Index}",
    };

    private IEnumerable<string> Findings()
    {
        long[] shape = [.. filters.Kernels.Shape];
        Filter[] finite = [.. filters.Filters.Where(filter => double.IsFinite(filter.Norm))];
        yield return $"{Words.Count(filters.Filters.Count, "filter")} {Words.Shape(shape[1..])}, the largest norm first"
            + (finite.Length > 0 ? $": {Words.Number(finite[0].Norm)} … {Words.Number(finite[^1].Norm)}." : ".");
        foreach ((FilterVerdict verdict, string meaning) in new[]
        {
            (FilterVerdict.NonFinite, "Not finite"),
            (FilterVerdict.Dead, $"Dead (norm below {Words.Number(FilterSet.DeadShare)} of the median)"),
            (FilterVerdict.LowNorm, $"Low (norm below {Words.Number(FilterSet.LowShare)} of the median)"),
            (FilterVerdict.Duplicate, $"Duplicates (cosine above {Words.Number(FilterSet.SameCosine)})"),
        })
        {
            Filter[] found = [.. filters.Filters.Where(filter => filter.Verdict == verdict)];
            if (found.Length > 0)
            {
                var names = found.Select(filter => filter.DuplicateOf is { } other ? $"{filter.Index} = {other}" : $"{filter.Index}");
                yield return $"⚠ {meaning}: {Words.Some(names, MostNamed)}.";
            }
        }
    }
}
