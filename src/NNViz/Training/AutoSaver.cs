namespace NNViz.Training;

/// <summary>Saves what changes, not too often, the last change always: by a timer, or when the process ends.</summary>
/// <param name="save">Saves.</param>
/// <param name="every">The least time between two savings.</param>
/// <param name="time">The clock.</param>
/// <param name="warn">Told, once, why saving failed; training goes on, and the next change is tried again.</param>
internal sealed class AutoSaver(Action save, TimeSpan every, TimeProvider time, Action<string> warn)
{
    private readonly Lock gate = new();
    private readonly Lock saving = new();
    private ITimer? timer;
    private bool armed;
    private bool warned;

    /// <summary>Says that something changed. Cheap.</summary>
    public void Changed()
    {
        lock (gate)
        {
            if (armed)
            {
                return;
            }
            armed = true;
            if (timer is null)
            {
                timer = time.CreateTimer(_ => Save(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Save();
            }
            timer.Change(every, Timeout.InfiniteTimeSpan);
        }
    }

    private void Save()
    {
        lock (saving)
        {
            lock (gate)
            {
                if (!armed)
                {
                    return;
                }
                armed = false;
            }
            try
            {
                save();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!warned)
                {
                    warned = true;
                    warn($"The training history could not be saved: {e.Message}");
                }
            }
        }
    }
}
