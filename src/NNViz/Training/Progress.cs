using System.Globalization;

namespace NNViz.Training;

/// <summary>How far a loop is.</summary>
/// <param name="Label">What one turn is called, for example <c>batch</c>.</param>
/// <param name="Done">Turns completed.</param>
/// <param name="Total">Turns in all, or <see langword="null"/> where the source does not say.</param>
/// <param name="Elapsed">The time since the loop began; stands still once it ended.</param>
/// <param name="IsRunning">Whether the loop still runs; a loop left by <c>break</c> has ended short of its total.</param>
public sealed record Progress(string Label, long Done, long? Total, TimeSpan Elapsed, bool IsRunning)
{
    /// <summary>Turns a second, averaged over the loop so far; 0 before the first turn is complete.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The share that is done, 0 to 1, or <see langword="null"/> where the total is not known.</summary>
    public double? Fraction => Total is { } total ? total == 0 ? 1 : Math.Min(1, (double)Done / total) : null;

    /// <summary>The time left at the average rate, or <see langword="null"/> where nothing is known to go by.</summary>
    public TimeSpan? Left => IsRunning && Total is { } total && Done > 0
        ? TimeSpan.FromSeconds(Math.Max(0, total - Done) / Rate)
        : null;

    /// <summary>One line: <c>batch 120/938 · 85.1/s · 0:10 left</c>.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var parts = new List<string> { string.Create(culture, $"{Label} {Done}") + (Total is { } total
            ? string.Create(culture, $"/{total}")
            : "") };
        if (Done > 0)
        {
            parts.Add(Rate >= 1 ? string.Create(culture, $"{Rate:0.#}/s") : string.Create(culture, $"{1 / Rate:0.#} s each"));
        }
        parts.Add(Left is { } left ? Clock(left) + " left" : Clock(Elapsed));
        return string.Join(" · ", parts);
    }

    private static string Clock(TimeSpan span) => span.ToString(span.TotalHours >= 1
        ? @"h\:mm\:ss"
        : @"m\:ss", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
