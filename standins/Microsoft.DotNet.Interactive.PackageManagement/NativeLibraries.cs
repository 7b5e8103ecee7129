#nullable enable
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>
/// Finds the native libraries of packages for the assemblies that import them, cells included, and assemblies that packages depend on.
/// </summary>
internal sealed class NativeLibraries : IDisposable
{
    private readonly ConcurrentDictionary<AssemblyLoadContext, byte> _contexts = new();
    private readonly List<string> _folders = [];

    public NativeLibraries()
    {
        AppDomain.CurrentDomain.AssemblyLoad += OnAssemblyLoad;
        Watch(AssemblyLoadContext.Default);
    }

    public void Add(IEnumerable<string> folders)
    {
        lock (_folders)
        {
            _folders.AddRange(folders);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.AssemblyLoad -= OnAssemblyLoad;
        foreach (var context in _contexts.Keys)
        {
            context.ResolvingUnmanagedDll -= Resolve;
        }
    }

    private void OnAssemblyLoad(object? sender, AssemblyLoadEventArgs args)
    {
        if (AssemblyLoadContext.GetLoadContext(args.LoadedAssembly) is { IsCollectible: false } context)
        {
            Watch(context);
        }
    }

    private void Watch(AssemblyLoadContext context)
    {
        if (_contexts.TryAdd(context, 0))
        {
            context.ResolvingUnmanagedDll += Resolve;
        }
    }

    private nint Resolve(Assembly assembly, string name)
    {
        string[] folders;
        lock (_folders)
        {
            folders = [.. _folders];
        }
        string[] names = [name, .. Variants(name)];
        return folders
            .SelectMany(folder => names.Select(candidate => Path.Combine(folder, candidate)))
            .Where(File.Exists)
            .Select(path => NativeLibrary.TryLoad(path, out var handle) ? handle : 0)
            .FirstOrDefault(handle => handle != 0);
    }

    private static string[] Variants(string name) => OperatingSystem.IsWindows() ? [$"{name}.dll"]
        : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", $"{name}.dylib"]
        : [$"lib{name}.so", $"{name}.so"];
}
