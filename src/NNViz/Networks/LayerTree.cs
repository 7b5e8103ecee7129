using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// The modules of a network by dotted name, the root included, parents before children. A module that is registered twice stands once, with
/// aliases.
/// </summary>
public sealed class LayerTree
{
    private readonly List<Layer> layers = [];
    private readonly Dictionary<nn.Module, Layer> byModule = new(ReferenceEqualityComparer.Instance);

    private LayerTree(nn.Module root) => Add(root, "", "", null);

    /// <summary>The network itself.</summary>
    public Layer Root => layers[0];

    /// <summary>All modules, each before its children, in the order of registration; the root first.</summary>
    public IReadOnlyList<Layer> Layers => layers;

    /// <summary>The tree of <paramref name="root"/> as it is now; layers registered later are not in it.</summary>
    public static LayerTree Of(nn.Module root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new LayerTree(root);
    }

    /// <summary>The layer of that very module, or <see langword="null"/>.</summary>
    public Layer? Find(nn.Module module) => byModule.GetValueOrDefault(module);

    /// <summary>
    /// The layers that <paramref name="selector"/> names, in tree order. A selector is one or more of these, separated by commas: a dotted
    /// name (<c>features.0</c>), a name with <c>*</c> and <c>?</c> (<c>conv*</c>; <c>*</c> spans dots), a type (<c>Conv2d</c>), or an index
    /// into
    /// <see cref="Layers"/> where no layer has that name (<c>3</c>, <c>-1</c> is the last).
    /// </summary>
    /// <exception cref="ArgumentException">A part selects nothing; the message names the nearest layers and all that exist.</exception>
    public IReadOnlyList<Layer> Select(string selector)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(selector);
        var chosen = selector.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(SelectOne)
            .ToHashSet();
        return [.. layers.Where(chosen.Contains)];
    }

    /// <summary>The one layer that <paramref name="selector"/> names.</summary>
    /// <exception cref="ArgumentException">It selects none, or several.</exception>
    public Layer SelectSingle(string selector)
    {
        var chosen = Select(selector);
        return chosen.Count == 1
            ? chosen[0]
            : throw new ArgumentException(
                $"'{selector}' selects {chosen.Count} layers where one is wanted: {string.Join(", ", chosen.Select(layer => layer.DisplayName))}.",
                nameof(selector));
    }

    /// <summary>The parameters of all layers as they are now, each with the first layer that holds it, and its name there.</summary>
    internal Dictionary<Parameter, (Layer Layer, string Name)> ParameterPlaces()
    {
        var places = new Dictionary<Parameter, (Layer, string)>(ReferenceEqualityComparer.Instance);
        foreach (var layer in layers)
        {
            foreach (var (name, parameter) in layer.Parameters)
            {
                places.TryAdd(parameter, (layer, name));
            }
        }
        return places;
    }

    private void Add(nn.Module module, string name, string childName, Layer? parent)
    {
        if (byModule.TryGetValue(module, out var known))
        {
            known.AliasList.Add(name);
            return;
        }
        var layer = new Layer(module, name, childName, parent, layers.Count);
        layers.Add(layer);
        byModule.Add(module, layer);
        parent?.ChildList.Add(layer);
        foreach (var (child, submodule) in module.named_children())
        {
            Add(submodule, name.Length == 0 ? child : $"{name}.{child}", child, layer);
        }
    }

    private IEnumerable<Layer> SelectOne(string part)
    {
        var ways = new Func<IEnumerable<Layer>>[]
        {
            () => layers.Where(layer => layer.Name == part || layer.Aliases.Contains(part)),
            () => int.TryParse(part, out var index) && (index < 0 ? index + layers.Count : index) is var at && at >= 0 && at < layers.Count
                ? [layers[at]]
                : [],
            () => part.IndexOfAny(['*', '?']) < 0
                ? []
                : layers.Where(layer => layer.Parent is not null && NameMatch.Fits(part, layer.Name)),
            () => layers.Where(layer => string.Equals(layer.Type, part, StringComparison.OrdinalIgnoreCase)),
            () => part == "*" ? layers : [],
        };
        return ways.Select(way => way().ToList()).FirstOrDefault(found => found.Count > 0) ?? throw NothingSelected(part);
    }

    private ArgumentException NothingSelected(string part)
    {
        var names = layers.Skip(1).Select(layer => layer.Name).ToList();
        var types = layers.Select(layer => layer.Type).Distinct();
        return new ArgumentException(
            $"No layer is called '{part}'.{NameMatch.Meant(part, names.Concat(types))} "
            + (names.Count > 0
                ? $"The layers are: {NameMatch.Listed(names)}."
                : $"The network ({Root.Type}) has no layers of its own; '{Root.Type}' or '0' selects it."));
    }
}
