using NNViz.Attributions;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>What makes superpixels: they divide the image, hang together, are about as many as asked for, and keep to its edges.</summary>
public class SuperpixelTests
{
    private const int Height = 40, Width = 56;

    public static TheoryData<int> Counts => [12, 50, 120];

    [Theory]
    [MemberData(nameof(Counts))]
    public void EveryPixelIsInOneConnectedRegion(int count)
    {
        using var images = TwoSides(0.05);
        using var ids = Superpixels.Of(images, count, 0.2);
        Assert.Equal([2L, 1, Height, Width], ids.shape);
        foreach (var image in ids.data<long>().ToArray().Chunk(Height * Width))
        {
            var regions = image.Distinct().Order().ToArray();
            Assert.Equal(Enumerable.Range(0, regions.Length).Select(k => (long)k), regions);
            Assert.InRange(regions.Length, 0.6 * count, 1.6 * count);
            Assert.Equal(regions.Length, Pieces(image));
        }
    }

    /// <summary>The sides differ by far more than the noise: hardly a pixel lies in a region of the other side, where patches of the same number mix them.</summary>
    [Theory]
    [MemberData(nameof(Counts))]
    public void RegionsKeepToAStrongEdge(int count)
    {
        using var images = TwoSides(0.05);
        using var ids = Superpixels.Of(images, count, 0.2);
        foreach (var image in ids.data<long>().ToArray().Chunk(Height * Width))
        {
            var side = (int)Math.Round(Math.Sqrt((double)Height * Width / image.Distinct().Count()));
            long[] patches = [.. Enumerable.Range(0, Height * Width).Select(i => (long)(i / Width / side * 100 + i % Width / side))];
            Assert.InRange(Astray(image), 0, 0.01);
            Assert.True(Astray(image) < 0.2 * Astray(patches), $"{Astray(image)} against {Astray(patches)} of patches");
        }
    }

    /// <summary>Nearness counting for more makes regions compact: their pixels lie closer to their middle.</summary>
    [Fact]
    public void CompactnessMakesThemCompact()
    {
        using var images = TwoSides(1.5);
        double[] spreads = [.. new[] { 0.02, 0.2, 5 }.Select(compactness =>
        {
            using var ids = Superpixels.Of(images, 50, compactness);
            return ids.data<long>().ToArray().Chunk(Height * Width).Average(Spread);
        })];
        Assert.True(spreads[0] > spreads[1] && spreads[1] > spreads[2], string.Join(", ", spreads));
        // A square of area a has a / 6.
        Assert.InRange(spreads[2], 0.9 * Height * Width / 50 / 6, 1.3 * Height * Width / 50 / 6);
    }

    [Fact]
    public void OneIsRefusedAndAMaskHasOneForEachImage()
    {
        using var images = TwoSides(0.05);
        Assert.Throws<ArgumentOutOfRangeException>(() => Superpixels.Of(images, 1, 0.2));
        var features = FeatureMask.Superpixels(20).For([images]);
        using var ids = Superpixels.Of(images, 20, 0.2);
        Assert.Equal(ids.max().item<long>() + 1, features.Count);
    }

    private static bool IsLeft(int pixel) => pixel % Width + pixel / Width / 3.0 < 31.5;

    /// <summary>Two pictures of three channels with a slanted edge of height 1, noise of that deviation over them.</summary>
    private static Tensor TwoSides(double noise)
    {
        float[] plane = [.. Enumerable.Range(0, Height * Width).Select(i => IsLeft(i) ? 0f : 1)];
        using var edge = tensor(plane, 1, 1, Height, Width);
        return edge + noise * new Noise(3).Normal(zeros(2, 3, Height, Width));
    }

    /// <summary>The share of pixels on the side that is the smaller part of their region.</summary>
    private static double Astray(long[] ids) => ids.Select((id, i) => (Id: id, Left: IsLeft(i))).GroupBy(p => p.Id)
        .Sum(region => Math.Min(region.Count(p => p.Left), region.Count(p => !p.Left))) / (double)ids.Length;

    /// <summary>The mean squared distance of a pixel from the middle of its region.</summary>
    private static double Spread(long[] ids)
    {
        var regions = ids.Select((id, i) => (Id: id, Y: i / Width, X: i % Width)).GroupBy(p => p.Id);
        return regions.Sum(region =>
        {
            var (y, x) = (region.Average(p => p.Y), region.Average(p => p.X));
            return region.Sum(p => (p.Y - y) * (p.Y - y) + (p.X - x) * (p.X - x));
        }) / ids.Length;
    }

    /// <summary>The number of connected pieces of equal numbers, by filling one after the other.</summary>
    private static int Pieces(long[] ids)
    {
        var (seen, pieces) = (new bool[ids.Length], 0);
        for (var start = 0; start < ids.Length; start++)
        {
            if (seen[start])
            {
                continue;
            }
            pieces++;
            var open = new Stack<int>([start]);
            seen[start] = true;
            while (open.TryPop(out var i))
            {
                foreach (var next in (int[])[i % Width > 0 ? i - 1 : i, i % Width < Width - 1 ? i + 1 : i, Math.Max(i - Width, i % Width), i + Width < ids.Length ? i + Width : i])
                {
                    if (!seen[next] && ids[next] == ids[start])
                    {
                        seen[next] = true;
                        open.Push(next);
                    }
                }
            }
        }
        return pieces;
    }
}
