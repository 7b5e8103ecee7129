using System.Globalization;

namespace NNViz.Attributions;

/// <summary>How numbers and shapes read in messages and notes.</summary>
internal static class Words
{
    public static string Shape(IEnumerable<long> shape) => "[" + string.Join(",", shape) + "]";

    public static string Number(double value)
    {
        var plain = Math.Abs(value) is 0 or (>= 1e-4 and < 1e6) || !double.IsFinite(value);
        return value.ToString(!plain ? "0.###e0" : Math.Abs(value) < 1e4 ? "G4" : "0", CultureInfo.InvariantCulture).Replace('-', '−');
    }

    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    public static string Seconds(TimeSpan time) => time.TotalSeconds < 1
        ? time.TotalMilliseconds.ToString("0.#", CultureInfo.InvariantCulture) + " ms"
        : time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";

    public static string Bytes(long bytes) => bytes < 1 << 20
        ? (bytes / 1024.0).ToString("0.#", CultureInfo.InvariantCulture) + " KiB"
        : (bytes / 1048576.0).ToString("0.#", CultureInfo.InvariantCulture) + " MiB";
}
