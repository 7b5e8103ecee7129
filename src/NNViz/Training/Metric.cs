namespace NNViz.Training;

/// <summary>One value of a metric at one step.</summary>
/// <param name="Step">The step under which it was logged (a batch, an epoch: whatever the user counts).</param>
/// <param name="Value">The value, as logged; may be NaN or infinite.</param>
public readonly record struct MetricPoint(long Step, double Value);

/// <summary>A metric as it stood when it was read: its points, thinned when there are many, and exact totals.</summary>
public sealed record Metric
{
    /// <summary>The name under which it was logged.</summary>
    public required string Name { get; init; }

    /// <summary>How many values were logged.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them were NaN or infinite.</summary>
    public required long NonFinite { get; init; }

    /// <summary>The value logged last.</summary>
    public required MetricPoint Last { get; init; }

    /// <summary>The lowest finite value of all (the first of equals), or <see langword="null"/> if none was finite.</summary>
    public required MetricPoint? Min { get; init; }

    /// <summary>The highest finite value of all (the first of equals), or <see langword="null"/> if none was finite.</summary>
    public required MetricPoint? Max { get; init; }

    /// <summary>
    /// What to draw, bucket by bucket in the order of logging and by step within one: every value while there are few, else of each
    /// <see cref="PerBucket"/> consecutive values the lowest, the highest and the first non-finite one, so that no extreme is lost.
    /// </summary>
    public required IReadOnlyList<MetricPoint> Points { get; init; }

    /// <summary>The mean of the finite values of each bucket, at the bucket's middle value's step: the trend without the noise.</summary>
    public required IReadOnlyList<MetricPoint> Means { get; init; }

    /// <summary>How many consecutive values one bucket stands for; 1 while nothing is thinned.</summary>
    public required long PerBucket { get; init; }

    /// <summary>What was left out, in words, or <see langword="null"/> where every value is there.</summary>
    public string? Note => PerBucket == 1
        ? null
        : $"{Words.Count(Count, "value")}, drawn as the lowest and highest of every {Words.Count(PerBucket)}";
}
