using NNViz.Training;

namespace NNViz.Tests.Training;

[Collection(nameof(LiveDisplay))]
public sealed class LiveUpdatesTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly RecordingDisplay display = new();

    public LiveUpdatesTests() => LiveDisplay.Current = display;

    public void Dispose() => LiveDisplay.Current = null;

    [Fact]
    public void AFewUpdatesASecondAndTheLastOneAlways()
    {
        var history = new TrainingHistory(time: time);
        for (var i = 0; i < 1000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            history.Log(i, ("loss", i));
        }
        var view = Assert.Single(display.Views);
        Assert.Equal(LiveUpdates.PerSecond, view.Shown.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1000, view.Shown[^1]);
        Assert.Equal(LiveUpdates.PerSecond + 1, view.Shown.Count);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(LiveUpdates.PerSecond + 1, view.Shown.Count);
    }

    [Fact]
    public void TheEndOfTheCellShowsWhatIsPendingAndTheNextCellANewView()
    {
        var history = new TrainingHistory(time: time);
        history.Log(0, ("loss", 0));
        history.Log(1, ("loss", 1));
        display.Views[0].Close();
        Assert.Equal([1, 2], display.Views[0].Shown);
        history.Log(2, ("loss", 2));
        Assert.Equal([3], display.Views[1].Shown);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2], display.Views[0].Shown);
    }

    [Fact]
    public void AThrowingDisplayStopsTheViewAndNotTheTraining()
    {
        var warnings = new List<string>();
        var updates = new LiveUpdates(new TrainingHistory(time: time), time, warnings.Add);
        updates.Changed();
        display.Fault = new InvalidOperationException("front end lost");
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            updates.Changed();
        }
        Assert.Contains("front end lost", Assert.Single(warnings));
    }

    private sealed class RecordingDisplay : ILiveDisplay
    {
        public List<RecordingView> Views { get; } = [];

        public Exception? Fault { get; set; }

        public ILiveView Show(object result)
        {
            var view = new RecordingView(this);
            Views.Add(view);
            view.Update(result);
            return view;
        }
    }

    private sealed class RecordingView(RecordingDisplay display) : ILiveView
    {
        public event Action? Closing;

        /// <summary>How many values the history held at each drawing.</summary>
        public List<long> Shown { get; } = [];

        public void Update(object result)
        {
            if (display.Fault is { } fault)
            {
                throw fault;
            }
            Shown.Add(((TrainingHistory)result).Metrics.Sum(metric => metric.Count));
        }

        public void Remove() => throw new InvalidOperationException("A history stays.");

        public void Close() => Closing?.Invoke();
    }
}
