#nullable enable
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>Hands each event to all who have subscribed.</summary>
internal sealed class EventStream : IObservable<KernelEvent>
{
    private IObserver<KernelEvent>[] _observers = [];
    private bool _completed;

    public IDisposable Subscribe(IObserver<KernelEvent> observer)
    {
        if (_completed)
        {
            observer.OnCompleted();
            return new Disposable(() => { });
        }
        Change(observers => [.. observers, observer]);
        return new Disposable(() => Change(observers => [.. observers.Where(other => other != observer)]));
    }

    public IDisposable Subscribe(Action<KernelEvent> onNext) => Subscribe(new Observer(onNext));

    public void OnNext(KernelEvent @event)
    {
        foreach (var observer in _observers)
        {
            observer.OnNext(@event);
        }
    }

    public void OnCompleted()
    {
        _completed = true;
        foreach (var observer in _observers)
        {
            observer.OnCompleted();
        }
        Change(_ => []);
    }

    private void Change(Func<IObserver<KernelEvent>[], IObserver<KernelEvent>[]> change)
    {
        lock (this)
        {
            _observers = change(_observers);
        }
    }

    private sealed class Observer(Action<KernelEvent> onNext) : IObserver<KernelEvent>
    {
        public void OnNext(KernelEvent value) => onNext(value);

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}

/// <summary>Does something once, on disposal.</summary>
internal sealed class Disposable(Action dispose) : IDisposable
{
    private Action? _dispose = dispose;

    public void Dispose() => Interlocked.Exchange(ref _dispose, null)?.Invoke();
}
