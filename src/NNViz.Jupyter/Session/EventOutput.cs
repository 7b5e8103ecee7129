using System.Collections;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace NNViz.Jupyter.Session;

/// <summary>.NET Interactive's events as outputs.</summary>
internal static partial class EventOutput
{
    /// <summary>What stands in text for the elements of a sequence that was gone through once, for its HTML.</summary>
    public const string InHtml = ", its elements in HTML only";

    private const string Html = "text/html", Plain = "text/plain";

    /// <summary>The plain text added beside HTML is for terminals and logs; more than this would only swell the notebook.</summary>
    private const int PlainLimit = 1000;

    private static readonly (string Mime, byte[] Start)[] ImageTypes =
    [
        ("image/png", [0x89, (byte)'P', (byte)'N', (byte)'G']), ("image/jpeg", [0xFF, 0xD8, 0xFF]), ("image/gif", "GIF8"u8.ToArray()),
    ];

    /// <summary>What an event shows, or null.</summary>
    public static Output? Of(KernelEvent happened) => happened switch
    {
        StandardOutputValueProduced text => new StreamOutput("stdout", Text(text)),
        StandardErrorValueProduced text => new StreamOutput("stderr", Text(text)),
        ErrorProduced error => new StreamOutput("stderr", error.Message.TrimEnd() + "\n"),
        ReturnValueProduced value => new ResultOutput(Bundle(value)),
        DisplayedValueUpdated value => new UpdateOutput(Bundle(value), value.ValueId),
        DisplayedValueProduced value => new DisplayOutput(Bundle(value), value.ValueId),
        _ => null,
    };

    private static string Text(DisplayEvent happened) => string.Concat(happened.FormattedValues.Select(v => v.Value));

    private static MimeBundle Bundle(DisplayEvent happened)
    {
        var bundle = new MimeBundle();
        if (happened.Value is byte[] bytes && ImageTypes.FirstOrDefault(t => bytes.AsSpan().StartsWith(t.Start)).Mime is { } image)
            return bundle.With(image, Convert.ToBase64String(bytes)).With(Plain, $"{image}, {bytes.Length} bytes");
        foreach (var formatted in happened.FormattedValues.Where(v => !v.SuppressDisplay))
            _ = bundle.With(formatted.MimeType, formatted.Value);
        return bundle[Html] != null && bundle[Plain] == null && happened.Value is { } value and not IHtmlContent ? AddPlain(bundle, value)
            : bundle;
    }

    private static MimeBundle AddPlain(MimeBundle bundle, object value)
    {
        var text = LazyType(value) is { } type && IsSpelledOut(value) ? AsShown(bundle[Html]!) ?? type + InHtml
            : value.ToDisplayString(Plain);
        return text == bundle[Html] ? bundle : bundle.With(Plain, text.Length > PlainLimit ? text[..PlainLimit] + " …" : text);
    }

    /// <summary>Whether the library would go through a sequence for its plain text; one that somebody registered is asked.</summary>
    private static bool IsSpelledOut(object value) =>
        Formatter.GetPreferredFormatterFor(value.GetType(), Plain) is PlainTextFormatter<object>;

    /// <summary>The name of a sequence's type whose elements may be made, and whatever that does be done, each time that it is gone
    /// through; null for values that are none.</summary>
    private static string? LazyType(object value)
    {
        if (value is not IEnumerable || value is string or ICollection)
            return null;
        var generic = value.GetType().GetInterfaces().Where(i => i.IsGenericType).ToLookup(i => i.GetGenericTypeDefinition());
        return generic.Contains(typeof(ICollection<>)) || generic.Contains(typeof(IReadOnlyCollection<>)) ? null
            : generic[typeof(IEnumerable<>)].Select(UserFrames.ShortName).FirstOrDefault(name => !name.Contains("<<", StringComparison.Ordinal))
                ?? nameof(IEnumerable);
    }

    /// <summary>The text of HTML that is nothing but text.</summary>
    private static string? AsShown(string html) =>
        TextOnly().Match(html) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    [GeneratedRegex("^<div class=\"dni-plaintext\"><pre>([^<]*)</pre></div>")]
    private static partial Regex TextOnly();
}
