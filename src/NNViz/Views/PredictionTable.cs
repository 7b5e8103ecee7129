using NNViz.Attributions;
using NNViz.Html;

namespace NNViz.Views;

/// <summary>What the net says of each sample: the score that was explained, and the classes with the largest outputs.</summary>
internal static class PredictionTable
{
    private const int MostSamples = 8, TopClasses = 3;

    /// <param name="html">Where to.</param>
    /// <param name="attribution">Of what.</param>
    /// <param name="target">Whether the explained class and its score are said: not where explanations of several targets share the table.</param>
    public static void WriteHtml(HtmlWriter html, Attribution attribution, bool target = true)
    {
        using (html.Element("table"))
        {
            using (html.Element("tr"))
            {
                foreach (var head in (string[])["sample", .. target ? ["explained", "score"] : (string[])[],
                    IsClasses(attribution) ? "largest outputs" : "output"])
                {
                    html.Element("th", head);
                }
            }
            for (var sample = 0; sample < Math.Min(MostSamples, attribution.Samples); sample++)
            {
                using (html.Element("tr"))
                {
                    html.Element("td", Words.Count(sample));
                    if (target)
                    {
                        html.Element("td", Explained(attribution, sample));
                        html.Element("td", Words.Number(attribution.Scores[sample]), ("class", "nnviz-number"));
                    }
                    html.Element("td", Outputs(attribution, sample));
                }
            }
        }
        if (attribution.Samples > MostSamples)
        {
            html.Note($"{Words.Count(attribution.Samples - MostSamples, "further sample")} of {Words.Count(attribution.Samples)} not listed.");
        }
    }

    public static string Line(Attribution attribution, int sample)
        => $"sample {sample}: {Explained(attribution, sample)}, score {Words.Number(attribution.Scores[sample])}; {Outputs(attribution, sample)}";

    private static bool IsClasses(Attribution attribution) => attribution.Output.Shape.Count == 2 && attribution.Output.Shape[1] > 1;

    private static string Explained(Attribution attribution, int sample)
        => attribution.Classes.Count > 0 ? $"class {attribution.Names.OfClass(attribution.Classes[sample])}" : attribution.Target;

    private static string Outputs(Attribution attribution, int sample)
    {
        if (!IsClasses(attribution))
        {
            return Words.Shape(attribution.Output.Shape);
        }
        var outputs = AttributionMaps.Sample(attribution.Output, sample, attribution.Samples);
        var top = outputs.Index().OrderByDescending(o => o.Item).Take(TopClasses);
        return string.Join(", ", top.Select(o => $"{attribution.Names.OfClass(o.Index)}: {Words.Number(o.Item, 3)}"));
    }
}
