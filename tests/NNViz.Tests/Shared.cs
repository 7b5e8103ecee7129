namespace NNViz.Tests;

/// <summary>Finds the folder <c>shared</c> beside the repository (reference numbers, data), which a plain checkout does not have.</summary>
internal static class Shared
{
    /// <summary>The repository: the nearest folder above the test program that holds <c>NNViz.Interactive.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder below <c>shared</c>; skips the running test where it is not there.</summary>
    public static string Path(string relative)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Root, "..", "shared", relative));
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"The reference file shared/{relative} is not beside this checkout.");
        }
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "NNViz.Interactive.sln")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds NNViz.Interactive.sln.");
    }
}
