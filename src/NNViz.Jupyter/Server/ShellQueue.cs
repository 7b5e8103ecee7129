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

        public bool IsCell => Request.Type == "execute_request";

        /// <summary>Whether an earlier cell's error cancelled this one.</summary>
        public bool Aborted { get; set; }
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

    /// <summary>The next cell. Other requests before it are dropped: a front end that got their answers would take this kernel for the one
    /// that replaces it, and it asks again. Null, and the queue closed, when no cell waits.</summary>
    public Entry? TakeCellOrClose()
    {
        lock (_entries)
        {
            while (_entries.TryDequeue(out var entry))
                if (entry.IsCell)
                    return entry;
            _closed = true;
            return null;
        }
    }

    /// <summary>Cancels the waiting cells; other requests stay.</summary>
    public void AbortCells()
    {
        lock (_entries)
            foreach (var entry in _entries.Where(e => e.IsCell))
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
