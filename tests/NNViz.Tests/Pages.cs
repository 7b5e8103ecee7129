using NNViz.Tests.Html;

namespace NNViz.Tests;

/// <summary>Outputs as notebooks hold them, one file each in <see cref="PageFolder"/>; tests/web opens them in a browser.</summary>
internal static class Pages
{
    private const int MostBytes = 300_000;

    /// <summary>The full path of a page.</summary>
    public static string PathOf(string file) => Path.Combine(PageFolder.Path, file);

    public static void Write(string name, string html) => File.WriteAllText(PathOf($"{name}.html"), html);

    /// <summary>Writes each result, which must keep the budget of an output and have a picture in words.</summary>
    public static void Write(string prefix, IEnumerable<(string Name, object Result)> results)
    {
        foreach (var (name, result) in results)
        {
            var html = NNViz.Views.Views.Of(result)!.ToHtml();
            Write(prefix + name, html);
            Assert.True(html.Length <= MostBytes, $"{name} takes {html.Length:N0} bytes.");
            Assert.Contains("alt=\"", html, StringComparison.Ordinal);
        }
    }
}
