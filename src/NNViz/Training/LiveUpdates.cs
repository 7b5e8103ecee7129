namespace NNViz.Training;

/// <summary>
/// Keeps one growing result on the screen: at most <see cref="PerSecond"/> updates a second, and the last change is always shown, by a
/// timer or, at the latest, when the cell ends.
/// </summary>
/// <param name="result">What to show.</param>
/// <param name="time">The clock.</param>
/// <param name="warn">Told, once, why the live view stopped when drawing it threw; training goes on.</param>
internal sealed class LiveUpdates(object result, TimeProvider time, Action<string> warn)
{
    /// <summary>The most updates a second.</summary>
    public const int PerSecond = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.0 / PerSecond);

    /// <summary>Guards the fields. Never held while drawing: drawing reads the result, which others go on changing.</summary>
    private readonly Lock gate = new();

    /// <summary>Held by the one thread that draws.</summary>
    private readonly Lock drawing = new();

    private ILiveView? view;
    private ITimer? timer;
    private long lastDrawn;
    private bool pending;
    private bool armed;
    private bool failed;

    /// <summary>Says that the result changed. Cheap; shows the change now or soon.</summary>
    public void Changed()
    {
        if (LiveDisplay.Current is null || failed)
        {
            return;
        }
        lock (gate)
        {
            pending = true;
            if (armed || (view is not null && ArmUnlessDue()))
            {
                return;
            }
        }
        TryDraw();
    }

    private bool ArmUnlessDue()
    {
        var wait = Interval - time.GetElapsedTime(lastDrawn);
        if (wait <= TimeSpan.Zero)
        {
            return false;
        }
        armed = true;
        timer ??= time.CreateTimer(_ => TryDraw(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(wait, Timeout.InfiniteTimeSpan);
        return true;
    }

    /// <summary>Draws, unless another thread is drawing: that one sees the pending change when it is done.</summary>
    private void TryDraw()
    {
        lock (gate)
        {
            armed = false;
        }
        if (drawing.TryEnter())
        {
            try
            {
                Draw();
            }
            finally
            {
                drawing.Exit();
            }
        }
    }

    private void Draw()
    {
        ILiveView? target;
        lock (gate)
        {
            if (!pending)
            {
                return;
            }
            (pending, target) = (false, view);
        }
        try
        {
            if (target is null)
            {
                Open();
            }
            else
            {
                target.Update(result);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failed = true;
            warn($"The live view stopped: {e.Message}");
        }
        lock (gate)
        {
            lastDrawn = time.GetTimestamp();
            if (pending && view is not null && !armed)
            {
                ArmUnlessDue();
            }
        }
    }

    private void Open()
    {
        if (LiveDisplay.Current?.Show(result) is not { } opened)
        {
            return;
        }
        lock (gate)
        {
            view = opened;
        }
        opened.Closing += Close;
    }

    private void Close()
    {
        lock (drawing)
        {
            Draw();
            lock (gate)
            {
                (view, armed) = (null, false);
            }
        }
    }
}
