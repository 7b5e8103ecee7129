using System.Globalization;
using NNViz.Html;
using NNViz.Training;

namespace NNViz.Views;

/// <summary>A loop as a bar while it runs, and as a line once it has ended.</summary>
internal sealed class ProgressView(Progress progress) : View
{
    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        if (!progress.IsRunning)
        {
            html.Note($"{progress}");
            return;
        }
        Write(html, progress);
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(progress);

    /// <summary>Writes the bar into another view.</summary>
    public static void Write(HtmlWriter html, Progress loop)
    {
        using (html.Element("div", ("class", "nnviz-loop")))
        {
            var share = loop.Fraction?.ToString("0.####", CultureInfo.InvariantCulture);
            html.Element("progress", "", ("aria-label", loop.Label), ("max", "1"), ("value", share));
            html.Text(" " + loop);
        }
    }
}
