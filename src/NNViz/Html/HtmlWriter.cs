using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NNViz.Html;

/// <summary>
/// Writes HTML that is right by construction: elements close themselves, and all text and attribute values are escaped here (and script
/// data in <see cref="Payload"/>) and nowhere else.
/// </summary>
public sealed class HtmlWriter(TextWriter output)
{
    private static readonly HashSet<string> Void = ["area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];

    /// <summary>One whole output: a root that carries the static style, around what <paramref name="body"/> writes.</summary>
    public static string Fragment(Action<HtmlWriter> body)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var html = new HtmlWriter(text);
        using (html.Element("div", ("class", "nnviz")))
        {
            text.Write($"<style>{Assets.StaticCss}</style>");
            body(html);
        }
        return text.ToString();
    }

    /// <summary>The widgets that <paramref name="body"/> would write, in order: to be shown within another widget.</summary>
    internal static IReadOnlyList<(string Name, string Payload, Picture Picture)> WidgetsOf(Action<HtmlWriter> body)
    {
        var html = new HtmlWriter(TextWriter.Null) { _seen = [] };
        body(html);
        return html._seen;
    }

    private List<(string Name, string Payload, Picture Picture)>? _seen;

    /// <summary>
    /// Opens an element that ends when the result is disposed. A void element (<c>br</c>, <c>img</c>, …) has no content and no end.
    /// </summary>
    /// <param name="tag">The tag, in our own hand: letters, digits and hyphens.</param>
    /// <param name="attributes">Names and values; a value of null leaves the attribute out, an empty one is a plain switch.</param>
    public IDisposable Element(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        output.Write($"<{Name(tag)}");
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                output.Write($" {Name(name)}=\"{WebUtility.HtmlEncode(value)}\"");
            }
        }
        output.Write('>');
        return new End(() => output.Write(Void.Contains(tag) ? "" : $"</{tag}>"));
    }

    /// <summary>An element that holds text only.</summary>
    public void Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        using (Element(tag, attributes))
        {
            Text(text);
        }
    }

    /// <summary>What is to be known beside a picture, in a small line of its own.</summary>
    public void Note(string text) => Element("p", text, ("class", "nnviz-note"));

    /// <summary>Text, whatever characters it holds.</summary>
    public void Text(string text) => output.Write(WebUtility.HtmlEncode(text));

    /// <summary>A static picture; with the class <c>nnviz-inline</c> it stands in a line of text.</summary>
    public void Picture(Picture picture, string? cssClass = null)
    {
        Element("img",
            ("class", cssClass),
            ("src", picture.DataUri),
            ("width", picture.Width.ToString(CultureInfo.InvariantCulture)),
            ("height", picture.Height.ToString(CultureInfo.InvariantCulture)),
            ("alt", picture.Alt)).Dispose();
    }

    /// <summary>A widget of the front end: the picture stands until the widget is drawn, and for good where no script runs.</summary>
    /// <param name="name">The widget's name in src/web/widgets.</param>
    /// <param name="picture">What is seen until then.</param>
    /// <param name="payload">Writes the widget's data, one JSON value.</param>
    /// <param name="liveKey">
    /// For a chart that is shown again and again while it grows: a key (letters, digits, <c>. _ : -</c>) that stays the same through all
    /// updates and is nobody else's. The front end moves the living chart into the new output and updates its data.
    /// </param>
    public void Widget(string name, Picture picture, Action<Utf8JsonWriter> payload, string? liveKey = null)
    {
        if (_seen is not null)
        {
            _seen.Add((name, Payload.Json(payload), picture));
            return;
        }
        using (Widget(name, payload, liveKey))
        {
            Picture(picture);
        }
    }

    /// <summary>A widget that stands for, or adds to, what is written until the result is disposed (a tree and its search).</summary>
    public IDisposable Widget(string name, Action<Utf8JsonWriter> payload, string? liveKey = null)
    {
        if (liveKey is "" || liveKey?.All(c => char.IsAsciiLetterOrDigit(c) || "._:-".Contains(c, StringComparison.Ordinal)) == false)
        {
            throw new ArgumentException($"A live key is letters, digits and . _ : - only; '{liveKey}' is not.", nameof(liveKey));
        }
        var json = Payload.Json(payload);
        var key = liveKey ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name + json)))[..16];
        var live = liveKey is null ? "" : "live:true,";
        var entry = $"{{key:\"{key}\",widget:\"{Name(name)}\",{live}payload:{json}}}";
        var container = Element("div", ("class", "nnviz-widget"), ("data-nnviz", key));
        return new End(() =>
        {
            container.Dispose();
            output.Write($"<script>(globalThis.nnvizQueue??=[]).push({entry});globalThis.nnviz?.drain()</script>");
        });
    }

    private static string Name(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? name
            : throw new ArgumentException(
                $"'{name}' cannot be the name of an element, an attribute or a widget: those are letters, digits and hyphens.", nameof(name));

    private sealed class End(Action write) : IDisposable
    {
        private Action? _write = write;

        public void Dispose() => Interlocked.Exchange(ref _write, null)?.Invoke();
    }
}
