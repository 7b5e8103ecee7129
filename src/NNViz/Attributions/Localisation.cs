using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>How a sample's map lies on a region that is known to matter.</summary>
/// <param name="Inside">The share of the map's mass inside the region, 0 to 1: of what speaks for the target, of all of it where values have no sign.</param>
/// <param name="Chance">The region's share of the image: what an even map would have inside.</param>
/// <param name="Points">Whether the map's largest value lies in the region: the pointing game (Zhang et al. 2016, arXiv:1608.00507).</param>
public sealed record Localisation(double Inside, double Chance, bool Points)
{
    /// <param name="attribution">Maps over an image.</param>
    /// <param name="regions">Boolean or 0 and 1, <c>[H,W]</c> for all samples or <c>[N,H,W]</c>.</param>
    internal static Localisations Of(Attribution attribution, Tensor regions)
    {
        using var scope = NewDisposeScope();
        var shape = attribution.Inputs[0].Shape;
        if (attribution.Kind == MapKind.Layer || shape.Count != 4)
        {
            throw new ArgumentException(
                "A region lies over an image [N, C, H, W]; "
                + $"this attribution is of {(attribution.Kind == MapKind.Layer ? "a layer's neurons" : $"an input {Words.Shape(shape)}")}.");
        }
        var map = tensor(attribution.Map.ToSingles(), [.. attribution.Map.Shape]);
        var places = attribution.Kind == MapKind.Spatial ? Cam.Enlarge(map, empty([.. shape])) : map.sum(1);
        long[] wanted = [shape[0], shape[2], shape[3]];
        var region = regions.dim() == 2 ? regions.unsqueeze(0) : regions;
        if (region.dim() != 3 || !region.shape[1..].SequenceEqual(wanted[1..]) || (region.shape[0] != 1 && region.shape[0] != wanted[0]))
        {
            throw new ArgumentException(
                $"A region of {Words.Shape(regions.shape)} does not lie over images of {shape[2]}×{shape[3]}: "
                + $"give [H, W], or [N, H, W] for {shape[0]} samples.");
        }
        var size = (int)(wanted[1] * wanted[2]);
        float[][] values = [.. places.contiguous().data<float>().ToArray().Chunk(size)];
        bool[][] within = [.. region.ne(0).cpu().expand(wanted).contiguous().data<bool>().ToArray().Chunk(size)];
        return new(attribution, [.. values.Zip(within, Score)], values, within);
    }

    private static Localisation Score(float[] values, bool[] within)
    {
        double inside = 0, all = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var mass = Math.Max(0, values[i]);
            all += mass;
            inside += within[i] ? mass : 0;
        }
        var top = Array.IndexOf(values, values.Max());
        return new(all > 0 ? inside / all : 0, within.Count(w => w) / (double)within.Length, within[top]);
    }
}
