using NNViz.Jupyter.Protocol;

namespace NNViz.Jupyter.Server;

/// <summary>The shell requests that wait for their turn.</summary>
internal sealed class ShellQueue
{
    private readonly Queue<Entry> _entries = new();
    private bool _closed;

    /// <summary>A waiting request.</summary>
    public sealed class Entry(Message request)
    {
        public Message Request { get; } = request;

        /// <summary>Whether an earlier cell's error cancelled this one.</summary>
        public bool Aborted { get; set; }
    }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_entries)
                return _entries.Count == 0;
        }
    }

    public void Add(Message request)
    {
        lock (_entries)
        {
            _entries.Enqueue(new Entry(request));
            Monitor.Pulse(_entries);
        }
    }

    /// <summary>The next request; waits for it. Null when the queue is closed.</summary>
    public Entry? Take()
    {
        lock (_entries)
        {
            while (_entries.Count == 0 && !_closed)
                _ = Monitor.Wait(_entries);
            return _closed ? null : _entries.Dequeue();
        }
    }

    /// <summary>Cancels the waiting cells; other requests stay.</summary>
    public void AbortCells()
    {
        lock (_entries)
            foreach (var entry in _entries.Where(e => e.Request.Type == "execute_request"))
                entry.Aborted = true;
    }

    public void Close()
    {
        lock (_entries)
        {
            _closed = true;
            Monitor.PulseAll(_entries);
        }
    }
}
