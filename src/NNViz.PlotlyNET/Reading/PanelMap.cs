using System.Globalization;

namespace NNViz.PlotlyNET.Reading;

/// <summary>A system of axes of a chart: two axes by plotly.js's names (x, y2), or a scene.</summary>
internal sealed record PanelKey(string X, string Y)
{
    /// <summary>The scene's name, as "scene2".</summary>
    public string? Scene { get; init; }
}

/// <summary>The panels of a chart in the order in which a figure has them: row by row.</summary>
internal sealed class PanelMap
{
    private readonly Node _layout;

    private PanelMap(Node layout, IEnumerable<PanelKey> keys)
    {
        _layout = layout;
        (PanelKey Key, double Left, double Top)[] placed = [.. keys.Select(key => (key, Left(key), Top(key)))];
        Keys = [.. placed.OrderBy(p => p.Top).ThenBy(p => p.Left).Select(p => p.Key)];
        Columns = Math.Max(1, placed.GroupBy(p => p.Top).Select(row => row.Select(p => p.Left).Distinct().Count()).DefaultIfEmpty(1).Max());
        Overlaid = [.. placed.GroupBy(p => (p.Left, p.Top)).SelectMany(place => place.Skip(1)).Select(p => p.Key)];
        layout.Part("grid").IgnoreAll();
    }

    public IReadOnlyList<PanelKey> Keys { get; }

    /// <summary>Panels in a row.</summary>
    public int Columns { get; }

    /// <summary>Panels that lie over another one.</summary>
    public IReadOnlyList<PanelKey> Overlaid { get; }

    /// <summary>The panels that traces use, and those that the layout has besides.</summary>
    public static PanelMap Of(Node layout, IReadOnlyList<TracePart> traces)
    {
        var keys = traces.Select(KeyOf).Distinct().ToList();
        foreach (string axis in layout.Names.Where(name => name.StartsWith("xaxis", StringComparison.Ordinal)))
        {
            var key = new PanelKey("x" + axis[5..], "y" + axis[5..]);
            if (!keys.Exists(k => k.X == key.X || k.Y == key.Y))
            {
                keys.Add(key);
            }
        }
        return new PanelMap(layout, keys.Count > 0 ? keys : [new PanelKey("x", "y")]);
    }

    public static PanelKey KeyOf(TracePart trace) => trace.Type == "surface"
        ? new PanelKey("", "") { Scene = trace.Node.Text("scene") ?? "scene" }
        : new PanelKey(trace.Node.Text("xaxis") ?? "x", trace.Node.Text("yaxis") ?? "y");

    public int IndexOf(PanelKey key) => Keys.ToList().IndexOf(key);

    /// <summary>The JSON of an axis by its name: "y2" is at "yaxis2".</summary>
    public Node Axis(string name) => _layout.Part(name[..1] + "axis" + name[1..]);

    /// <summary>The left edge, in parts of the chart.</summary>
    public double Left(PanelKey key) => Domain(key, 'x')[0] ?? Cell(key).Column;

    /// <summary>The right edge.</summary>
    public double Right(PanelKey key) => Domain(key, 'x')[1] ?? Cell(key).Right;

    /// <summary>The upper edge, from above.</summary>
    public double Top(PanelKey key) => Domain(key, 'y')[1] is { } top ? Math.Round(1 - top, 6) : Cell(key).Row;

    private double?[] Domain(PanelKey key, char direction)
    {
        double[]? domain = key.Scene is { } name ? _layout.Part(name).Part("domain").Numbers(direction.ToString())
            : Axis(direction == 'x' ? key.X : key.Y).Numbers("domain");
        return domain is [var from, var to] ? [Math.Round(from, 6), Math.Round(to, 6)] : [null, null];
    }

    // Where the layout's grid has the panel, in parts of the chart; gaps do not matter for the order.
    private (double Column, double Right, double Row) Cell(PanelKey key)
    {
        Node grid = _layout.Part("grid");
        if (!grid.Has("rows") && !grid.Has("columns"))
        {
            return (0, 1, 0);
        }
        int rows = (int)(grid.Number("rows") ?? 1), columns = (int)(grid.Number("columns") ?? 1);
        (int column, int row) = (Number(key.X), Number(key.Y));
        if (key.Scene is { } name)
        {
            Node domain = _layout.Part(name).Part("domain");
            (column, row) = ((int)(domain.Number("column") ?? 0), (int)(domain.Number("row") ?? 0));
        }
        else if (grid.Text("pattern") == "independent")
        {
            (column, row) = (column % columns, row / columns);
        }
        row = grid.Text("roworder") == "bottom to top" ? rows - 1 - row : row;
        return (Math.Round((double)column / columns, 6), Math.Round((column + 1.0) / columns, 6), Math.Round((double)row / rows, 6));
    }

    // From 0: x is the first, x2 the second.
    private static int Number(string axis) =>
        axis.Length > 1 && int.TryParse(axis.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number - 1 : 0;
}
