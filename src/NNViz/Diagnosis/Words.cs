using System.Globalization;

namespace NNViz.Diagnosis;

/// <summary>How numbers read in findings, the same in every language.</summary>
internal static class Words
{
    /// <summary>Three significant digits: 0.0214, 1e−7, 255.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        var format = size is 0 or (>= 1e-4 and < 1e6) || !double.IsFinite(value) ? size >= 100 ? "0" : "G3" : "0.##e0";
        return value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>A part in per cent: 75 %.</summary>
    public static string Percent(double part) => (100 * part).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>Names in a row, the first four of them.</summary>
    public static string Some(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(4)) + (all.Length > 4 ? $" and {all.Length - 4} more" : "");
    }
}
