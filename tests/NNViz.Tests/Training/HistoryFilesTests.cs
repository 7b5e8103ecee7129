using NNViz.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public sealed class HistoryFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nnviz-history-").FullName;

    private string In(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Log(TrainingHistory history, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            history.Log(step, ("loss", step % 997 == 3 ? double.NaN : Math.Sin(step * 0.37) / (1 + step)), ("accuracy", step / 20000.0));
        }
    }

    private static void AssertSame(TrainingHistory expected, TrainingHistory actual)
    {
        Assert.Equal(expected.Metrics.Count, actual.Metrics.Count);
        foreach (var (one, other) in expected.Metrics.Zip(actual.Metrics))
        {
            Assert.Equal((one.Name, one.Count, one.NonFinite, one.Last, one.Min, one.Max), (other.Name, other.Count, other.NonFinite, other.Last, other.Min, other.Max));
            Assert.Equal(one.Points, other.Points);
            Assert.Equal(one.Means, other.Means);
            Assert.Equal(one.PerBucket, other.PerBucket);
        }
    }

    /// <summary>The law: a run that was kept and went on is the run that was never interrupted, thinned or not.</summary>
    [Theory]
    [InlineData(100, 200)]
    [InlineData(4096, 9000)]
    [InlineData(10_001, 20_011)]
    public void ARunThatWentOnIsTheRunThatWasNotInterrupted(int until, int end)
    {
        var whole = new TrainingHistory();
        Log(whole, 0, end);
        var first = new TrainingHistory("run");
        Log(first, 0, until);
        first.SaveJson(In("run.json"));
        var second = TrainingHistory.Load(In("run.json"));
        AssertSame(first, second);
        Assert.Equal("run", second.Name);
        Log(second, until, end);
        AssertSame(whole, second);
        second.Log(("loss", 1));
        Assert.Equal(end, second["loss"].Last.Step);
    }

    [Fact]
    public void WeightsAndGradientsAreKeptToo()
    {
        manual_seed(1);
        using var net = nn.Sequential(("fc", nn.Linear(3, 4)));
        using var x = randn(5, 3);
        net.call(x).square().sum().backward();
        var history = new TrainingHistory();
        history.LogWeights(1, net);
        history.LogGradients(1, net);
        using (no_grad())
        {
            net.parameters().First().fill_(double.NaN);
        }
        history.LogWeights(2, net);
        history.SaveJson(In("net.json"));
        var loaded = TrainingHistory.Load(In("net.json"));
        Assert.Equal(history.Weights.Series.SelectMany(one => one.Steps).Select(Text), loaded.Weights.Series.SelectMany(one => one.Steps).Select(Text));
        Assert.Equal(history.Gradients.Series.SelectMany(one => one.Steps).Select(Text), loaded.Gradients.Series.SelectMany(one => one.Steps).Select(Text));
        Assert.Equal(4, loaded.Weights.Series.Sum(one => one.Steps.Count));

        static string Text(DistributionStep step) => $"{step.Step} {step.Count} {step.NonFinite} {step.Mean:R} {step.Std:R} {string.Join(' ', step.Quantiles)} {string.Join(' ', step.Counts)}";
    }

    [Fact]
    public void ContinueBeginsARunAndGoesOnWithItAndTheFileFollows()
    {
        var clock = new ManualTime();
        var history = new TrainingHistory(time: clock);
        history.AutoSave(In("auto.json"), TimeSpan.FromSeconds(5));
        Log(history, 0, 10);
        Assert.Empty(TrainingHistory.Load(In("auto.json")).Metrics);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(10, TrainingHistory.Load(In("auto.json"))["loss"].Count);
        Log(history, 10, 12);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(12, TrainingHistory.Load(In("auto.json"))["loss"].Count);

        var begun = TrainingHistory.Continue(In("new.json"));
        Assert.Equal("new", begun.Name);
        Log(begun, 0, 3);
        begun.SaveJson(In("new.json"));
        Assert.Equal(3, TrainingHistory.Continue(In("new.json"))["loss"].Count);
    }

    [Fact]
    public void ATableIsWrittenAndReadAgain()
    {
        var history = new TrainingHistory();
        history.Log(1, ("loss", 0.1), ("a \"b\", c", -2e-7));
        history.Log(3, ("loss", double.NaN));
        history.Log(3, ("loss", double.PositiveInfinity));
        history.SaveCsv(In("table.csv"));
        Assert.Equal("step,loss,\"a \"\"b\"\", c\"\n1,0.1,-2E-07\n3,NaN,\n3,Infinity,\n", File.ReadAllText(In("table.csv")));
        AssertSame(history, TrainingHistory.Load(In("table.csv")));
    }

    [Fact]
    public void ATableOfAnotherTrainerIsRead()
    {
        File.WriteAllText(In("keras.csv"), "epoch,accuracy,loss,note\n0,0.5,1.25,\"first\nline\"\n1,0.75,0.5,\n");
        var history = TrainingHistory.Load(In("keras.csv"));
        Assert.Equal(["accuracy", "loss"], history.Metrics.Select(metric => metric.Name));
        Assert.Equal([new MetricPoint(0, 1.25), new MetricPoint(1, 0.5)], history["loss"].Points);
        Assert.Equal("keras", history.Name);
    }

    [Theory]
    [InlineData("bad.csv", "step,loss\n1,2,3\n", "row 2: 3 cells where the head has 2")]
    [InlineData("bad.csv", "step,loss\nx,2\n", "'x' in the column step is no whole number")]
    [InlineData("bad.csv", "a,b\nc,d\n", "holds no number under any of a, b")]
    [InlineData("bad.csv", "a,\"b\nc,d\n", "a quotation mark is not closed")]
    [InlineData("bad.json", "{\"a\":1}", "is no training history that SaveJson")]
    [InlineData("bad.json", "{", "is no training history")]
    public void AFileThatIsNoHistorySaysWhatIsWrong(string name, string text, string expected)
    {
        File.WriteAllText(In(name), text);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => TrainingHistory.Load(In(name))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EventFilesGiveTheRunBack()
    {
        manual_seed(2);
        using var net = nn.Sequential(("fc", nn.Linear(3, 4)));
        var history = new TrainingHistory();
        history.Log(0, ("loss", 2.5));
        history.Log(7, ("loss", 1.25));
        history.LogWeights(7, net);
        net.call(randn(5, 3)).square().sum().backward();
        history.LogGradients(7, net);
        history.SaveEvents(In("first"));
        history.SaveEvents(In("second/inner"));
        var loaded = TrainingHistory.Load(In("first"));
        Assert.Equal(history["loss"].Points, loaded["loss"].Points);
        foreach (var (was, read) in history.Weights.Series.Zip(loaded.Weights.Series).Concat(history.Gradients.Series.Zip(loaded.Gradients.Series)))
        {
            var (before, after) = (Assert.Single(was.Steps), Assert.Single(read.Steps));
            Assert.Equal((was.Name, before.Step, before.Count, before.Low, before.High), (read.Name, after.Step, after.Count, after.Low, after.High));
            Assert.Equal(before.Counts, after.Counts);
            var bin = (before.High - before.Low) / before.Counts.Count;
            Assert.Equal(before.Mean, after.Mean, bin / 2);
            Assert.Equal(before.Std, after.Std, bin);
        }
        Assert.Equal((2, 2), (loaded.Weights.Series.Count, loaded.Gradients.Series.Count));
        var log = NNViz.Training.EventFiles.EventLog.Read(In("first"));
        Assert.Equal(["gradients/fc.bias", "gradients/fc.weight", "weights/fc.bias", "weights/fc.weight"], log.Histograms.Keys.Order());
        Assert.Equal(12, log.Histograms["weights/fc.weight"][0].Counts.Sum());
        history.SaveJson(In("third.json"));
        Assert.Equal(["third", "first", "second/inner"], TrainingRuns.Load(folder).Runs.Select(run => run.Name));
    }

    [Fact]
    public void EveryRunHasANameOfItsOwn()
    {
        TrainingHistory[] runs = [new("a"), new(), new("a"), new("a")];
        Assert.Equal(["a", "run 2", "a (2)", "a (3)"], TrainingHistory.Compare(runs).Runs.Select(run => run.Name));
        Assert.Contains("no run", Assert.Throws<ArgumentException>(() => TrainingHistory.Compare()).Message, StringComparison.Ordinal);
    }
}
