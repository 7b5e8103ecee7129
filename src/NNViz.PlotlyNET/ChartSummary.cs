using System.Text.Json;
using NNViz.PlotlyNET.Reading;
using NNViz.Text;

namespace NNViz.PlotlyNET;

/// <summary>What a chart holds, in lines of text: each trace with its arrays.</summary>
internal static class ChartSummary
{
    private const int MostItems = 8, MostLetters = 90;

    /// <summary>
    /// A line for each trace and, indented, for each of its arrays: all items where they are few, else how many and their range.
    /// </summary>
    public static IEnumerable<string> Of(JsonElement chart)
    {
        foreach (var (index, trace) in chart.GetProperty("data").EnumerateArray().Index())
        {
            yield return TracePart.Of(new Node(trace), index).Words;
            foreach (JsonProperty property in trace.EnumerateObject())
            {
                if (ChartArray.Matrix(property.Value) is { } numbers)
                {
                    yield return $"    {property.Name}: {Numbers(numbers)}";
                }
                else if (ChartArray.Texts(property.Value) is { Length: > 0 } texts)
                {
                    string all = string.Join(", ", texts.Take(MostItems).Select(PlotlyWords.ToText));
                    string more = texts.Length > MostItems || all.Length > MostLetters ? " …" : "";
                    yield return $"    {property.Name}: {all[..Math.Min(all.Length, MostLetters)]}{more}";
                }
            }
        }
    }

    private static string Numbers(TypedArray array)
    {
        double[] finite = [.. array.Values.Where(double.IsFinite)];
        return array.Values.Length <= MostItems ? string.Join(", ", array.Values.Select(value => Words.Number(value)))
            : finite.Length == 0 ? Words.Count(array.Values.Length, "number")
            : $"{Words.Count(array.Values.Length, "number")} from {Words.Number(finite.Min())} to {Words.Number(finite.Max())}";
    }
}
