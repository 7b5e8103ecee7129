using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

/// <summary>
/// The elements of a source, each waited for on the cell's own thread, where an interrupt ends the wait. The source is told of an interrupt
/// by its token, but for one that the cell has configured: that may have a token of its own, which stays.
/// </summary>
internal sealed class Elements<T>(IAsyncEnumerable<T> source) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken token) =>
        new Enumerator(source.GetAsyncEnumerator(token.CanBeCanceled ? token : __InterruptPoint.Token));

    private sealed class Enumerator(IAsyncEnumerator<T> source) : IAsyncEnumerator<T>
    {
        private Task<bool> _next = Task.FromResult(true);

        public T Current => source.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            _next = source.MoveNextAsync().AsTask();
            return new(__InterruptPoint.Here(_next));
        }

        public ValueTask DisposeAsync()
        {
            if (_next.IsCompleted)
            {
                return new(__InterruptPoint.Here(source.DisposeAsync()));
            }
            // An interrupt has ended the wait, and a source can be disposed of only between two elements.
            _next.ContinueWith(_ => source.DisposeAsync().AsTask(), TaskScheduler.Default);
            return default;
        }
    }
}
