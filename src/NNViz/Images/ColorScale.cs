namespace NNViz.Images;

/// <summary>
/// Which colour a number has: <see cref="Low"/>..<see cref="High"/> runs over <see cref="Map"/>. What lies outside has a colour that the
/// map does not have, so that it cannot be taken for the end of the scale; so have NaN and the infinities.
/// </summary>
public sealed record ColorScale
{
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
            throw new ArgumentException($"A colour scale runs between two finite numbers, the lower one first, not from {low} to {high}.");
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
