#nullable enable
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Whose code a cell may run: its own, that of the earlier cells which declare a function, a type or a delegate that it names, and what
/// those may run. Names alone are compared: to look them up would cost each cell about what compiling it does.
/// </summary>
internal sealed class CellCalls
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _declaredIn = [];
    private readonly Dictionary<int, HashSet<int>> _calls = [];

    /// <summary>Adds a cell that is about to run.</summary>
    public void Add(int cell, Compilation compilation)
    {
        var names = compilation.SyntaxTrees.Last().GetRoot().DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(token => token.ValueText);
        lock (_gate)
        {
            HashSet<int> calls = [cell];
            foreach (var name in names)
            {
                if (_declaredIn.TryGetValue(name, out var earlier))
                {
                    calls.UnionWith(_calls[earlier]);
                }
            }
            _calls[cell] = calls;
            foreach (var name in Callable(compilation.ScriptClass!))
            {
                _declaredIn[name] = cell;
            }
        }
    }

    /// <summary>The numbers of the cells whose code a cell may run.</summary>
    public IReadOnlyCollection<int> From(int cell)
    {
        lock (_gate)
        {
            return _calls.TryGetValue(cell, out var calls) ? [.. calls] : [cell];
        }
    }

    private static IEnumerable<string> Callable(INamedTypeSymbol scope) => scope.GetMembers().SelectMany(member => member switch
    {
        INamedTypeSymbol type => Callable(type).Prepend(type.Name),
        IMethodSymbol or IPropertySymbol => [member.Name],
        IFieldSymbol { Type.TypeKind: TypeKind.Delegate } => [member.Name],
        _ => (string[])[],
    });
}
