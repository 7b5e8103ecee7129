using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>Class activation maps: one pass, the activations of a layer and their gradients, a <see cref="CamRule"/>.</summary>
internal static class Cam
{
    /// <summary>What a rule's method is called; a lambda has no name that anyone gave it.</summary>
    public static string NameOf(CamRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Method.Name.Contains('<', StringComparison.Ordinal) ? "CAM by a rule of one's own" : rule.Method.Name;
    }

    /// <param name="subject">What is explained.</param>
    /// <param name="selector">The layer, or several to fuse; by default the last convolution with spatial extent.</param>
    /// <param name="rule">From activations and gradients to a map.</param>
    /// <param name="relu">Whether values below 0 are cut off, as in the papers.</param>
    public static Outcome Of(Subject subject, string? selector, CamRule rule, bool relu)
    {
        var (taps, scores) = Read(subject, selector);
        var gradients = subject.Gradients(scores, [.. taps.Select(t => t.Output)]);
        Tensor[] maps = [.. taps.Zip(gradients, (t, g) => rule(t.Maps.detach(), t.Layout.ToMaps(g)).detach())];
        return maps.Length == 1 ? Finish(maps[0], relu, taps[0]) : Fuse(subject, maps, relu, taps);
    }

    /// <summary>A pass over the inputs that keeps the layers to read.</summary>
    public static (IReadOnlyList<SpatialTap> Taps, Tensor Scores) Read(Subject subject, string? selector)
    {
        List<LayerTap> taps = [.. LayerChoice.Candidates(subject, selector).Select(layer => new LayerTap(subject, layer))];
        var pass = subject.Forward(new LayerWatch([.. taps.Select(t => t.Layer)], call => taps.First(t => t.Layer == call.Layer).See(call)));
        if (selector is null)
        {
            var ran = taps.Where(t => t.Calls == 1).Select(t => (t.Layer, SpatialLayout.Of(subject, t.Layer, t.Output)));
            var choice = LayerChoice.LastSpatial(ran);
            taps.RemoveAll(t => t.Layer != choice.Layer);
            return ([new(subject, taps[0], choice)], pass.Scores);
        }
        return ([.. taps.Select(t => new SpatialTap(subject, t, new(t.Layer, "as asked")))], pass.Scores);
    }

    /// <summary>The outcome of one map <c>[N,H,W]</c>.</summary>
    public static Outcome Finish(Tensor map, bool relu, SpatialTap tap) => new(relu ? map.relu() : map)
    {
        Kind = MapKind.Spatial,
        Signed = !relu,
        Layer = tap.Choice,
        Uncut = relu ? map : null,
        Activations = tap.Maps.detach(),
        Notes = tap.Layout.Says is { } says ? [says] : [],
    };

    /// <summary>
    /// Maps of several layers, each divided by its largest absolute value (where the negative part is cut off: of what is left), enlarged
    /// to the input and averaged.
    /// </summary>
    private static Outcome Fuse(Subject subject, Tensor[] maps, bool relu, IReadOnlyList<SpatialTap> taps)
    {
        var fused = maps.Select(map => relu ? map.relu() : map)
            .Select(map => Enlarge(map / map.abs().amax([1, 2], keepdim: true).clamp_min(1e-30), subject.X[0]))
            .Aggregate((sum, map) => sum + map) / maps.Length;
        var widest = taps.MaxBy(t => t.Layout.Height * t.Layout.Width)!.Maps;
        Tensor Together(IEnumerable<Tensor> parts) => stack([.. parts.Select(part => Enlarge(part, widest))], 1);
        var names = string.Join(", ", taps.Select(t => t.Choice.Layer.DisplayName));
        return new(fused)
        {
            Kind = MapKind.Spatial,
            Signed = !relu,
            Uncut = relu ? Together(maps) : null,
            Activations = Together(taps.Select(t => t.Maps.detach().abs().amax([1]))),
            Layer = taps[^1].Choice with { Why = $"the mean of {names}" },
            Notes = ["the maps of several layers, each divided by its largest absolute value, enlarged and averaged",
                .. taps.Select(t => t.Layout.Says).OfType<string>()],
        };
    }

    /// <summary>A map <c>[N,h,w]</c> at the size of the input <c>[N,…,H,W]</c>, or <c>[N,1,L]</c> of a sequence <c>[N,C,L]</c>; bilinear.</summary>
    /// <param name="map">The map.</param>
    /// <param name="input">Only its shape is looked at.</param>
    /// <param name="corners">Whether the corners lie on each other; by default the pixels' outer edges do (half-pixel centres).</param>
    public static Tensor Enlarge(Tensor map, Tensor input, bool corners = false)
    {
        long[] size = input.dim() >= 4 ? input.shape[^2..] : [1, input.shape[^1]];
        return map.shape[1..].SequenceEqual(size)
            ? map
            : nn.functional.interpolate(map.unsqueeze(1), size, mode: InterpolationMode.Bilinear, align_corners: corners).squeeze(1);
    }

    /// <summary>A map of the input's size as a factor of its rows, the same for all channels: <c>[N,1,H,W]</c>, <c>[N,1,L]</c>.</summary>
    public static Tensor Factor(Tensor map, Tensor input)
    {
        var places = input.dim() >= 4 ? 2 : 1;
        return map.reshape([map.shape[0], .. Enumerable.Repeat(1L, (int)input.dim() - 1 - places), .. input.shape[^places..]]);
    }
}

/// <summary>A layer that was read, with its layout in space.</summary>
internal sealed class SpatialTap
{
    public SpatialTap(Subject subject, LayerTap tap, LayerChoice choice)
    {
        (Choice, Output) = (choice, tap.Output);
        Layout = SpatialLayout.Of(subject, tap.Layer, Output) ?? throw new ArgumentException(
            $"The output {Words.Shape(Output.shape)} of '{tap.Layer.DisplayName}' has no places: "
                + "it is neither [N, C, H, W] nor [N, H, W, C], nor [N, C, L] behind a 1-d convolution, "
                + "nor tokens [N, T, C] that make a grid of the input's proportions. Choose a layer before it.");
    }

    public LayerChoice Choice { get; }

    public SpatialLayout Layout { get; }

    public Tensor Output { get; }

    /// <summary>The output as <c>[N,C,H,W]</c>.</summary>
    public Tensor Maps => Layout.ToMaps(Output);
}
