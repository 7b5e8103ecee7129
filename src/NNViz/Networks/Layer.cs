using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>One module of a network, in its place.</summary>
public sealed class Layer
{
    internal Layer(nn.Module module, string name, string childName, Layer? parent, int index)
    {
        (Module, Name, ChildName, Parent, Index) = (module, name, childName, parent, index);
        Type = ModuleTypes.NameOf(module);
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The module.</summary>
    public nn.Module Module { get; }

    /// <summary>The dotted name from the root down, for example <c>features.0</c>; empty for the root.</summary>
    public string Name { get; }

    /// <summary>The name under which the parent knows it, the last part of <see cref="Name"/>; empty for the root.</summary>
    public string ChildName { get; }

    /// <summary>The name as it is shown: the root has its type's.</summary>
    public string DisplayName => Parent is null ? Type : Name;

    /// <summary>The module's type, for example <c>Conv2d</c>.</summary>
    public string Type { get; }

    /// <summary>The module that holds this one; <see langword="null"/> for the root.</summary>
    public Layer? Parent { get; }

    /// <summary>The place in the tree, parents before children, the root at 0.</summary>
    public int Index { get; }

    /// <summary>How many modules are above it; 0 for the root.</summary>
    public int Depth { get; }

    /// <summary>The modules that this one holds, in the order of registration.</summary>
    public IReadOnlyList<Layer> Children => children;

    /// <summary>Further names of the very same module, where a network registers it twice.</summary>
    public IReadOnlyList<string> Aliases => aliases;

    /// <summary>
    /// The parameters that the module itself holds now, without its children's: moving a module, or setting a weight, frees those from before.
    /// </summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters =>
        [.. Module.named_parameters(recurse: false).Select(entry => (entry.name, entry.parameter))];

    /// <summary>The dotted name of one of its parameters from the root down: <c>fc1.weight</c>.</summary>
    internal string ParameterName(string name) => Parent is null ? name : $"{Name}.{name}";

    /// <summary>Whether it, or a layer that holds it, is one of <paramref name="layers"/>.</summary>
    internal bool IsIn(IReadOnlyList<Layer> layers) => layers.Contains(this) || (Parent?.IsIn(layers) ?? false);

    internal List<Layer> ChildList => children;

    internal List<string> AliasList => aliases;

    private readonly List<Layer> children = [];
    private readonly List<string> aliases = [];
}
