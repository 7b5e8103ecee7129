namespace TorchSharp;

/// <summary>The scopes and counters of a thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? ofThread;

    internal static DisposeScopeManager OfThread => ofThread ??= new();

    /// <summary>The counters of this thread.</summary>
    public static ThreadDisposeScopeStatistics Statistics => OfThread.ThreadStatistics;

    internal ThreadDisposeScopeStatistics ThreadStatistics { get; } = new();

    internal DisposeScope? Current { get; private set; }

    internal DisposeScope Open() => Current = new DisposeScope(this);

    internal void Register(IScoped created)
    {
        if (Current is null)
        {
            created.Statistics.CreatedOutsideScopeCount++;
            return;
        }
        created.Statistics.CreatedInScopeCount++;
        Current.Register(created);
    }

    /// <summary>Called by an object about to go.</summary>
    internal static void Unregister(IScoped disposed)
    {
        if (disposed.OwningDisposeScope is null)
        {
            disposed.Statistics.DisposedOutsideScopeCount++;
            return;
        }
        disposed.Statistics.DisposedInScopeCount++;
        disposed.OwningDisposeScope.MarkAsDisposed(disposed);
    }

    /// <summary>Takes a scope out of the chain, wherever in it the scope is.</summary>
    internal void Remove(DisposeScope scope)
    {
        if (ReferenceEquals(Current, scope))
        {
            Current = scope.OuterScope;
            return;
        }
        for (var inner = Current; inner is not null; inner = inner.OuterScope)
            if (ReferenceEquals(inner.OuterScope, scope))
                inner.OuterScope = scope.OuterScope;
    }
}
