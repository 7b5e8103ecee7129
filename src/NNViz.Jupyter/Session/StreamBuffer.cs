using System.Text;

namespace NNViz.Jupyter.Session;

/// <summary>Joins small writes to a stream into few outputs: a line goes out at once, what follows within the interval goes out together,
/// and everything is out before any other output. Front ends limit the number of messages a second.</summary>
internal sealed class StreamBuffer : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly Action<Output> _next;
    private readonly Timer _timer;
    private string _name = "stdout";
    private long _lastFlush;

    /// <param name="next">Receives the outputs, one at a time.</param>
    public StreamBuffer(Action<Output> next)
    {
        _next = next;
        _timer = new Timer(_ => Flush());
    }

    /// <summary>Shows an output after everything that was shown before it.</summary>
    public void Show(Output output)
    {
        lock (_lock)
        {
            if (output is StreamOutput stream)
                Write(stream);
            else
            {
                Flush();
                _next(output);
            }
        }
    }

    /// <summary>Sends what is held back.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_text.Length == 0)
                return;
            var text = _text.ToString();
            _ = _text.Clear();
            _lastFlush = Environment.TickCount64;
            _next(new StreamOutput(_name, text));
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void Write(StreamOutput stream)
    {
        if (stream.Name != _name)
            Flush();
        _name = stream.Name;
        var first = _text.Length == 0;
        _ = _text.Append(stream.Text);
        if (stream.Text.EndsWith('\n') && Environment.TickCount64 - _lastFlush >= Interval.TotalMilliseconds)
            Flush();
        else if (first)
            _ = _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }
}
