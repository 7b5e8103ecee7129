using System.Reflection;
using System.Runtime.CompilerServices;

namespace NNViz.Jupyter.Session;

/// <summary>Which cell a compiled submission belongs to: each is an assembly of its own, loaded while its cell runs.</summary>
internal sealed class CellAssemblies : IDisposable
{
    /// <summary>How Roslyn scripting names the assemblies of submissions.</summary>
    private const string ScriptPrefix = "ℛ*";

    private static readonly ConditionalWeakTable<Assembly, string> Cells = [];
    private readonly Func<string?> _running;

    /// <param name="running">The name of the cell that runs.</param>
    public CellAssemblies(Func<string?> running)
    {
        _running = running;
        AppDomain.CurrentDomain.AssemblyLoad += Loaded;
    }

    /// <summary>Whether an assembly was compiled from a cell.</summary>
    public static bool IsCell(Assembly assembly) => assembly.GetName().Name?.StartsWith(ScriptPrefix, StringComparison.Ordinal) == true;

    /// <summary>The cell's name, or null when it has none.</summary>
    public static string? NameOf(Assembly assembly) => Cells.TryGetValue(assembly, out var name) ? name : null;

    public void Dispose() => AppDomain.CurrentDomain.AssemblyLoad -= Loaded;

    private void Loaded(object? sender, AssemblyLoadEventArgs e)
    {
        if (IsCell(e.LoadedAssembly) && _running() is { } name)
            Cells.AddOrUpdate(e.LoadedAssembly, name);
    }
}
