using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NNViz.Jupyter.Notebooks;

/// <summary>Takes the pictures that a page names into it: attachments of a cell, and files beside the notebook as they are now, for a
/// cell may draw what another one shows.</summary>
/// <param name="folder">The notebook's.</param>
internal sealed partial class PagePictures(string folder)
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".bmp"] = "image/bmp",
    };

    private readonly Dictionary<string, (DateTime Written, long Length, string Uri)> _files = [];

    /// <summary>The HTML of a Markdown cell with its pictures in it. In place of one that cannot be there stand words that say so.</summary>
    public string InText(string html, JsonNode? attachments) => Image().Replace(html, tag =>
    {
        var (source, at) = AttributeOf(tag.Value, "src");
        if (at == null || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return tag.Value;
        return UriOf(source, attachments) is { } uri ? With(tag.Value, at, uri) : Absent(html, tag, source);
    });

    /// <summary>The HTML of an output with the files that it names in it; all else is as the cell wrote it, for it may be code.</summary>
    public string InOutput(string html) => Image().Replace(html, tag =>
    {
        var (source, at) = AttributeOf(tag.Value, "src");
        return at != null && UriOf(source, null) is { } uri ? With(tag.Value, at, uri) : tag.Value;
    });

    /// <summary>The attributes of a tag: their names, what they mean, and where their values stand.</summary>
    public static IEnumerable<(string Name, string Value, Group At)> AttributesOf(string tag) => Attribute().Matches(tag)
        .Select(a => (a.Groups["name"].Value, WebUtility.HtmlDecode(a.Groups["value"].Value), a.Groups["value"]));

    private static (string Value, Group? At) AttributeOf(string tag, string name)
    {
        foreach (var attribute in AttributesOf(tag))
            if (attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return (attribute.Value, attribute.At);
        return ("", null);
    }

    /// <summary>The value's own quotes stay; without them it holds too, for it has no blank.</summary>
    private static string With(string tag, Group value, string uri) => tag[..value.Index] + uri + tag[(value.Index + value.Length)..];

    private string? UriOf(string source, JsonNode? attachments)
    {
        if (source.StartsWith("attachment:", StringComparison.Ordinal))
            return (attachments as JsonObject)?[Uri.UnescapeDataString(source["attachment:".Length..])] is JsonObject { Count: > 0 } bundle
                ? $"data:{bundle.First().Key};base64,{NotebookCell.Joined(bundle.First().Value).ReplaceLineEndings("")}" : null;
        var path = Uri.UnescapeDataString(source.Split('?', '#')[0]);
        return path.Length == 0 || Scheme().IsMatch(source) || Scheme().IsMatch(path)
            || !Types.TryGetValue(Path.GetExtension(path), out var type) ? null : Read(path, type);
    }

    private string? Read(string path, string type)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, path));
            if (!file.Exists)
                return null;
            if (_files.TryGetValue(file.FullName, out var known) && (known.Written, known.Length) == (file.LastWriteTimeUtc, file.Length))
                return known.Uri;
            var uri = $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file.FullName))}";
            _files[file.FullName] = (file.LastWriteTimeUtc, file.Length, uri);
            return uri;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null; // no name of a file, or as good as not there; a cell may be writing it, and the page is written again
        }
    }

    private static string Absent(string html, Match tag, string source)
    {
        var (text, address) = (AttributeOf(tag.Value, "alt").Value, WebUtility.HtmlEncode(source));
        var name = text.Length > 0 ? WebUtility.HtmlEncode(text) : address;
        if (!Scheme().IsMatch(source))
            return $"<span class=\"absent\">{name} (the picture {address} is not there)</span>";
        var isInLink = html.LastIndexOf("<a ", tag.Index, StringComparison.OrdinalIgnoreCase)
            > html.LastIndexOf("</a>", tag.Index, StringComparison.OrdinalIgnoreCase);
        return $"<span class=\"absent\">{(isInLink ? name : $"<a href=\"{address}\">{name}</a>")} (a picture on the web, not in this file)</span>";
    }

    [GeneratedRegex("""<img\s(?>(?:[^>"']+|"[^"]*"|'[^']*')*)>""", RegexOptions.IgnoreCase)]
    private static partial Regex Image();

    [GeneratedRegex("""(?<=[\s"'])(?<name>[^\s=>"'/]+)\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s>"']+))""")]
    private static partial Regex Attribute();

    /// <summary>An address with a scheme (one letter is a drive) or on another host: so Windows takes \\host and \??\, with either slash,
    /// and browsers take them too.</summary>
    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]+:|[/\\][/\\?])")]
    private static partial Regex Scheme();
}
