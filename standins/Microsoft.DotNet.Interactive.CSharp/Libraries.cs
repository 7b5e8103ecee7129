#nullable enable
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Loads what cells refer to into the default context, where packages and extensions are too: a type must not exist twice.
/// </summary>
internal static class Libraries
{
    private static readonly ConcurrentDictionary<string, bool> Folders = new();

    static Libraries() => AssemblyLoadContext.Default.Resolving += (context, name) => Folders.Keys
        .Select(folder => Path.Combine(folder, name.Name + ".dll"))
        .Where(File.Exists)
        .Select(context.LoadFromAssemblyPath)
        .FirstOrDefault();

    /// <summary>Loads an assembly that a cell names by its path; what it needs is looked for beside it.</summary>
    public static void LoadWithNeighbours(string path)
    {
        Folders.TryAdd(Path.GetDirectoryName(path)!, true);
        Load(path);
    }

    public static void Load(string path)
    {
        try
        {
            AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        }
        catch (Exception exception) when (exception is FileLoadException or BadImageFormatException or FileNotFoundException)
        {
            // The process has an assembly of that name, or the file is for other runtimes. A cell that needs it gets the loader's own
            // message.
        }
    }
}
