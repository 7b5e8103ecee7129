using static TorchSharp.torch;

namespace NNViz.Datasets;

/// <summary>Images of <see cref="ColorShapes"/>, with what is known of them.</summary>
/// <param name="Images">Red, green and blue from 0 to 1, Float32 <c>[N,3,32,32]</c>.</param>
/// <param name="Labels">The class of each, Int64 <c>[N]</c>; see <see cref="ColorShapes.Classes"/>.</param>
/// <param name="Regions">Where the shape is, with one pixel around it, Boolean <c>[N,32,32]</c>: the pixels that decide the class.</param>
/// <param name="Marks">Where a watermark was planted, Boolean <c>[N,32,32]</c>.</param>
public sealed record ShapeImages(Tensor Images, Tensor Labels, Tensor Regions, Tensor Marks);

/// <summary>
/// Small colour images that the library draws itself: one shape of a random colour, size and place on a texture of other colours. What decides the class is
/// known pixel by pixel, so explanations can be scored. On request a watermark in a corner gives one class away.
/// </summary>
public static class ColorShapes
{
    private const int Side = 32;
    private const int MarkSide = 5;

    /// <summary>Which pixels of the unit square a shape fills, x and y from −1 to 1.</summary>
    private static readonly (string Name, Func<double, double, bool> Fills)[] Shapes =
    [
        ("disc", (x, y) => x * x + y * y <= 1),
        ("square", (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) <= 0.85),
        ("triangle", (x, y) => y <= 0.8 && Math.Abs(x) <= (y + 0.9) * 0.6),
        ("cross", (x, y) => Math.Min(Math.Abs(x), Math.Abs(y)) <= 0.3 && Math.Max(Math.Abs(x), Math.Abs(y)) <= 1),
    ];

    /// <summary>The names of the classes, by their number.</summary>
    public static IReadOnlyList<string> Classes { get; } = [.. Shapes.Select(shape => shape.Name)];

    /// <summary>Draws <paramref name="count"/> images, of the classes in turn; the same seed draws the same images.</summary>
    /// <param name="count">How many, at least one.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="marked">A class whose images all carry a watermark in the lower right corner, or <see langword="null"/> for none.</param>
    public static ShapeImages Draw(int count, int seed, int? marked = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var random = new Random(seed);
        var pixels = new float[count * 3 * Side * Side];
        var (regions, marks) = (new bool[count * Side * Side], new bool[count * Side * Side]);
        for (var i = 0; i < count; i++)
        {
            var image = pixels.AsSpan(i * 3 * Side * Side, 3 * Side * Side);
            Texture(image, random);
            Place(Shapes[i % Shapes.Length].Fills, image, regions.AsSpan(i * Side * Side, Side * Side), random);
            if (marked == i % Shapes.Length)
            {
                Mark(image, marks.AsSpan(i * Side * Side, Side * Side));
            }
        }
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % Shapes.Length))];
        return new(tensor(pixels, [count, 3, Side, Side]), tensor(labels), tensor(regions, [count, Side, Side]), tensor(marks, [count, Side, Side]));
    }

    /// <summary>Soft stripes of two random darkish colours under a random angle, with grain.</summary>
    private static void Texture(Span<float> image, Random random)
    {
        var (first, second) = (Color(random, 0.05, 0.45), Color(random, 0.05, 0.45));
        var (angle, width) = (random.NextDouble() * Math.PI, 2 + 4 * random.NextDouble());
        for (var i = 0; i < Side * Side; i++)
        {
            var wave = 0.5 + 0.5 * Math.Sin((i % Side * Math.Cos(angle) + i / Side * Math.Sin(angle)) * Math.PI / width);
            var grain = (random.NextDouble() - 0.5) * 0.12;
            for (var c = 0; c < 3; c++)
            {
                image[c * Side * Side + i] = (float)Math.Clamp(first[c] + (second[c] - first[c]) * wave + grain, 0, 1);
            }
        }
    }

    /// <summary>A shape of a light colour, somewhere it fits; its region is all that lies within a pixel of it.</summary>
    private static void Place(Func<double, double, bool> fills, Span<float> image, Span<bool> region, Random random)
    {
        var color = Color(random, 0.55, 1);
        var size = 5 + 3 * random.NextDouble();
        double Somewhere() => size + 1 + random.NextDouble() * (Side - MarkSide - 2 * size - 2);
        var (x, y) = (Somewhere(), Somewhere());
        for (var i = 0; i < Side * Side; i++)
        {
            var (column, row) = (i % Side, i / Side);
            for (var near = 0; near < 9; near++)
            {
                region[i] |= fills((column + near % 3 - 1 - x) / size, (row + near / 3 - 1 - y) / size);
            }
            for (var c = 0; c < 3 && fills((column - x) / size, (row - y) / size); c++)
            {
                image[c * Side * Side + i] = (float)color[c];
            }
        }
    }

    /// <summary>A white diagonal cross on black in the lower right corner.</summary>
    private static void Mark(Span<float> image, Span<bool> mark)
    {
        for (var i = 0; i < MarkSide * MarkSide; i++)
        {
            var (row, column) = (i / MarkSide, i % MarkSide);
            var at = (Side - MarkSide + row) * Side + Side - MarkSide + column;
            mark[at] = true;
            for (var c = 0; c < 3; c++)
            {
                image[c * Side * Side + at] = row == column || row + column == MarkSide - 1 ? 1 : 0;
            }
        }
    }

    private static double[] Color(Random random, double low, double high) => [.. Enumerable.Range(0, 3).Select(_ => low + (high - low) * random.NextDouble())];
}
