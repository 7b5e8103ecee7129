using NNViz.Attributions;
using NNViz.Images;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>Attributions of tables, or of the units of a layer, as bars with names, the strongest at the top.</summary>
internal static class AttributionBars
{
    private const int Most = 20, BarHeight = 18, Frame = 90;

    /// <summary>The figure of one sample.</summary>
    public static Figure Of(Attribution attribution, int sample)
    {
        var values = AttributionMaps.Sample(attribution.Map, sample, attribution.Samples);
        var shown = Enumerable.Range(0, values.Length)
            .OrderByDescending(i => double.IsFinite(values[i]) ? Math.Abs(values[i]) : double.PositiveInfinity).Take(Most).ToArray();
        var unit = attribution.Kind == MapKind.Layer ? "unit" : "feature";
        var labels = shown.Select(i => i < attribution.Names.Features.Count && attribution.Kind != MapKind.Layer
            ? attribution.Names.Features[i]
            : $"{unit} {i}").ToList();
        var left = values.Length - shown.Length;
        var panel = new Panel(
            new Axis($"attribution{(left > 0 ? $" (the {Most} largest of {Words.Count(values.Length)})" : "")}"),
            new Axis(unit) { Labels = labels, Reversed = true });
        // The ends of the diverging scale: for the target in red, against it in blue.
        Bar Part(bool positive) => new(Numbers.Range(shown.Length), shown.Select(i => (values[i] >= 0) == positive ? values[i] : double.NaN).ToArray())
        {
            Horizontal = true,
            Name = positive ? "for" : "against",
            Color = Css(ColorScale.Diverging(1).Of(positive ? 0.8 : -0.8)),
        };
        Line[] errors = attribution.StandardError is { } error ? [Whiskers(values, AttributionMaps.Sample(error, sample, attribution.Samples), shown)] : [];
        return new Figure(new FigureLayout(panel) { OverlayBars = true, Legend = attribution.Signed }, [Part(true), Part(false), .. errors])
        {
            Height = Frame + shown.Length * BarHeight,
            Alt = $"{attribution.Method}, sample {sample}: "
                + string.Join(", ", shown.Take(5).Select((i, k) => $"{labels[k]} {Words.Number(values[i])}")),
        };
    }

    /// <summary>A line over each bar from one standard error below the value to one above.</summary>
    private static Line Whiskers(double[] values, double[] errors, int[] shown) => new(
        shown.SelectMany(i => new[] { values[i] - errors[i], values[i] + errors[i], double.NaN }).ToArray(),
        shown.SelectMany((_, place) => new[] { place, place, double.NaN }).ToArray())
    {
        Name = "± standard error",
        Color = "#888888",
    };

    private static string Css(Rgb color) => color.ToString();
}
