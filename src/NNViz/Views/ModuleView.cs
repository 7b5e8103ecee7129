using System.Globalization;
using NNViz.Html;
using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>
/// A network as a tree to fold: type, settings, parameters and, where it was run, output shapes, multiply-adds, memory and time of each
/// layer; each layer opens to its weights. Works without scripts, which add a search.
/// </summary>
public sealed class ModuleView : View
{
    /// <summary>Layers deeper than this are closed at first.</summary>
    private const int OpenDepth = 2;

    /// <summary>In a network of more rows than this only the first level is open at first.</summary>
    private const int ManyRows = 60;

    private const int MostBytes = 296_000;

    /// <summary>Of a network that is shown by its rows alone, so many at first, and fewer until the output keeps its budget.</summary>
    private const int MostRows = 1020;

    /// <summary>What is left out, step by step, until the output keeps its budget.</summary>
    private static readonly Detail[] Details =
        [new(180_000, true, true), new(60_000, true, true), new(0, true, true), new(0, false, true), new(0, false, false)];

    private const string Css = """
        .nnviz-net .nnviz-row { display: inline-flex; width: calc(100% - 22px); gap: 4px 14px; vertical-align: top;
          font-variant-numeric: tabular-nums }
        .nnviz-net .nnviz-head { margin-left: 14px }
        .nnviz-net .nnviz-row span { flex: 0 0 96px; text-align: right; white-space: nowrap; font-size: 12.5px; align-self: center;
          padding-bottom: 3px }
        .nnviz-net .nnviz-row .nnviz-wide { flex-basis: 130px }
        .nnviz-net .nnviz-row .nnviz-what { flex: 1 1 180px; text-align: left; white-space: normal; font-size: inherit; min-width: 0;
          padding: 0 }
        .nnviz-net summary { border-bottom: 1px solid var(--nnviz-line); padding: 1px 0 }
        .nnviz-net .nnviz-weights { display: flex; flex-wrap: wrap; gap: 4px 24px; padding: 0 0 8px }
        .nnviz-net figure img { margin-top: 4px }
        .nnviz-net .nnviz-row span[style] { background: linear-gradient(to left, #3b7dd8 var(--p), #7f7f7f26 0) bottom/100% 3px no-repeat }
        @media (max-width: 700px) {
          .nnviz-net .nnviz-row { flex-wrap: wrap }
          .nnviz-net .nnviz-row .nnviz-what { flex-basis: 100% }
        }
        """;

    private readonly NetSummary summary;
    private readonly SummaryColumns columns;
    private readonly int openDepth;
    private readonly Dictionary<WeightSummary, IReadOnlyList<Picture>> pictures = new(ReferenceEqualityComparer.Instance);
    private readonly Detail detail = Details[0];
    private readonly int mostRows = MostRows;
    private int bytesLeft, rowsLeft;

    private ModuleView(NetSummary summary)
    {
        (this.summary, columns) = (summary, new SummaryColumns(summary));
        openDepth = Count(summary.Root) > ManyRows ? 1 : OpenDepth;
        foreach (var less in Details)
        {
            (detail, bytesLeft) = (less, less.PictureBytes);
            pictures.Clear();
            Draw(summary.Root);
            if (ToFragment().Length <= MostBytes)
            {
                return;
            }
        }
        while (ToFragment() is { Length: > MostBytes } html)
        {
            mostRows = (int)(mostRows * 0.97 * MostBytes / html.Length);
        }
    }

    /// <summary>The view of a network as it stands, without running it.</summary>
    public static ModuleView From(nn.Module net) => new(NetSummary.Of(net));

