using System.Globalization;

namespace NNViz.Views;

/// <summary>Numbers in words, the same in every view and language.</summary>
internal static class Words
{
    /// <summary>At most <paramref name="digits"/> significant digits: −0.02131, 12, 3.1e−7, +Inf, NaN.</summary>
    public static string Number(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "−Inf";
        }

        double size = Math.Abs(value);
        bool whole = value == Math.Floor(value) && size < 1e6;
        bool plain = size is 0 or (>= 1e-4 and < 1e6);
        string format = whole ? "0" : plain ? "G" + digits.ToString(CultureInfo.InvariantCulture) : "0." + new string('#', digits - 1) + "e0";
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        // G4 writes 123456.7 as 1.235E+05.
        text = text.Contains('E', StringComparison.Ordinal) ? Math.Round(value).ToString("0", CultureInfo.InvariantCulture) : text;
        return text.Replace('-', '−');
    }

    /// <summary>A count with its thousands set apart: 16,777,216.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count and its noun: 1 cell, 2 cells; 1 pass, 2 passes.</summary>
    public static string Count(long count, string noun, string? plural = null) => $"{Count(count)} {(count == 1 ? noun : plural ?? noun + "s")}";

    /// <summary>A part in per cent: 0.05 %, &lt; 0.01 %.</summary>
    public static string Percent(double part) => part switch
    {
        0 => "0 %",
        < 0.0001 => "< 0.01 %",
        _ => (part * 100).ToString(part < 0.01 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>A number of bytes: 512 B, 12.5 kB, 64 MB (powers of 1024).</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        int power = bytes < 1 ? 0 : Math.Min(units.Length - 1, (int)Math.Log(bytes, 1024));
        return (bytes / Math.Pow(1024, power)).ToString("0.#", CultureInfo.InvariantCulture) + " " + units[power];
    }

    /// <summary>Sizes or indices in brackets: [64, 1, 28, 28].</summary>
    public static string List(IEnumerable<long> numbers) =>
        "[" + string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))) + "]";
}
