using System.Diagnostics;
using NNViz.Training;

namespace NNViz.Attributions;

/// <summary>Tells how far a method is: to whoever asked, and to the screen of a notebook once it has run for a second.</summary>
internal sealed class ProgressMeter(IProgress<Progress>? listener)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan last = TimeSpan.Zero;
    private ILiveView? view;

    public void Report(long done, long total)
    {
        var now = clock.Elapsed;
        var ended = done == total;
        if (now - last < Between && !ended)
        {
            return;
        }
        last = now;
        var progress = new Progress("perturbed input", done, total, now, !ended);
        listener?.Report(progress);
        if (view is not null)
        {
            view.Update(progress);
        }
        else if (now > Patience && !ended)
        {
            view = LiveDisplay.Current?.Show(progress);
        }
    }
}
