using System.Globalization;
using System.Text;
using NNViz.Html;

namespace NNViz.Views;

/// <summary>A histogram as small as a word.</summary>
internal static class MiniHistogram
{
    private const int Width = 120, Height = 24, TextBars = 16;
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>The histogram as a picture to stand in a line; null where there is nothing to show.</summary>
    public static Picture? Picture(Tensors.Histogram histogram)
    {
        if (histogram.Counts.Count < 2)
        {
            return null;
        }

        long[] counts = Merged(histogram.Counts, Math.Max(8, (int)(2 * Math.Sqrt(histogram.Counts.Sum()))));
        double most = counts.Max(), bar = (double)Width / counts.Length;
        var path = new StringBuilder();
        for (int i = 0; i < counts.Length; i++)
        {
            // A bin that is not empty is seen, however small it is.
            double height = counts[i] == 0 ? 0 : Math.Max(1, Height * counts[i] / most);
            path.Append(CultureInfo.InvariantCulture, $"M{i * bar:0.#} {Height}v-{height:0.#}h{bar:0.#}V{Height}z");
        }

        (double low, double high) = (histogram.Edges[0], histogram.Edges[^1]);
        string zero = low < 0 && high > 0
            ? string.Create(CultureInfo.InvariantCulture, $"<path d='M{Width * (-low / (high - low)):0.#} 0v{Height}' stroke='#7f7f7f'/>")
            : "";
        string svg = $"<svg xmlns='http://www.w3.org/2000/svg' width='{Width}' height='{Height}'><path d='{path}' fill='#3b7dd8'/>{zero}</svg>";
        return Html.Picture.Svg(svg, Width, Height, $"Histogram from {Words.Number(low)} to {Words.Number(high)}");
    }

    /// <summary>The histogram in characters: ▁▂▅█▅▂▁; empty where there is nothing to show.</summary>
    public static string Text(Tensors.Histogram histogram)
    {
        if (histogram.Counts.Count < 2)
        {
            return "";
        }

        long[] counts = Merged(histogram.Counts, TextBars);
        double most = Math.Max(1, counts.Max());
        return string.Concat(counts.Select(c => c == 0 ? ' ' : Blocks[(int)Math.Min(7, 8 * c / most)]));
    }

    // Equal numbers of neighbouring bins to a bar, so that there are `most` bars at most.
    private static long[] Merged(IReadOnlyList<long> counts, int most) => [.. counts.Chunk((counts.Count + most - 1) / most).Select(bins => bins.Sum())];
}
