using System.Reflection;
using NNViz.Networks;

namespace NNViz.Attributions;

/// <summary>
/// Makes every module that works in place (ReLU(inplace: true) and the like) put out a tensor of its own, until disposed: what layers put out
/// stays as it was. The values are the same.
/// </summary>
internal sealed class OutOfPlace : IDisposable
{
    private readonly List<(object Module, PropertyInfo InPlace)> changed = [];

    public OutOfPlace(LayerTree tree)
    {
        foreach (var module in tree.Layers.Select(layer => layer.Module))
        {
            if (module.GetType().GetProperty("inplace", typeof(bool)) is { CanWrite: true } property && property.GetValue(module) is true)
            {
                property.SetValue(module, false);
                changed.Add((module, property));
            }
        }
    }

    public void Dispose()
    {
        foreach (var (module, property) in changed)
        {
            property.SetValue(module, true);
        }
    }
}
