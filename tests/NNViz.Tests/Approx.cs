using System.Globalization;

namespace NNViz.Tests;

/// <summary>The one element-wise comparison of the tests: |actual − expected| ≤ absolute + relative × |expected|; NaN equals NaN, an infinity itself.</summary>
internal static class Approx
{
    public static void Equal(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double relative = 1e-5, double absolute = 1e-5, string what = "element")
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            var (e, a) = (expected[i], actual[i]);
            var same = e.Equals(a) || Math.Abs(a - e) <= absolute + relative * Math.Abs(e);
            Assert.True(same, string.Create(CultureInfo.InvariantCulture, $"{what} {i}: expected {e:R}, got {a:R}"));
        }
    }

    public static void Equal(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double relative = 1e-5, double absolute = 1e-5, string what = "element") =>
        Equal([.. expected.Select(value => (double)value)], [.. actual.Select(value => (double)value)], relative, absolute, what);
}