    /// <summary>The view of a summary.</summary>
    public static ModuleView From(NetSummary summary) => new(summary);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        rowsLeft = detail.Shapes ? int.MaxValue : mostRows;
        html.Element("style", Css);
        using (html.Element("div", ("class", "nnviz-net")))
        {
            WriteHead(html);
            using (html.Widget("tree", json =>
            {
                json.WriteStartObject();
                json.WriteString("noun", "layer");
                json.WriteEndObject();
            }))
            {
                WriteColumnHeads(html);
                WriteRow(html, summary.Root, 0);
            }
            foreach (var note in columns.Notes().Concat(LeftOut()))
            {
                html.Note(note);
            }
        }
    }

    private IEnumerable<string> LeftOut()
    {
        if (!detail.Weights)
        {
            yield return $"To keep the output small, weights{(detail.Shapes ? "" : " and input shapes")} are left out: net.Weights(\"layer\") shows them.";
        }
        if (rowsLeft < 0)
        {
            yield return $"The last {Words.Count(-(long)rowsLeft)} rows are left out; the result itself has all.";
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        var lines = new List<string[]> { new[] { "layer" }.Concat(columns.Heads).ToArray() };
        AddTextRow(lines, summary.Root, 0);
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            text.Write(string.Join("  ", cells).TrimEnd() + "\n");
        }
        text.Write(string.Join("\n", [.. columns.Headline(), .. summary.Failure is { } failure
            ? [failure]
            : Array.Empty<string>(), .. columns.Notes()]));
    }

    /// <summary>Draws the weights of a layer and of those below it, as long as there is room.</summary>
    private void Draw(SummaryRow row)
    {
        foreach (var weight in row.Weights.Where(_ => bytesLeft > 0))
        {
            var picture = new WeightPicture(weight);
            pictures[weight] = [.. new[] { picture.Histogram, picture.Mosaic() }.OfType<Picture>()];
            bytesLeft -= pictures[weight].Sum(drawn => drawn.DataUri.Length);
        }
        foreach (var child in row.Children)
        {
            Draw(child);
        }
    }

    private static int Count(SummaryRow row) => 1 + row.Children.Sum(Count);

    private void WriteHead(HtmlWriter html)
    {
        html.Element("b", summary.Type);
        foreach (var line in columns.Headline())
        {
            html.Element("p", line);
        }
        if (summary.Failure is { } failure)
        {
            using (html.Element("p", ("class", "nnviz-wrong")))
            {
                html.Element("b", "⚠ " + failure);
            }
        }
    }

    private void WriteColumnHeads(HtmlWriter html)
    {
        using var row = html.Element("div", ("class", "nnviz-row nnviz-head nnviz-note"));
        html.Element("span", "layer", ("class", "nnviz-what"));
        foreach (var head in columns.Heads)
        {
            html.Element("span", head, ("class", ClassOf(head)));
        }
    }

    private void WriteRow(HtmlWriter html, SummaryRow row, int depth)
    {
        if (--rowsLeft < 0)
        {
            row.Children.ToList().ForEach(child => WriteRow(html, child, depth + 1));
            return;
        }
        using (html.Element("details", ("open", depth < openDepth && row.Children.Count > 0 ? "" : null)))
        {
            using (html.Element("summary"))
            using (html.Element("span", ("class", "nnviz-row")))
            {
                WriteCells(html, row);
            }
            using (html.Element("div"))
            {
                WriteDetails(html, row);
                foreach (var child in row.Children)
                {
                    WriteRow(html, child, depth + 1);
                }
            }
        }
    }

    private void WriteCells(HtmlWriter html, SummaryRow row)
    {
        using (html.Element("span", ("class", "nnviz-what")))
        {
            html.Element("b", row.Name.Length == 0
                ? row.Type
                : SummaryColumns.Name(row), ("class", row.Problem is null ? null : "nnviz-wrong"));
            if (row.Name.Length > 0)
            {
                html.Text(" ");
                html.Element("span", SummaryColumns.Kind(row), ("class", "nnviz-note"));
            }
        }
        foreach (var (head, cell) in columns.Heads.Zip(columns.Of(row)))
        {
            html.Element("span", cell, ("class", ClassOf(head)), ("style", Bar(columns.Share(row, head))));
        }
    }

    private void WriteDetails(HtmlWriter html, SummaryRow row)
    {
        if (row.Problem is { } problem)
        {
            html.Element("p", "⚠ " + problem, ("class", "nnviz-wrong"));
        }
        if (row.InputShapes.Count > 0 && detail.Shapes)
        {
            var outcome = row.OutputShapes.Count > 0 ? SummaryColumns.Shapes(row.OutputShapes) : "nothing: it threw";
            html.Note($"{SummaryColumns.Shapes(row.InputShapes)} → {outcome}");
        }
        if (row.Repeat > 1)
        {
            html.Note($"{row.Repeat} layers alike; here is {row.Name}. The numbers in the row are those of all {row.Repeat}.");
        }
        if (row.Weights.Count > 0 && detail.Weights)
        {
            WriteWeights(html, row);
        }
    }

    private void WriteWeights(HtmlWriter html, SummaryRow row)
    {
        using (html.Element("div", ("class", "nnviz-weights")))
        {
            foreach (var weight in row.Weights)
            {
                using var figure = html.Element("figure");
                var picture = new WeightPicture(weight);
                html.Element("figcaption", picture.Facts);
                foreach (var drawn in pictures.GetValueOrDefault(weight) ?? [])
                {
                    html.Picture(drawn);
                }
                if (picture.Note is { } note && pictures.ContainsKey(weight))
                {
                    html.Element("div", note, ("class", "nnviz-note"));
                }
            }
        }
        if (!row.Weights.All(pictures.ContainsKey))
        {
            html.Note($"No pictures here, to keep the output small: Weights(\"{row.Name}\") shows them.");
        }
    }

    private void AddTextRow(List<string[]> lines, SummaryRow row, int depth)
    {
        var name = row.Name.Length == 0 ? row.Type : $"{SummaryColumns.Name(row)}: {SummaryColumns.Kind(row)}";
        lines.Add([new string(' ', 2 * depth) + name + (row.Problem is null ? "" : " ⚠"), .. columns.Of(row)]);
        foreach (var child in row.Children)
        {
            AddTextRow(lines, child, depth + 1);
        }
    }

    private static string? ClassOf(string head) => head == "output" ? "nnviz-wide" : null;

    /// <summary>A bar from the right, as long as the share.</summary>
    private static string? Bar(double share) => share < 0.005 ? null : string.Create(
        CultureInfo.InvariantCulture,
            $"--p:{share * 100:0.#}%");

    /// <summary>How much is said of each layer.</summary>
    /// <param name="PictureBytes">The bytes that pictures may take; the layers after that have their numbers only.</param>
    /// <param name="Weights">Whether weights are listed.</param>
    /// <param name="Shapes">Whether shapes of inputs are.</param>
    private sealed record Detail(int PictureBytes, bool Weights, bool Shapes);
}
