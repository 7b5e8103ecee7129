using System.Text;
using NNViz.Attributions;
using NNViz.Html;
using NNViz.Views;

namespace NNViz;

/// <summary>Explanations as outputs and files.</summary>
public static class AttributionExtensions
{
    /// <summary>Writes a page that shows the explanation and needs nothing from outside.</summary>
    public static void SaveHtml(this Attribution attribution, string path) => Save(path, attribution.Method, AttributionView.From(attribution));

    /// <summary>Writes a page that shows the comparison and needs nothing from outside.</summary>
    public static void SaveHtml(this AttributionComparison comparison, string path) => Save(path, "Explanations", AttributionComparisonView.From(comparison));

    private static void Save(string path, string title, View view) =>
        File.WriteAllText(path, HtmlDocument.Page(title, view.WriteHtml), new UTF8Encoding(false));
}
