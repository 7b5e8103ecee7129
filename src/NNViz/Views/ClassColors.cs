using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>A colour for each class, however many there are.</summary>
internal static class ClassColors
{
    private const double GoldenTurn = 0.618033988749895; // its multiples never come close to one another on the circle

    /// <summary>The colours of <paramref name="count"/> classes: those of the figures up to ten, else hues of one lightness.</summary>
    public static IReadOnlyList<Rgb> Of(int count) => [.. Enumerable.Range(0, count).Select(i =>
        count <= Colors.Count ? Parse(Colors.Of(i)) : HueCircle.At(i * GoldenTurn % 1))];

    private static Rgb Parse(string css)
    {
        byte[] bytes = Convert.FromHexString(css.AsSpan(1));
        return new Rgb(bytes[0], bytes[1], bytes[2]);
    }
}
