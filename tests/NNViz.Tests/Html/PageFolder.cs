using NNViz.Html;

namespace NNViz.Tests.Html;

/// <summary><c>artifacts/pages</c>, where tests write outputs for the browser. The loader lies there from the first use on, written once, whatever tests run side by side.</summary>
internal static class PageFolder
{
    public static string Path { get; } = Create();

    private static string Create()
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Shared.Root, "artifacts", "pages")).FullName;
        // Another test program may do the same: each writes a file of its own, and puts it in place whole.
        var own = System.IO.Path.Combine(folder, $"loader-{Environment.ProcessId}.tmp");
        File.WriteAllText(own, Assets.LoaderHtml);
        File.Move(own, System.IO.Path.Combine(folder, "loader.html"), overwrite: true);
        return folder;
    }
}
