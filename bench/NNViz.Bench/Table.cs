using System.Globalization;

namespace NNViz.Bench;

/// <summary>One table of a benchmark: what was measured, what is aimed for, and whether it is met.</summary>
internal sealed class Table
{
    private readonly TextWriter report;

    public Table(TextWriter report, string title)
    {
        this.report = report;
        report.WriteLine();
        report.WriteLine($"{title,-58} {"measured",10}      {"aim",10}");
    }

    /// <summary>A row.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="value">The figure.</param>
    /// <param name="unit">Its unit; empty for a ratio.</param>
    /// <param name="atMost">What it is not to exceed; null where nothing is aimed for.</param>
    /// <param name="note">More about it, for example between what the ratios lie.</param>
    public void Row(string what, double value, string unit = "", double? atMost = null, string note = "")
    {
        var aim = atMost is { } most ? string.Create(CultureInfo.InvariantCulture, $"≤ {most:#,0.###}") : "";
        var verdict = atMost is not { } wanted ? "" : value <= wanted ? "met" : "missed";
        var format = unit.Length == 0 || Math.Abs(value) < 10 ? "0.000" : "#,0.0";
        report.WriteLine($"  {what,-56} {value.ToString(format, CultureInfo.InvariantCulture),10} {unit,-4} {aim,10} {verdict,-7} {note}".TrimEnd());
    }

    /// <summary>A row for one thing over another.</summary>
    public void Row(string what, in Ratio ratio, double? atMost = null) =>
        Row(what, ratio.Median, "", atMost, string.Create(CultureInfo.InvariantCulture, $"the middle half of {ratio.Pairs} pairs: {ratio.Low:0.000} … {ratio.High:0.000}"));

    /// <summary>A line of words.</summary>
    public void Note(string words) => report.WriteLine("  " + words);
}
