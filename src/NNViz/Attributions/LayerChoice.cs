using NNViz.Networks;
using TorchSharp.Modules;

namespace NNViz.Attributions;

/// <summary>The layer that a method reads, and why.</summary>
internal sealed record LayerChoice(Layer Layer, string Why)
{
    /// <summary>The one layer that the selector names; it must have run exactly once.</summary>
    public static LayerChoice Of(Subject subject, string selector) => new(subject.Tree.SelectSingle(selector), "as asked");

    /// <summary>
    /// The layers to read for a map in space: those that the selector names or, without one, the candidates, of which
    /// <see cref="LastSpatial"/> takes the last with spatial extent once they have run.
    /// </summary>
    public static IReadOnlyList<Layer> Candidates(Subject subject, string? selector)
    {
        if (selector is not null)
        {
            return subject.Tree.Select(selector);
        }
        List<Layer> convolutions = [.. subject.Leaves.Where(layer => layer.Module is Convolution)];
        return convolutions.Count > 0 ? convolutions : [.. subject.Tree.Layers.Where(layer => layer.Parent is not null)];
    }

    /// <summary>The default: the last candidate whose output is spread over more than one place.</summary>
    public static LayerChoice LastSpatial(IEnumerable<(Layer Layer, SpatialLayout? Layout)> ran)
    {
        var all = ran.ToList();
        var (layer, layout) = all.LastOrDefault(r => r.Layout is { Places: > 1 });
        if (layer is null)
        {
            var looked = all.Count > 0 ? string.Join(", ", all.Select(r => r.Layer.DisplayName)) : "none that ran exactly once";
            throw new ArgumentException(
                "No layer of this net puts out a map in space, so there is nothing for a class activation map to show. "
                + $"Layers looked at: {looked}. Methods on the input, such as net.IntegratedGradients(x), need no such layer.");
        }
        var kind = layer.Module is Convolution ? "convolution" : "layer";
        return new(layer, $"the last {kind} with spatial extent ({layout!.Height}×{layout.Width})");
    }
}
