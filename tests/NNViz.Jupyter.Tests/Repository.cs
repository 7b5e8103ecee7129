namespace NNViz.Jupyter.Tests;

/// <summary>Where things are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds NNViz.Interactive.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>The built tool: its launcher, as an installed tool has one.</summary>
    public static string Tool { get; } =
        Path.Combine(Root, "artifacts", "bin", "NNViz.Jupyter", "release", "NNViz.Jupyter" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>The built tool's own assembly.</summary>
    public static string Dll { get; } = Path.Combine(Path.GetDirectoryName(Tool)!, "NNViz.Jupyter.dll");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NNViz.Interactive.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run from a build inside the repository; NNViz.Interactive.sln was not found above " + AppContext.BaseDirectory);
    }
}
