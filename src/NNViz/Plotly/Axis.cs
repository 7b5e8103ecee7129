namespace NNViz.Plotly;

/// <summary>One axis of a panel. Every axis has a title.</summary>
public sealed record Axis
{
    /// <summary>An axis named <paramref name="title"/>, with the unit where there is one: "loss", "time (ms)".</summary>
    /// <exception cref="ArgumentException">The title is empty.</exception>
    public Axis(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>What the axis shows.</summary>
    public string Title { get; }

    /// <summary>Logarithmic, base 10; numbers not above 0 are left out.</summary>
    public bool Log { get; init; }

    /// <summary>The first and the last number shown; null: as the data need it.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>From right to left, or from top to bottom (matrices: row 0 at the top).</summary>
    public bool Reversed { get; init; }

    /// <summary>Words in place of the numbers 0, 1, 2, …; two may be alike.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Ticks at whole numbers only: epochs, indices.</summary>
    public bool Integers { get; init; }

    /// <summary>Whether 0 is always part of an automatic range.</summary>
    public bool FromZero { get; init; }
}
