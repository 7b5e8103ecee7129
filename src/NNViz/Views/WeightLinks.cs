using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>The strongest weights of a dense layer as lines from inputs to outputs: red for, blue against, the thicker the stronger.</summary>
internal static class WeightLinks
{
    /// <summary>The most lines.</summary>
    public const int MostLines = 48;

    /// <summary>The most units on each side.</summary>
    public const int MostUnits = 24;

    private const int Widths = 4, UnitHeight = 18;
    private const string For = "#d64550", Against = "#3b7dd8", Unit = "#7d8b99";

    /// <summary>The figure of a layer whose importance is a matrix [outputs, inputs].</summary>
    public static Figure Of(LayerImportance layer)
    {
        (int Output, int Input, double Value)[] links = Strongest(layer);
        int[] inputs = [.. links.Select(link => link.Input).Distinct().Order()], outputs = [.. links.Select(link => link.Output).Distinct().Order()];
        int rows = Math.Max(inputs.Length, outputs.Length);
        double At(int[] units, int unit) => rows * (Array.IndexOf(units, unit) + 0.5) / units.Length;
        double most = Math.Abs(links[0].Value);
        var lines = links.GroupBy(link => (Up: link.Value > 0, Width: 1 + (int)Math.Min(Widths - 1, Widths * Math.Abs(link.Value) / most)))
            .OrderBy(group => group.Key.Width)
            .Select(group => new Line(
                group.SelectMany(_ => new[] { 0, 1, double.NaN }).ToArray(),
                group.SelectMany(link => new[] { At(inputs, link.Input), At(outputs, link.Output), double.NaN }).ToArray())
            {
                Color = group.Key.Up ? For : Against,
                Width = 1.2 * group.Key.Width,
                Opacity = 0.35 + (0.15 * group.Key.Width),
                HoverTemplate = "<extra></extra>",
            });
        Scatter Dots(int[] units, string what, double x) => new(Array.ConvertAll(units, _ => x), Array.ConvertAll(units, unit => At(units, unit)))
        {
            Color = Unit,
            Size = 8,
            Labels = Array.ConvertAll(units, unit => $"{unit}"),
            LabelsLeft = x == 0,
            Texts = Array.ConvertAll(units, unit => $"{what} {unit}"),
            HoverTemplate = "%{hovertext}<extra></extra>",
        };
        var across = new Axis($"from the inputs of {layer.Name} to its outputs") { Labels = ["inputs", "outputs"], Range = (-0.25, 1.25) };
        var panel = new Panel(across, new Axis("unit, by number") { Labels = [], Reversed = true, Range = (0, rows) });
        return new Figure(new FigureLayout(panel) { Legend = false }, [.. lines, Dots(inputs, "input", 0), Dots(outputs, "output", 1)])
        {
            Height = Math.Clamp((UnitHeight * rows) + 70, 200, 560),
            Alt = $"The {Words.Count(links.Length, "strongest weight")} of {layer.Name} as lines from inputs to outputs: "
                + $"{string.Join("; ", links.Take(5).Select(InWords))}",
        };
    }

    // The strongest first, as long as they end at few enough units to be told apart.
    private static (int Output, int Input, double Value)[] Strongest(LayerImportance layer)
    {
        int columns = (int)layer.Values.Shape[1];
        var (inputs, outputs) = (new HashSet<int>(), new HashSet<int>());
        bool Fits((int Output, int Input, double Value) link)
        {
            bool room = (inputs.Contains(link.Input) || inputs.Count < MostUnits) && (outputs.Contains(link.Output) || outputs.Count < MostUnits);
            return room && (inputs.Add(link.Input) | outputs.Add(link.Output) | room);
        }

        return [.. layer.Values.ToDoubles().Index().Where(entry => double.IsFinite(entry.Item) && entry.Item != 0)
            .OrderByDescending(entry => Math.Abs(entry.Item)).Select(entry => (entry.Index / columns, entry.Index % columns, entry.Item))
            .Where(Fits).Take(MostLines)];
    }

    private static string InWords((int Output, int Input, double Value) link) =>
        $"input {link.Input} → output {link.Output}: {(link.Value > 0 ? "+" : "")}{Words.Number(link.Value)}";
}
