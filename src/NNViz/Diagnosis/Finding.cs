namespace NNViz.Diagnosis;

/// <summary>What to think of something that a check looked at.</summary>
public enum Verdict
{
    /// <summary>It may well be meant so, or come right by itself.</summary>
    Suspicious,

    /// <summary>It keeps the network from learning, or from learning well.</summary>
    Faulty,
}

/// <summary>Something that is wrong with a network, its data or its training.</summary>
/// <param name="Check">The check that found it, for example <c>dead units</c>.</param>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Title">What is wrong, in a sentence.</param>
public sealed record Finding(string Check, Verdict Verdict, string Title)
{
    /// <summary>The numbers that say so, beside the limits that they passed.</summary>
    public required string Because { get; init; }

    /// <summary>What to do about it, in plain words.</summary>
    public required string Advice { get; init; }

    /// <summary>The numbers as a picture.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>Changes that <c>TryRemedies</c> can try; empty where only the user can do something.</summary>
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];
}

/// <summary>One check, with what it looked at.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Outcome">In words: what was looked at and found fine, what was found, or why it could not be checked.</param>
/// <param name="WasMade">False where something was missing that the check needs.</param>
public sealed record CheckOutcome(string Name, string Outcome, bool WasMade);
