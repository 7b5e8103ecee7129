using System.Diagnostics;

namespace NNViz.Jupyter.Notebooks;

/// <summary>Keeps the output file up to date while the notebook runs: at once where saving is cheap, else a tenth of the time, and more,
/// up to half of it, where the file would be older than <see cref="Oldest"/>.</summary>
internal sealed class NotebookSaver : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Oldest = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Func<string> _render;
    private readonly Timer _timer;
    private TimeSpan _lastCost;
    private long _lastEnd;
    private bool _changed;

    /// <param name="path">The file to write.</param>
    /// <param name="render">Its content now; called from any thread.</param>
    public NotebookSaver(string path, Func<string> render)
    {
        (_path, _render) = (path, render);
        _timer = new Timer(_ => { if (_changed) Save(); });
    }

    /// <summary>Why the file could not be written the last time; null when it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Says that the content has changed.</summary>
    public void Changed()
    {
        lock (_lock)
        {
            _changed = true;
            var longest = Math.Max(Oldest.Ticks, _lastCost.Ticks);
            var pause = TimeSpan.FromTicks(Math.Clamp(9 * _lastCost.Ticks, Shortest.Ticks, longest)) - Stopwatch.GetElapsedTime(_lastEnd);
            if (pause <= TimeSpan.Zero)
                Save();
            else
                _ = _timer.Change(pause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Writes the file now.</summary>
    public void Save()
    {
        lock (_lock)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                SafeFile.Write(_path, _render());
                (Problem, _changed) = (null, false);
            }
            catch (Exception e)
            {
                // A cell's output is anybody's; what cannot be written of it must not end the run, nor a timer's thread the process.
                Problem = e is IOException or UnauthorizedAccessException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            }
            _lastEnd = Stopwatch.GetTimestamp();
            _lastCost = Stopwatch.GetElapsedTime(start, _lastEnd);
        }
    }

    public void Dispose() => _timer.Dispose();
}
