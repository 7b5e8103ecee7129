using System.Reflection;
using System.Runtime.CompilerServices;

namespace NNViz.Jupyter.Session;

/// <summary>Which cell a compiled submission belongs to: each is an assembly of its own, loaded while its cell runs.</summary>
internal sealed class CellAssemblies : IDisposable
{
    /// <summary>How Roslyn scripting names the assemblies of submissions.</summary>
    private const string ScriptPrefix = "ℛ*";

    private static readonly ConditionalWeakTable<Assembly, CellPlace> Cells = [];
    private readonly Func<CellPlace?> _running;

    /// <param name="running">The cell that runs.</param>
    public CellAssemblies(Func<CellPlace?> running)
    {
        _running = running;
        AppDomain.CurrentDomain.AssemblyLoad += Loaded;
    }

    /// <summary>Whether an assembly was compiled from a cell.</summary>
    public static bool IsCell(Assembly assembly) => assembly.GetName().Name?.StartsWith(ScriptPrefix, StringComparison.Ordinal) == true;

    /// <summary>The cell, or null when it has no name.</summary>
    public static CellPlace? Of(Assembly assembly) => Cells.TryGetValue(assembly, out var cell) ? cell : null;

    public void Dispose() => AppDomain.CurrentDomain.AssemblyLoad -= Loaded;

    private void Loaded(object? sender, AssemblyLoadEventArgs e)
    {
        if (IsCell(e.LoadedAssembly) && _running() is { } cell)
            Cells.AddOrUpdate(e.LoadedAssembly, cell);
    }
}

/// <summary>What stack traces say of a cell.</summary>
/// <param name="Name">For example <c>cell 3</c>.</param>
/// <param name="IsOneLine">Where in it something happened needs no symbols.</param>
internal sealed record CellPlace(string Name, bool IsOneLine);
