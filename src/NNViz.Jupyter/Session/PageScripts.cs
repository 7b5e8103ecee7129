namespace NNViz.Jupyter.Session;

/// <summary>JavaScript that pages need for diagrams (mermaid) and formulas (KaTeX), compressed in this assembly: nothing is
/// fetched.</summary>
internal static class PageScripts
{
    private static readonly Lazy<string> DiagramsScript = new(() => Script("diagrams"));
    private static readonly Lazy<string> FormulasScript = new(() => Script("formulas"));

    /// <summary>Draws the diagrams that are in the page; a second one in the same page does nothing.</summary>
    public static string Diagrams => DiagramsScript.Value;

    /// <summary>Draws the formulas that are in the page when it runs.</summary>
    public static string Formulas => FormulasScript.Value;

    private static string Script(string name)
    {
        using var loader = new StreamReader(Open($"{name}.loader.js"));
        using var bundle = new MemoryStream();
        using (var compressed = Open($"{name}.js.gz"))
            compressed.CopyTo(bundle);
        var code = loader.ReadToEnd().Replace("__BUNDLE__", Convert.ToBase64String(bundle.ToArray()), StringComparison.Ordinal);
        return $"<script>{code}</script>";
    }

    private static Stream Open(string name) => typeof(PageScripts).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException(
            $"NNViz.Jupyter.dll was built without {name}, which src/web/notebook/notebook.targets makes.");
}
