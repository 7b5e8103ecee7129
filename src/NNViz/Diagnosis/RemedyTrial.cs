namespace NNViz.Diagnosis;

/// <summary>How one candidate was trained.</summary>
/// <param name="Name">The remedy, or <c>as it is</c>.</param>
/// <param name="Losses">The loss of each step's batch, before the step; up to where it became no number.</param>
public sealed record RemedyRun(string Name, IReadOnlyList<double> Losses)
{
    /// <summary>The loss over all batches at the end, in eval mode; NaN where training failed.</summary>
    public double FinalLoss { get; init; } = double.NaN;

    /// <summary>The part of all samples that are given their class at the end; NaN where the labels are no classes, or training failed.</summary>
    public double Accuracy { get; init; } = double.NaN;

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Why it ended early; null if it did not.</summary>
    public string? Failure { get; init; }
}

/// <summary>
/// Candidates trained side by side: the network as it is, and one for each remedy, on the same batches in the same order. Immutable; holds no
/// tensor, and the network itself was not touched.
/// </summary>
/// <param name="Subject">The network's type.</param>
/// <param name="Runs">The runs, the network as it is first.</param>
/// <param name="Steps">Steps of each.</param>
/// <param name="Seed">The seed.</param>
public sealed record RemedyTrial(string Subject, IReadOnlyList<RemedyRun> Runs, int Steps, long Seed)
{
    /// <summary>The network as it is.</summary>
    public RemedyRun Baseline => Runs[0];

    /// <summary>
    /// The run that ended best: by accuracy where the labels are classes (two remedies may change what the loss means), then by loss.
    /// </summary>
    public RemedyRun Best => Runs
        .OrderByDescending(run => double.IsNaN(run.Accuracy) ? -1 : run.Accuracy)
        .ThenBy(run => double.IsNaN(run.FinalLoss) ? double.PositiveInfinity : run.FinalLoss)
        .First();

    /// <summary>The time of the whole trial.</summary>
    public TimeSpan Elapsed => Runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Elapsed);

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
