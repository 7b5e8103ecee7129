using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;

namespace NNViz.Views;

/// <summary>Two networks side by side: quantities, layers, where they disagree, and how alike their layers represent the data.</summary>
public sealed class NetComparisonView(NetComparison comparison) : View
{
    private const int MostDisagreements = 50, PictureSide = 84;

    private const string Css = """
        .nnviz .nnviz-compare td:not(:first-child), .nnviz .nnviz-compare th:not(:first-child) { text-align: right }
        .nnviz-diff .nnviz-changed { color: #b0861a }
        .nnviz-diff .nnviz-only { color: #d64550 }
        .nnviz-thumbs { display: flex; flex-wrap: wrap; gap: 12px }
        .nnviz-thumbs img { image-rendering: pixelated }
        """;

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Element("style", Css);
        html.Element("b", $"{First} ({comparison.First.Type}) and {Second} ({comparison.Second.Type})");
        using (html.Element("div", ("class", "nnviz-compare")))
        {
            HtmlTable.Write(html, ["", First, Second, $"{Second} / {First}"], comparison.Quantities.Select(Row));
        }

        WriteLayers(html);
        WriteDisagreements(html);
        if (comparison.Similarity is { } similarity)
        {
            var view = new SimilarityView(similarity);
            html.Element("b", "How alike the layers represent the samples");
            FigureView.Write(html, view.Draw(comparison.Names));
            html.Note(view.Note);
        }
        else
        {
            html.Note("Four samples or more are needed to compare the layers' representations.");
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        var quantities = comparison.Quantities.Select(quantity => string.Join("  ", Row(quantity).Take(3)));
        text.Write(string.Join('\n', [$"{First} ({comparison.First.Type}) and {Second} ({comparison.Second.Type})", .. quantities, Structure, Agreement]));
    }

    private string First => comparison.Names.First;

    private string Second => comparison.Names.Second;

    private string Structure
    {
        get
        {
            if (comparison.AreBuiltAlike)
            {
                return $"Both have the same {Words.Count(comparison.Layers.Count, "layer")}.";
            }

            int Of(LayerPairKind kind) => comparison.Layers.Count(pair => pair.Kind == kind);
            return $"{Words.Count(Of(LayerPairKind.Same), "layer")} alike, {Of(LayerPairKind.Changed)} changed, "
                + $"{Of(LayerPairKind.OnlyFirst)} only in {First}, {Of(LayerPairKind.OnlySecond)} only in {Second}.";
        }
    }

    private string Agreement => comparison.Disagreements is not { } different ? "Their answers are not scores of the same classes."
        : different.Count == 0 ? $"They give the same class to each of {Words.Count(comparison.Samples, "sample")}."
        : $"They give different classes to {Words.Count(different.Count)} of {Words.Count(comparison.Samples, "sample")}"
            + (different[0].Label is null ? "."
                : $": {First} is right in {different.Count(one => one.First == one.Label)}, "
                    + $"{Second} in {different.Count(one => one.Second == one.Label)}.");

    private static string[] Row(ComparedQuantity quantity)
    {
        string Text(double value) => double.IsNaN(value) ? "?" : quantity.Unit switch
        {
            "bytes" => Words.Bytes((long)value),
            "part" => Words.Percent(value),
            "ms" => Words.Seconds(TimeSpan.FromMilliseconds(value)),
            _ => value == Math.Floor(value) ? Words.Count((long)value) : Words.Number(value),
        };
        return [quantity.Name, Text(quantity.First), Text(quantity.Second), quantity.First > 0 ? Words.Number(quantity.Second / quantity.First, 3) : ""];
    }

    private void WriteLayers(HtmlWriter html)
    {
        using var details = html.Element("details", ("open", comparison.AreBuiltAlike || comparison.Layers.Count > 40 ? null : ""));
        html.Element("summary", Structure);
        using var table = html.Element("table", ("class", "nnviz-diff"));
        using (html.Element("tr"))
        {
            html.Element("th", "");
            html.Element("th", First);
            html.Element("th", Second);
        }

        foreach (LayerPair pair in comparison.Layers.Take(HtmlTable.MostRows))
        {
            (string sign, string? css) = pair.Kind switch
            {
                LayerPairKind.Same => ("=", null),
                LayerPairKind.Changed => ("≠", "nnviz-changed"),
                LayerPairKind.OnlyFirst => ("−", "nnviz-only"),
                _ => ("+", "nnviz-only"),
            };
            using var row = html.Element("tr", ("class", css));
            html.Element("td", sign, ("title", pair.Kind.ToString()));
            html.Element("td", Describe(pair.First));
            html.Element("td", Describe(pair.Second));
        }
    }

    private static string Describe(ComparedLayer? layer) => layer is null ? ""
        : $"{layer.Name}: {layer.Type}{(layer.Settings.Length > 0 ? " " + layer.Settings : "")}"
            + $"{(layer.OutputShape is { } shape ? $" → {Words.Shape(shape)}" : "")}";

    private void WriteDisagreements(HtmlWriter html)
    {
        html.Element("p", Agreement);
        if (comparison.Disagreements is not { Count: > 0 } different)
        {
            return;
        }

        if (comparison.DisagreementInputs is { } inputs)
        {
            var count = (int)inputs.Shape[0];
            IReadOnlyList<Raster> pictures = InputPictures.Of(inputs, (count, 1), new ImageOptions()).Pictures;
            using var thumbs = html.Element("div", ("class", "nnviz-thumbs"));
            foreach ((Disagreement one, Raster picture) in different.Zip(pictures))
            {
                using var figure = html.Element("figure");
                html.Picture(Picture.Png(Png.Encode(picture), PictureSide, PictureSide * picture.Height / picture.Width, $"sample {one.Sample}"));
                html.Element("figcaption", Sentence(one));
            }
        }

        using var details = html.Element("details");
        html.Element("summary", "Where they disagree");
        HtmlTable.Write(html, ["sample", First, Second, .. different[0].Label is null ? Array.Empty<string>() : ["label"]], different.Take(MostDisagreements)
            .Select(one => new[] { one.Sample, one.First, one.Second }.Select(number => Words.Count(number))
                .Concat(one.Label is { } label ? [Words.Count(label)] : [])
                .ToArray()));
        if (different.Count > MostDisagreements)
        {
            html.Note($"The first {MostDisagreements} of {Words.Count(different.Count)}.");
        }
    }

    private string Sentence(Disagreement one) => $"sample {one.Sample}{(one.Label is { } label ? $", class {label}" : "")}: "
        + $"{First} {one.First}, {Second} {one.Second}";
}
