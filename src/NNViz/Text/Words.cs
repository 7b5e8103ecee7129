using System.Globalization;

namespace NNViz.Text;

/// <summary>Numbers, sizes and names in words: the same in every message, note, finding and view, and in every language.</summary>
internal static class Words
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>
    /// At most <paramref name="digits"/> significant digits, of whole numbers below a million all: −0.02131, 12, 123457, 3.1e−7, +Inf, −Inf, NaN.
    /// </summary>
    public static string Number(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "−Inf";
        }
        value += 0.0;   // −0 is 0
        double size = Math.Abs(value);
        bool plain = size == 0 || (size >= 1e-4 && Math.Round(size) < 1e6);
        string format = !plain ? "0." + new string('#', digits - 1) + "e0"
            : value == Math.Floor(value) ? "0"
            : "G" + digits.ToString(CultureInfo.InvariantCulture);
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        // G4 writes 123456.7 as 1.235E+05.
        text = text.Contains('E', StringComparison.Ordinal) ? Math.Round(value).ToString("0", CultureInfo.InvariantCulture) : text;
        return text.Replace('-', '−');
    }

    /// <summary>A count with its thousands set apart: 16,777,216.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>A count and its noun: 1 cell, 2 cells; 1 pass, 2 passes.</summary>
    public static string Count(long count, string noun, string? plural = null) => $"{Count(count)} {(count == 1 ? noun : plural ?? noun + "s")}";

    /// <summary>
    /// A part in per cent, in one place: 75 %, 33.3 %; in two below 1 % and from 99.95 % on: 0.05 %, 99.96 %, &lt; 0.01 %, &gt; 99.99 %.
    /// </summary>
    public static string Percent(double part)
    {
        double size = Math.Abs(part);
        string sign = part < 0 ? "−" : "";
        return size switch
        {
            0 => "0 %",
            < 0.0001 => $"{(part < 0 ? "> −" : "< ")}0.01 %",
            > 0.9999 and < 1 => $"{(part < 0 ? "< −" : "> ")}99.99 %",
            _ when !double.IsFinite(part) => Number(part) + " %",
            < 0.01 or (>= 0.9995 and < 1) => sign + (100 * size).ToString("0.##", CultureInfo.InvariantCulture) + " %",
            _ => sign + (100 * size).ToString("0.#", CultureInfo.InvariantCulture) + " %",
        };
    }

    /// <summary>A time in three digits, below a second in milliseconds: 0.031 ms, 12.5 ms, 1.25 s, 125 s.</summary>
    public static string Seconds(TimeSpan time) => time.Duration() < TimeSpan.FromSeconds(1)
        ? Number(time.TotalMilliseconds, 3) + " ms"
        : Number(time.TotalSeconds, 3) + " s";

    /// <summary>A number of bytes in powers of 1024: 512 B, 12.5 KiB, 64 MiB.</summary>
    public static string Bytes(long bytes)
    {
        double size = bytes;
        int power = 0;
        // Before it is rounded up to 1024 of a unit, it is one of the next.
        for (; Math.Round(Math.Abs(size), 1) >= 1024; power++)
        {
            size /= 1024;
        }
        return size.ToString("0.#", CultureInfo.InvariantCulture).Replace('-', '−') + " " + Units[power];
    }

    /// <summary>Names in a row, the first <paramref name="most"/> of them: a, b, c, d and 3 more.</summary>
    public static string Some(IEnumerable<string> names, int most = 4)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(most)) + (all.Length > most ? $" and {Count(all.Length - most)} more" : "");
    }

    /// <summary>Sizes or indices in brackets, as PyTorch writes them: [64, 1, 28, 28].</summary>
    public static string Shape<T>(IEnumerable<T> sizes)
        where T : IFormattable
        => "[" + string.Join(", ", sizes.Select(size => size.ToString(null, CultureInfo.InvariantCulture))) + "]";
}
