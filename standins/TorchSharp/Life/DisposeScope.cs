using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What a <see cref="DisposeScope"/> can own.</summary>
internal interface IScoped : IDisposable
{
    DisposeScope? OwningDisposeScope { get; set; }

    /// <summary>The counters of this kind of object on this thread.</summary>
    LifetimeStatistics Statistics { get; }
}

/// <summary>
/// Disposes, at its end, everything that was created on this thread while it was the innermost scope, except what was moved out or
/// detached. Made by <see cref="NewDisposeScope"/>.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager manager;
    private HashSet<IDisposable> disposables = new(ReferenceEqualityComparer.Instance);
    private bool isDisposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        this.manager = manager;
        OuterScope = manager.Current;
    }

    internal DisposeScope? OuterScope { get; set; }

    /// <summary>A copy of the list of what the scope owns.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. Live().disposables];

    public int DisposablesCount => Live().disposables.Count;

    public bool Contains(IDisposable disposable) => disposables.Contains(disposable);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        MoveToOther(OuterScope, first, second);
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther(OuterScope, first, second, third);
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, (IEnumerable<IDisposable>)disposables);
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        MoveToOther(scope, (IEnumerable<IDisposable>)[disposable]);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable
    {
        MoveToOther(scope, (IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        MoveToOther(scope, (IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    /// <summary>Moves what this scope owns to another; without another it is detached. What it does not own stays where it is.</summary>
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        Live();
        if (scope is null)
        {
            Detach(disposables);
            return;
        }
        if (ReferenceEquals(scope, this))
            return;
        foreach (var disposable in disposables)
            if (this.disposables.Remove(disposable))
                scope.Take((IScoped)disposable);
    }

    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther<T>(null, disposable);
    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        MoveToOther<T1, T2>(null, first, second);
    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther<T1, T2, T3>(null, first, second, third);

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes objects out of the scope system; whoever holds them disposes them.</summary>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        Live();
        foreach (var disposable in disposables)
        {
            if (!this.disposables.Remove(disposable))
                continue;
            var scoped = (IScoped)disposable;
            scoped.OwningDisposeScope = null;
            scoped.Statistics.DetachedFromScopeCount++;
        }
    }

    public void Attach(IDisposable disposable) => Attach((IEnumerable<IDisposable>)[disposable]);
    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Makes this scope the owner, whatever the owner was before. Only tensors and packed sequences can be owned.</summary>
    /// <exception cref="InvalidOperationException">An object is of another kind.</exception>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        Live();
        var all = disposables.ToList();
        foreach (var disposable in all)
        {
            var scoped = disposable as IScoped
                ?? throw new InvalidOperationException($"a DisposeScope owns Tensor and PackedSequence, not {disposable.GetType().Name}");
            if (Take(scoped))
                scoped.Statistics.AttachedToScopeCount++;
        }
        return all;
    }

    public void DisposeEverything() => DisposeEverythingBut((IEnumerable<IDisposable>)[]);

    /// <summary>Disposes everything but what is named, which the scope goes on owning.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var old = Live().disposables;
        disposables = new(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in old)
            if (!disposables.Contains(disposable))
                disposable.Dispose();
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    /// <summary>Disposes what the scope owns and makes the scope around it the current one.</summary>
    public void Dispose()
    {
        if (isDisposed)
            return;
        DisposeEverything();
        manager.Remove(this);
        isDisposed = true;
    }

    /// <summary>Tells the scope that somebody else disposed the object.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        Live().disposables.Remove(disposable);
        if (disposable is IScoped scoped)
            scoped.OwningDisposeScope = null;
    }

    internal void Register(IScoped created)
    {
        disposables.Add(created);
        created.OwningDisposeScope = this;
    }

    /// <summary>Puts <paramref name="replacement"/> in the place of an object of its scope.</summary>
    internal static void Replace(IScoped original, IScoped replacement)
    {
        var scope = original.OwningDisposeScope;
        if (scope is null || !scope.disposables.Remove(original))
            return;
        original.OwningDisposeScope = null;
        scope.Take(replacement);
    }

    private bool Take(IScoped scoped)
    {
        var old = scoped.OwningDisposeScope;
        if (ReferenceEquals(old, this))
            return false;
        old?.disposables.Remove(scoped);
        Register(scoped);
        return true;
    }

    private DisposeScope Live() => isDisposed ? throw new ObjectDisposedException(nameof(DisposeScope)) : this;
}
