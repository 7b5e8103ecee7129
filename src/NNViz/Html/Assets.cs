namespace NNViz.Html;

/// <summary>The front end as it is embedded in this assembly (built from src/web).</summary>
public static class Assets
{
    private static readonly Lazy<string> Loader = new(() =>
    {
        var bundle = Convert.ToBase64String(Bytes("nnviz.js.gz"));
        return $"<script>{Read("loader.js").Replace("__BUNDLE__", bundle, StringComparison.Ordinal)}</script>";
    });

    private static readonly Lazy<string> Css = new(() => Read("static.css"));

    /// <summary>
    /// The one output of a notebook (or the one place of a page) that brings the front end: a script that holds the whole bundle,
    /// compressed. Order does not matter, and a second one is harmless.
    /// </summary>
    public static string LoaderHtml => Loader.Value;

    /// <summary>The few rules that every output carries, so that it is readable before and without the front end.</summary>
    internal static string StaticCss => Css.Value;

    private static string Read(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    private static byte[] Bytes(string name)
    {
        using var copy = new MemoryStream();
        using var stream = Open(name);
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static Stream Open(string name) => typeof(Assets).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException(
            $"NNViz.dll was built without {name}; build it with src/web/web.targets, which embeds the front end.");
}
