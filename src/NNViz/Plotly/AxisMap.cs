namespace NNViz.Plotly;

/// <summary>Where the numbers of an axis lie in a picture: its interval over the pixels from..to.</summary>
internal sealed class AxisMap
{
    private readonly double _from, _to;

    /// <param name="axis">The axis.</param>
    /// <param name="interval">The numbers shown.</param>
    /// <param name="from">The pixel of the smallest number.</param>
    /// <param name="to">The pixel of the largest number.</param>
    public AxisMap(Axis axis, Interval interval, double from, double to)
    {
        (Axis, Interval) = (axis, interval);
        (_from, _to) = axis.Reversed ? (to, from) : (from, to);
    }

    public Axis Axis { get; }

    public Interval Interval { get; }

    /// <summary>Whether larger numbers have smaller pixels.</summary>
    public bool Descends => _to < _from;

    /// <summary>The interval that an axis shows: its own range, or that of the data with a margin.</summary>
    public static Interval Shown(Axis axis, Interval data, bool margin)
    {
        if (axis.Range is { } range)
        {
            return new Interval(Math.Min(range.Low, range.High), Math.Max(range.Low, range.High));
        }

        data = axis.FromZero && !axis.Log ? data.And(0) : data;
        if (data.IsEmpty)
        {
            return axis.Log ? new Interval(0.1, 1) : new Interval(0, 1);
        }

        if (axis.Log)
        {
            double factor = data.Low == data.High ? 3 : margin ? Math.Pow(data.High / data.Low, 0.04) : 1;
            return new Interval(data.Low / factor, data.High * factor);
        }

        double pad = data.Length > 0 ? data.Length * (margin ? 0.04 : 0) : data.Low == 0 ? 0.5 : Math.Abs(data.Low) / 2;
        // An axis that begins at zero (counts) has no room below it.
        return new Interval(axis.FromZero && data.Low == 0 ? 0 : data.Low - pad, axis.FromZero && data.High == 0 ? 0 : data.High + pad);
    }

    /// <summary>The pixel of a number; NaN where a logarithmic axis cannot show it.</summary>
    public double At(double value)
    {
        double t = Axis.Log
            ? Math.Log(value / Interval.Low) / Math.Log(Interval.High / Interval.Low)
            : (value - Interval.Low) / Interval.Length;
        return double.IsFinite(t) ? _from + (t * (_to - _from)) : double.NaN;
    }
}
