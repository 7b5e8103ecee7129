namespace NNViz.Plotly;

/// <summary>Draws one panel of a figure: grid, traces, axes, marks, colour bar.</summary>
internal sealed class PanelDrawing
{
    private const double TickRoom = 16, TitleRoom = 17, BarRoom = 74;

    private readonly Figure _figure;
    private readonly ICanvas _canvas;
    private readonly Panel _panel;
    private readonly int _index;
    private readonly (int Index, Trace Trace)[] _traces;

    public PanelDrawing(Figure figure, int index, ICanvas canvas)
    {
        (_figure, _canvas, _index) = (figure, canvas, index);
        _panel = figure.Layout.Panels[index];
        _traces = [.. figure.Traces.Index().Where(t => t.Item.Panel == index).Select(t => (t.Index, t.Item))];
    }

    /// <summary>Draws the panel, its axes included, within a room.</summary>
    public void Draw(Box room)
    {
        (Interval x, Interval y) = Intervals();
        ColorBar? bar = _traces.Select(t => t.Trace.ColorBar).FirstOrDefault(b => b is not null);
        bool hasMarks = _figure.Layout.Marks.Any(mark => mark.Vertical && mark.Panel == _index);
        double head = _panel.Title is null && !hasMarks ? 8 : 22;
        double height = room.Height - head - TickRoom - TitleRoom - 6;
        var yTicks = Ticks.Of(_panel.Y, y, (int)(height / (_panel.Y.Labels is null ? 34 : 16))); // a word for each bar, where there is room
        double left = _panel.Z is null ? TitleRoom + 8 + yTicks.Select(t => FigureDrawing.TextWidth(t.Text)).DefaultIfEmpty().Max() : 8;
        left = Math.Min(left, room.Width * 0.4);
        double width = room.Width - left - 14 - (bar is null ? 0 : BarRoom);
        var box = new Box(room.X + left, room.Y + head, Math.Max(20, width), Math.Max(20, height));
        box = _panel.Square ? Squared(box, x, y) : box;
        if (_panel.Title is { } title)
        {
            _canvas.Text(new Spot(box.X + (box.Width / 2), box.Y - 7), title, new TextStyle(TextAnchor.Middle, 12, Bold: true));
        }

        var plot = new PlotArea(_canvas, box, new AxisMap(_panel.X, x, box.X, box.Right), new AxisMap(_panel.Y, y, box.Bottom, box.Y));
        if (_panel.Z is null)
        {
            DrawAxes(plot, yTicks);
            _canvas.Clipped(box, () => DrawTraces(plot));
            DrawMarks(plot);
        }
        else
        {
            DrawTraces(plot);
        }

        if (bar is not null)
        {
            bar.Draw(_canvas, new Box(box.Right + 14, box.Y, 12, box.Height));
        }
    }

    private (Interval X, Interval Y) Intervals()
    {
        (Interval x, Interval y) = (Interval.Empty, Interval.Empty);
        foreach ((_, Trace trace) in _traces)
        {
            (Interval across, Interval up) = trace.Extent(_panel);
            (x, y) = (x.And(across), y.And(up));
        }

        // Cells fill their panel to the edge, bars stand on it; lines and points have some air.
        bool cells = _traces.Any(t => t.Trace is Grid or Image);
        bool bars = _traces.Any(t => t.Trace is Bar { Horizontal: false } or Histogram);
        bool lying = _traces.Any(t => t.Trace is Bar { Horizontal: true });
        return (AxisMap.Shown(lying ? _panel.X with { FromZero = true } : _panel.X, x, margin: !cells && !bars),
            AxisMap.Shown(bars ? _panel.Y with { FromZero = true } : _panel.Y, y, margin: !cells && !lying));
    }

    // The largest box inside, one unit as long on both axes.
    private static Box Squared(Box box, Interval x, Interval y)
    {
        double unit = Math.Min(box.Width / x.Length, box.Height / y.Length);
        (double width, double height) = (x.Length * unit, y.Length * unit);
        return new Box(box.X + ((box.Width - width) / 2), box.Y + ((box.Height - height) / 2), width, height);
    }

    private void DrawTraces(PlotArea plot)
    {
        int bars = _figure.Layout.OverlayBars ? 1 : Math.Max(1, _traces.Count(t => t.Trace is Bar)), bar = 0;
        foreach ((int index, Trace trace) in _traces)
        {
            trace.Draw(plot with { Bars = (bar % bars, bars) }, Colors.Of(index));
            bar += trace is Bar ? 1 : 0;
        }
    }

    private void DrawAxes(PlotArea plot, IReadOnlyList<(double At, string Text)> yTicks)
    {
        Box box = plot.Box;
        var grid = new Pen(Colors.Ink, 1, Opacity: 0.22);
        double widest = _panel.X.Labels?.Select(l => FigureDrawing.TextWidth(l) + 10).DefaultIfEmpty(20).Max() ?? 56;
        foreach ((double at, string text) in Ticks.Of(_panel.X, plot.X.Interval, (int)(box.Width / widest)))
        {
            double x = plot.X.At(at);
            _canvas.Line([new(x, box.Y), new(x, box.Bottom)], grid);
            // A long one at the end does not reach beyond the panel's room.
            bool sticksOut = x + (FigureDrawing.TextWidth(text) / 2) > box.Right + 12;
            _canvas.Text(new Spot(sticksOut ? box.Right + 12 : x, box.Bottom + 13), text, new TextStyle(sticksOut ? TextAnchor.End : TextAnchor.Middle));
        }

        foreach ((double at, string text) in yTicks)
        {
            double y = plot.Y.At(at);
            _canvas.Line([new(box.X, y), new(box.Right, y)], grid);
            _canvas.Text(new Spot(box.X - 5, y + 4), text, new TextStyle(TextAnchor.End));
        }

        _canvas.Line([new(box.X, box.Y), new(box.X, box.Bottom), new(box.Right, box.Bottom)], new Pen(Colors.Ink, 1, Opacity: 0.6));
        double side = box.X - 10 - yTicks.Select(t => FigureDrawing.TextWidth(t.Text)).DefaultIfEmpty().Max();
        var title = new TextStyle(TextAnchor.Middle, 12);
        _canvas.Text(new Spot(box.X + (box.Width / 2), box.Bottom + TickRoom + 13), _panel.X.Title, title);
        _canvas.Text(new Spot(Math.Max(12, side), box.Y + (box.Height / 2)), _panel.Y.Title, title with { Upwards = true });
    }

    private void DrawMarks(PlotArea plot)
    {
        var pen = new Pen(Colors.Ink, 1, Dashed: true);
        foreach (Mark mark in _figure.Layout.Marks.Where(m => m.Panel == _index))
        {
            Box box = plot.Box;
            if (mark.Vertical)
            {
                double x = plot.X.At(mark.At);
                bool late = x > box.X + (box.Width * 0.7);
                _canvas.Line([new(x, box.Y), new(x, box.Bottom)], pen);
                _canvas.Text(new Spot(x + (late ? -4 : 4), box.Y - 4), mark.Text, new TextStyle(late ? TextAnchor.End : TextAnchor.Start));
            }
            else
            {
                double y = plot.Y.At(mark.At);
                _canvas.Line([new(box.X, y), new(box.Right, y)], pen);
                _canvas.Text(new Spot(box.Right - 4, y - 4), mark.Text, new TextStyle(TextAnchor.End));
            }
        }
    }
}
