namespace NNViz.Plotly;

/// <summary>Numbers on a grid, with their places and colours: what a heatmap, a contour map and a surface have in common.</summary>
/// <param name="Z">[rows, columns], row-major.</param>
/// <param name="Rows">At least 1.</param>
/// <param name="Columns">At least 1.</param>
/// <param name="Stops">The colours from <see cref="Low"/> to <see cref="High"/>.</param>
public abstract record Grid(Numbers Z, int Rows, int Columns, IReadOnlyList<ColorStop> Stops) : Trace
{
    /// <summary>The columns' places, evenly spaced; null: 0, 1, 2, …</summary>
    public Numbers? X { get; init; }

    /// <summary>The rows' places, evenly spaced; null: 0, 1, 2, …</summary>
    public Numbers? Y { get; init; }

    /// <summary>The number with the first colour; null: the smallest.</summary>
    public double? Low { get; init; }

    /// <summary>The number with the last colour; null: the largest.</summary>
    public double? High { get; init; }

    /// <summary>What the numbers are: the title of the colour bar.</summary>
    public string ZTitle { get; init; } = "value";

    /// <summary>Whether the colour bar is shown.</summary>
    public bool ShowScale { get; init; } = true;

    internal Numbers Across => X ?? Numbers.Range(Columns);

    internal Numbers Down => Y ?? Numbers.Range(Rows);

    /// <summary>The colours and their bounds, also where no bar is shown.</summary>
    internal ColorBar Scale
    {
        get
        {
            Interval data = Interval.Of(Z);
            (double low, double high) = data.IsEmpty ? (0, 1) : (data.Low, data.High);
            return new ColorBar(ZTitle, Low ?? low, High ?? high, Stops);
        }
    }

    internal override ColorBar? ColorBar => ShowScale ? Scale : null;

    internal override string? LegendColor(string color) => null;

    /// <summary>A number's place between the bounds, 0 to 1.</summary>
    internal static double Position(ColorBar scale, double value) =>
        scale.High > scale.Low ? (value - scale.Low) / (scale.High - scale.Low) : 0.5;

    /// <summary>Throws where the numbers do not fill the grid.</summary>
    private protected void Check()
    {
        if (Rows < 1 || Columns < 1 || Z.Count != Rows * Columns)
        {
            throw new ArgumentException($"{Z.Count} numbers do not fill {Rows} rows × {Columns} columns.");
        }
    }
}
