using System.Globalization;
using System.Text;
using NNViz.Display;
using NNViz.Html;
using NNViz.Views;

namespace NNViz;

/// <summary>A page of results, for programs without a notebook: it holds all it needs and fetches nothing.</summary>
/// <example><code>new Report("Digits").Add("The network", net.Summary(x)).Add("Training", history).Save("report.html");</code></example>
public sealed class Report
{
    private readonly List<(string Heading, Func<View> View)> parts = [];

    /// <summary>An empty page.</summary>
    /// <param name="title">Its title and first heading.</param>
    public Report(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>The title and first heading.</summary>
    public string Title { get; }

    /// <summary>
    /// Adds a result under a heading, as a cell that ends in it would show it now. What grows while a network trains (histories, boundaries, a film, a watch)
    /// is shown as it stands when the page is written.
    /// </summary>
    /// <param name="heading">The heading.</param>
    /// <param name="result">A tensor, a network, a history, a figure, or whatever a method of NNViz returns.</param>
    /// <exception cref="ArgumentException">There is no view of such a result.</exception>
    public Report Add(string heading, object result)
    {
        ArgumentNullException.ThrowIfNull(result);
        View view = Views.Views.Of(result) ?? throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"A report shows tensors, networks, histories and what methods of NNViz return; a {result.GetType().Name} is none of these."), nameof(result));
        parts.Add((heading, () => result is IGrowing ? Views.Views.Of(result)! : view));
        return this;
    }

    /// <summary>The page.</summary>
    public string ToHtml() => HtmlDocument.Page(Title, html =>
    {
        foreach (var (heading, view) in parts)
        {
            html.Element("h2", heading);
            view().WriteHtml(html);
        }
    });

    /// <summary>Writes the page to a file.</summary>
    public void Save(string path) => File.WriteAllText(path, ToHtml(), new UTF8Encoding(false));
}
