using System.Text.RegularExpressions;

namespace NNViz.Jupyter.Notebooks;

/// <summary>What the elements of a page would load: what is not in the page itself is not there for its reader.</summary>
internal static partial class PageNeeds
{
    /// <summary>The addresses in a piece of HTML that stand for something outside it, in order, each once. What scripts write is theirs to
    /// say: a browser alone knows it.</summary>
    public static IEnumerable<string> Of(string html) => Element().Matches(html).Select(m => m.Groups["tag"].Value)
        .Where(tag => tag.Length > 0).SelectMany(OfTag).Where(address => !IsInside().IsMatch(address)).Distinct();

    private static IEnumerable<string> OfTag(string tag)
    {
        var attributes = PagePictures.AttributesOf(tag).ToLookup(a => a.Name, a => a.Value, StringComparer.OrdinalIgnoreCase);
        if (tag.StartsWith("<link", StringComparison.OrdinalIgnoreCase) && !attributes["rel"].Any(rel => LoadingLink().IsMatch(rel)))
            return [];
        return attributes["srcset"].SelectMany(set => Candidate().Matches(set).Select(m => m.Groups["address"].Value))
            .Concat(((string[])["src", "href", "xlink:href", "poster", "data"]).SelectMany(name => attributes[name]))
            .Select(address => address.Trim());
    }

    /// <summary>What is in a comment, a script or a style is no element.</summary>
    [GeneratedRegex("""
        <!--.*?-->
        |(?<tag><(?<name>script|style)(?=[\s>])(?>(?:[^>"']+|"[^"]*"|'[^']*')*)>).*?</\k<name>\s*>
        |(?<tag><(img|iframe|frame|link|video|audio|source|track|embed|object|input|image|use|feImage)\s(?>(?:[^>"']+|"[^"]*"|'[^']*')*)>)
        """, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Element();

    /// <summary>An address that needs nothing: in the page, a part of it, or none.</summary>
    [GeneratedRegex("^((data|blob|about|javascript):|#|$)", RegexOptions.IgnoreCase)]
    private static partial Regex IsInside();

    [GeneratedRegex(@"\b(stylesheet|icon|preload|modulepreload|manifest)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LoadingLink();

    /// <summary>One of the pictures of a srcset; a comma is part of an address but at its ends.</summary>
    [GeneratedRegex(@"[\s,]*(?<address>[^\s,](\S*[^\s,])?),*(\s[^,]*)?")]
    private static partial Regex Candidate();
}
