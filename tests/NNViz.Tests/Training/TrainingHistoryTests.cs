using NNViz.Training;

namespace NNViz.Tests.Training;

[Collection(nameof(LiveDisplay))]
public class TrainingHistoryTests
{
    [Fact]
    public void FewValuesAreAllThere()
    {
        var history = new TrainingHistory();
        history.Log(0, ("loss", 2.5), ("accuracy", 0.1));
        history.Log(10, ("loss", 1.5f));
        history.Log(20, new { loss = 3.0, accuracy = 0.5m, note = "text is left out" });

        Assert.Equal(["loss", "accuracy"], history.Metrics.Select(metric => metric.Name));
        var loss = history["loss"];
        Assert.Equal([new MetricPoint(0, 2.5), new(10, 1.5), new(20, 3.0)], loss.Points);
        Assert.Equal(loss.Points, loss.Means);
        Assert.Equal((3, 0, new MetricPoint(20, 3), new MetricPoint(10, 1.5), new MetricPoint(20, 3)),
            (loss.Count, loss.NonFinite, loss.Last, loss.Min!.Value, loss.Max!.Value));
        Assert.Null(loss.Note);
    }

    [Fact]
    public void StepsCountUpWhereNoneIsGiven()
    {
        var history = new TrainingHistory();
        history.Log(("loss", 1));
        history.Log(("loss", 2));
        history.Log(7, ("loss", 3));
        history.Log(("loss", 4));
        Assert.Equal([0, 1, 7, 8], history["loss"].Points.Select(point => point.Step));
    }

    [Fact]
    public void TenMillionValuesStayBoundedWithEveryExtreme()
    {
        const int n = 2442 * 4096; // 10,002,432: a whole number of buckets
        var series = new MetricSeries("loss");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var random = new Random(1);
        var (min, max, sum) = (double.MaxValue, double.MinValue, 0.0);
        var spikes = new HashSet<int> { 17, 123_456, 5_000_001, 9_999_999 };
        for (var i = 0; i < n; i++)
        {
            var value = i == 777_777 ? double.NaN : spikes.Contains(i) ? 1000 + i : Math.Exp(-i / 2e6) + 0.1 * random.NextDouble();
            series.Add(new MetricPoint(i, value));
            if (!double.IsNaN(value))
            {
                (min, max, sum) = (Math.Min(min, value), Math.Max(max, value), sum + value);
            }
        }
        var metric = series.Snapshot();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
        Assert.InRange(metric.Points.Count, MetricSeries.Capacity, 3 * MetricSeries.Capacity);
        Assert.Equal((n, 1, min, max), (metric.Count, metric.NonFinite, metric.Min!.Value.Value, metric.Max!.Value.Value));
        foreach (var spike in spikes)
        {
            Assert.Contains(new MetricPoint(spike, 1000 + spike), metric.Points);
        }
        Assert.Contains(metric.Points, point => point.Step == 777_777 && double.IsNaN(point.Value));
        Assert.Contains(metric.Points, point => point.Value == min);
        Assert.Equal(4096, metric.PerBucket);
        // All buckets are full (one lacks the NaN), so their means average to the mean of the values.
        Assert.Equal(sum / (n - 1), metric.Means.Average(point => point.Value), tolerance: 1e-6 * sum / n);
        Assert.Contains("10,002,432", metric.Note);
    }

    [Fact]
    public void ThreadsMayLogTogether()
    {
        var history = new TrainingHistory();
        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                history.Log(i, ("shared", 1), ($"own {thread}", i));
            }
        });
        Assert.Equal(20_000, history["shared"].Count);
        Assert.All(Enumerable.Range(0, 4), thread => Assert.Equal(5000, history[$"own {thread}"].Count));
    }

    [Fact]
    public void ErrorsNameWhatExists()
    {
        var history = new TrainingHistory();
        history.Log(0, ("loss", 1), ("accuracy", 2));
        Assert.Contains("loss, accuracy", Assert.Throws<KeyNotFoundException>(() => history["los"]).Message);
        Assert.Contains("text (String)", Assert.Throws<ArgumentException>(() => history.Log(0, new { text = "a" })).Message);
        Assert.Throws<ArgumentException>(() => history.Log(0, (" ", 1)));
    }

    [Fact]
    public void TrackCountsRateAndTimeLeft()
    {
        var time = new ManualTime();
        var history = new TrainingHistory(time: time);
        var seen = new List<string>();
        foreach (var epoch in history.Track(Enumerable.Range(0, 2).ToArray(), "epoch"))
        {
            foreach (var batch in history.Track(new[] { 'a', 'b', 'c', 'd' }))
            {
                time.Advance(TimeSpan.FromSeconds(0.5));
                if (epoch == 1 && batch == 'c')
                {
                    seen.AddRange(history.Progress.Select(progress => progress.ToString()));
                    break;
                }
            }
        }
        // By hand: the first epoch took 4 × 0.5 s, the second is at 1.5 s with two batches completed.
        Assert.Equal(["epoch 1/2 · 3.5 s each · 0:03 left", "batch 2/4 · 1.3/s · 0:01 left"], seen);
        var ended = Assert.IsType<Progress>(history.Progress[0]);
        Assert.Equal((2, false, TimeSpan.FromSeconds(3.5), null), (ended.Done, ended.IsRunning, ended.Elapsed, ended.Left));
    }
}
