namespace Standins.Tests;

/// <summary>The folder of reference data beside the repository; not there in a plain clone.</summary>
internal static class SharedFolder
{
    /// <summary>The path of a file or folder in it, or null.</summary>
    public static string? Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "NNViz.Interactive.sln")))
                continue;
            string path = Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared", relative);
            return Path.Exists(path) ? path : null;
        }
        return null;
    }
}
