using System.Globalization;

namespace NNViz.Images;

/// <summary>
/// Which colour a number has: <see cref="Low"/>..<see cref="High"/> runs over <see cref="Map"/>. What lies outside has a colour that the
/// map does not have, so that it cannot be taken for the end of the scale; so have NaN and the infinities.
/// </summary>
public sealed record ColorScale
{
    // A number is far out if it is more than twice as large as the 99 % quantile of sizes.
    private const double Most = 0.99, FarOut = 2;

    /// <summary>NaN: magenta.</summary>
    public static Rgb NaNColor { get; } = new(255, 0, 255);

    /// <summary>+∞: bright green.</summary>
    public static Rgb PositiveInfinityColor { get; } = new(0, 255, 0);

    /// <summary>−∞: cyan.</summary>
    public static Rgb NegativeInfinityColor { get; } = new(0, 255, 255);

    /// <summary>A finite number above <see cref="High"/>: orange.</summary>
    public static Rgb AboveColor { get; } = new(255, 128, 0);

    /// <summary>A finite number below <see cref="Low"/>: azure.</summary>
    public static Rgb BelowColor { get; } = new(0, 144, 255);

    /// <summary>A scale from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <exception cref="ArgumentException">A bound is not finite, or low is above high.</exception>
    public ColorScale(Colormap map, double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"A colour scale runs between two finite numbers, the lower one first, not from {low} to {high}."));
        }

        (Map, Low, High) = (map, low, high);
    }

    /// <summary>The colours.</summary>
    public Colormap Map { get; }

    /// <summary>The number with the map's first colour.</summary>
    public double Low { get; }

    /// <summary>The number with the map's last colour; equal to <see cref="Low"/> where all data are one number.</summary>
    public double High { get; }

    /// <summary>Blue, white (zero), red from −limit to limit.</summary>
    /// <param name="limit">Finite and not negative.</param>
    public static ColorScale Diverging(double limit) => new(Colormap.BlueRed, -limit, limit);

    /// <summary>Viridis from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static ColorScale Sequential(double low, double high) => new(Colormap.Viridis, low, high);

    /// <summary>The scale on which numbers are shown; those that are not finite have no say.</summary>
    /// <param name="values">The numbers of all that is compared.</param>
    /// <param name="normalize">How the ends are chosen.</param>
    /// <param name="map">The colours; null: blue, white, red for a scale about zero, else viridis.</param>
    public static ColorScale For(ReadOnlySpan<double> values, Normalize normalize = Normalize.Robust, Colormap? map = null)
    {
        double[] finite = Array.FindAll(values.ToArray(), double.IsFinite);
        if (finite.Length == 0)
        {
            return new ColorScale(map ?? Colormap.Viridis, 0, 1);
        }

        (double min, double max) = (finite.Min(), finite.Max());
        if (normalize == Normalize.MinMax)
        {
            return new ColorScale(map ?? Colormap.Viridis, min, max);
        }

        double limit = RobustLimit(finite);
        return min < 0
            ? new ColorScale(map ?? Colormap.BlueRed, -limit, limit)
            : new ColorScale(map ?? Colormap.Viridis, min > limit / 2 ? min : 0, limit);
    }

    // The largest size that is not far out.
    private static double RobustLimit(double[] finite)
    {
        double[] sizes = Array.ConvertAll(finite, Math.Abs);
        Array.Sort(sizes);
        double farOut = FarOut * sizes[(int)Math.Ceiling(Most * (sizes.Length - 1))];
        return farOut > 0 ? Array.FindLast(sizes, size => size <= farOut) : sizes[^1];
    }

    /// <summary>True where the scale lies symmetrically about zero.</summary>
    public bool IsDiverging => Low == -High;

    /// <summary>Whether a number is finite and lies outside the scale.</summary>
    public bool Clips(double value) => double.IsFinite(value) && (value < Low || value > High);

    /// <summary>Where a number lies: 0 at <see cref="Low"/>, 1 at <see cref="High"/>; 0.5 on a scale of no length.</summary>
    public double Position(double value) =>
        High > Low ? ((value / 2) - (Low / 2)) / ((High / 2) - (Low / 2)) : 0.5; // in halves: High − Low may overflow

    /// <summary>The colour of any number.</summary>
    public Rgb Of(double value) => value switch
    {
        double.NaN => NaNColor,
        double.PositiveInfinity => PositiveInfinityColor,
        double.NegativeInfinity => NegativeInfinityColor,
        _ when value > High => AboveColor,
        _ when value < Low => BelowColor,
        _ => Map.At(Position(value)),
    };
}
