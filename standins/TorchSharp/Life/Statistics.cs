namespace TorchSharp;

/// <summary>Counts the objects of one kind that a thread made, disposed and moved between scopes.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>Objects made minus objects disposed on this thread; finalizers count on their own thread.</summary>
    public long ThreadTotalLiveCount =>
        CreatedOutsideScopeCount + CreatedInScopeCount - DisposedOutsideScopeCount - DisposedInScopeCount;

    public void Reset() => CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount =
        AttachedToScopeCount = DetachedFromScopeCount = 0;

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; CreatedOutsideScopeCount: {CreatedOutsideScopeCount}; "
        + $"DisposedOutsideScopeCount: {DisposedOutsideScopeCount}; CreatedInScopeCount: {CreatedInScopeCount}; "
        + $"DisposedInScopeCount: {DisposedInScopeCount}; AttachedToScopeCount: {AttachedToScopeCount}; "
        + $"DetachedFromScopeCount: {DetachedFromScopeCount}";
}

/// <summary>The counters of a thread: tensors and packed sequences, and their sums.</summary>
public class ThreadDisposeScopeStatistics
{
    public LifetimeStatistics TensorStatistics { get; } = new();
    public LifetimeStatistics PackedSequenceStatistics { get; } = new();

    public long CreatedOutsideScopeCount => Sum.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => Sum.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => Sum.CreatedInScopeCount;
    public long DisposedInScopeCount => Sum.DisposedInScopeCount;
    public long AttachedToScopeCount => Sum.AttachedToScopeCount;
    public long DetachedFromScopeCount => Sum.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => Sum.ThreadTotalLiveCount;

    public void Reset()
    {
        TensorStatistics.Reset();
        PackedSequenceStatistics.Reset();
    }

    public override string ToString() => Sum.ToString();

    private LifetimeStatistics Sum => new()
    {
        CreatedOutsideScopeCount = TensorStatistics.CreatedOutsideScopeCount + PackedSequenceStatistics.CreatedOutsideScopeCount,
        DisposedOutsideScopeCount = TensorStatistics.DisposedOutsideScopeCount + PackedSequenceStatistics.DisposedOutsideScopeCount,
        CreatedInScopeCount = TensorStatistics.CreatedInScopeCount + PackedSequenceStatistics.CreatedInScopeCount,
        DisposedInScopeCount = TensorStatistics.DisposedInScopeCount + PackedSequenceStatistics.DisposedInScopeCount,
        AttachedToScopeCount = TensorStatistics.AttachedToScopeCount + PackedSequenceStatistics.AttachedToScopeCount,
        DetachedFromScopeCount = TensorStatistics.DetachedFromScopeCount + PackedSequenceStatistics.DetachedFromScopeCount,
    };
}
