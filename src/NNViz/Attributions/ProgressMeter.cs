using NNViz.Training;

namespace NNViz.Attributions;

/// <summary>Tells how far a method is: to whoever asked, and to the screen of a notebook once it has run for a second.</summary>
internal sealed class ProgressMeter(IProgress<Progress>? listener, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly long began = clock.GetTimestamp();
    private TimeSpan last = TimeSpan.Zero;
    private ILiveView? view;
    private Progress? reported;

    public void Report(long done, long total)
    {
        var now = clock.GetElapsedTime(began);
        var ended = done == total;
        if (now - last < Between && !ended)
        {
            return;
        }
        last = now;
        Tell(new Progress("perturbed input", done, total, now, !ended));
        if (view is null && now > Patience && !ended)
        {
            view = LiveDisplay.Current?.Show(reported!);
        }
    }

    /// <summary>Nothing more comes of this walk: what was last told of as running has stopped where it was.</summary>
    public void End()
    {
        if (reported is { IsRunning: true } stopped)
        {
            Tell(stopped with { IsRunning = false, Elapsed = clock.GetElapsedTime(began) });
        }
    }

    /// <summary>The result takes the bar's place; where a walk was cut short, the line stays that tells how far it came.</summary>
    public void Dispose()
    {
        if (reported is { IsRunning: false } ended && ended.Done == ended.Total)
        {
            view?.Remove();
        }
    }

    private void Tell(Progress progress)
    {
        reported = progress;
        listener?.Report(progress);
        view?.Update(progress);
    }
}
