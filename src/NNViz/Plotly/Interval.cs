namespace NNViz.Plotly;

/// <summary>From the smallest to the largest of some numbers; empty of none.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public static Interval Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => Low > High;

    public double Length => High - Low;

    /// <summary>The interval of the finite ones; on a logarithmic axis of those above 0.</summary>
    public static Interval Of(Numbers values, bool log = false)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int i = 0; i < values.Count; i++)
        {
            double v = values[i];
            if (double.IsFinite(v) && (!log || v > 0))
            {
                low = Math.Min(low, v);
                high = Math.Max(high, v);
            }
        }

        return new Interval(low, high);
    }

    public Interval And(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    public Interval And(double value) => And(new Interval(value, value));
}
