using System.Globalization;

namespace Plotly.NET;

/// <summary>Values that properties take.</summary>
public static class StyleParam
{
    /// <summary>An axis of the layout.</summary>
    public sealed class SubPlotId
    {
        private readonly string _name;

        private SubPlotId(string axis, int number) =>
            _name = number < 2 ? axis : axis + number.ToString(CultureInfo.InvariantCulture);

        public static SubPlotId NewXAxis(int item) => new("xaxis", item);

        public static SubPlotId NewYAxis(int item) => new("yaxis", item);

        public override string ToString() => _name;
    }
}
