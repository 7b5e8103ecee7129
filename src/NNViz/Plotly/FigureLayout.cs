namespace NNViz.Plotly;

/// <summary>A system of axes. A figure has one or several.</summary>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
public sealed record Panel(Axis X, Axis Y)
{
    /// <summary>Above the panel.</summary>
    public string? Title { get; init; }

    /// <summary>One unit is as long on both axes: pictures, maps of points.</summary>
    public bool Square { get; init; }

    /// <summary>The axis upwards of a <see cref="Surface"/>; panels that have one are three-dimensional.</summary>
    public Axis? Z { get; init; }
}

/// <summary>A line over the whole panel at one number, with a word to it: the best epoch, a threshold.</summary>
/// <param name="At">Where, in units of the axis.</param>
/// <param name="Text">What it says.</param>
public sealed record Mark(double At, string Text)
{
    /// <summary>A vertical line at x (the usual), or a horizontal line at y.</summary>
    public bool Vertical { get; init; } = true;

    /// <summary>Index of the panel.</summary>
    public int Panel { get; init; }
}

/// <summary>What surrounds the traces of a figure.</summary>
/// <param name="Panels">At least one, laid out row by row.</param>
public sealed record FigureLayout(params IReadOnlyList<Panel> Panels)
{
    /// <summary>One panel.</summary>
    public FigureLayout(string title, Axis x, Axis y)
        : this(new Panel(x, y)) => Title = title;

    /// <summary>Above the figure.</summary>
    public string? Title { get; init; }

    /// <summary>Panels in a row.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>In CSS pixels: where the page is so narrow that panels side by side would be narrower, some go to further rows.</summary>
    public int LeastPanelWidth { get; init; } = 300;

    /// <summary>Lines with a word to them.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>Names of the traces above the panels; null: where two or more have names.</summary>
    public bool? Legend { get; init; }

    /// <summary>Bars at the same place lie one over another (histograms to compare) and not side by side.</summary>
    public bool OverlayBars { get; init; }
}
