using NNViz.Training;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public class DistributionsTests
{
    [Fact]
    public void TheNumbersAreThoseOfTheParameter()
    {
        using var net = nn.Sequential(("fc", nn.Linear(10, 10, false)));
        using (no_grad())
        {
            net.parameters().Single().copy_(arange(100, float32).reshape(10, 10)); // 0 to 99
        }
        var history = new TrainingHistory();
        history.LogWeights(5, net);
        var step = Assert.Single(Assert.Single(history.Weights.Series).Steps);
        Assert.Equal((5, 100, 0), (step.Step, step.Count, step.NonFinite));
        Assert.Equal(49.5, step.Mean, 9);
        Assert.Equal(Math.Sqrt(100 * 101 / 12.0), step.Std, 9); // of 0 … n − 1: n(n + 1)/12
        Approx.Equal([0, 0.99, 4.95, 24.75, 49.5, 74.25, 94.05, 98.01, 99], step.Quantiles);
        Assert.Equal(100, step.Counts.Sum());
    }

    [Fact]
    public void GradientsAreThoseOfTheBackwardPass()
    {
        using var net = nn.Sequential(("fc", nn.Linear(2, 1, false)));
        var history = new TrainingHistory();
        Assert.Contains("after loss.backward()", Assert.Throws<InvalidOperationException>(() => history.LogGradients(0, net)).Message, StringComparison.Ordinal);
        using var x = tensor(new float[] { 3, -4 }, 1, 2);
        net.call(x).sum().backward(); // d(wx)/dw = x
        history.LogGradients(0, net);
        var step = Assert.Single(Assert.Single(history.Gradients.Series).Steps);
        Assert.Equal((-4, 3, -0.5), (step.Low, step.High, step.Mean));
    }

    [Fact]
    public void OfVeryManyStepsEvenlySpacedOnesStay()
    {
        using var net = nn.Sequential(("fc", nn.Linear(1, 1, false)));
        var history = new TrainingHistory();
        for (var step = 0; step < 1000; step++)
        {
            history.LogWeights(step, net);
        }
        var series = Assert.Single(history.Weights.Series);
        Assert.Equal(16, series.Every);
        Assert.Equal(Enumerable.Range(0, 63).Select(i => 16L * i), series.Steps.Select(one => one.Step));
    }

    [Fact]
    public void RebinningKeepsThePartsAndSharesBinsByWidth()
    {
        var step = new DistributionStep(0, 8, 0, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0, 4]) { Counts = [4, 0, 2, 2] }; // bins of width 1 from 0 to 4
        // [0, 1.5): 4 + 0; [1.5, 3): 2; [3, 4.5): 2.
        Approx.Equal([0.5, 0.25, 0.25], DistributionsView.Rebin(step, [0, 1.5, 3, 4.5]));
        // Half of the first bin lies below 0.5.
        Approx.Equal([0.25, 0.25], DistributionsView.Rebin(step, [0, 0.5, 1]));
        var constant = new DistributionStep(0, 8, 0, 2, 0, [2, 2, 2, 2, 2, 2, 2, 2, 2]) { Counts = [8] };
        Approx.Equal([0, 1], DistributionsView.Rebin(constant, [1, 1.5, 2]));
    }

    [Fact]
    public void TheViewKeepsTheBudgetAndIsWrittenForTheBrowser()
    {
        manual_seed(4);
        using var net = nn.Sequential(("fc1", nn.Linear(8, 32)), ("relu", nn.ReLU()), ("fc2", nn.Linear(32, 32)), ("relu2", nn.ReLU()), ("fc3", nn.Linear(32, 32)),
            ("relu3", nn.ReLU()), ("fc4", nn.Linear(32, 32)), ("relu4", nn.ReLU()), ("fc5", nn.Linear(32, 1)));
        using var optimizer = optim.Adam(net.parameters(), 0.01);
        var (x, history) = (randn(64, 8), new TrainingHistory());
        for (var step = 0; step < 40; step++)
        {
            optimizer.zero_grad();
            (net.call(x) - x.sum(1, keepdim: true)).square().mean().backward();
            optimizer.step();
            history.LogWeights(step, net);
            history.LogGradients(step, net);
        }
        var html = new DistributionsView(history.Weights).ToHtml();
        Assert.InRange(html.Length, 50_000, 300_000);
        Pages.Write("weights-over-time", html);
        Pages.Write("gradients-over-time", new DistributionsView(history.Gradients.Of("fc2*")).ToHtml());
        Assert.Contains("Of 10 parameters 8 are drawn", html, StringComparison.Ordinal);
        Assert.Contains("fc9", Assert.Throws<KeyNotFoundException>(() => history.Weights.Of("fc9")).Message, StringComparison.Ordinal);
        Assert.Contains("weights of 10 parameters over 40 steps: history.Weights", HistoryView.From(history).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void RunsLieOverOneAnother()
    {
        var (random, runs) = (new Random(3), new List<TrainingHistory>());
        foreach (var rate in new[] { 0.003, 0.01, 0.03 })
        {
            var history = new TrainingHistory($"lr {rate}");
            for (var step = 0; step < 300; step++)
            {
                history.Log(step, ("loss", (step == 20 ? 40 : 2) * Math.Exp(-step * rate) + 0.1 * random.NextDouble()), ("learning_rate", rate * Math.Pow(0.98, step)));
                if (step % 30 == 29)
                {
                    history.Log(step, ("val_loss", 2.1 * Math.Exp(-step * rate) + 0.2));
                }
            }
            runs.Add(history);
        }
        var html = new RunsView(TrainingHistory.Compare([.. runs])).ToHtml();
        Assert.InRange(html.Length, 20_000, 300_000);
        Pages.Write("runs", html);
        Assert.Contains("lr 0.03: loss (validation)", new RunsView(TrainingHistory.Compare([.. runs])).ToString(), StringComparison.Ordinal);
        TrainingHistory[] many = [.. Enumerable.Repeat(runs, 40).SelectMany(three => three)];
        Assert.InRange(new RunsView(TrainingHistory.Compare(many)).ToHtml().Length, 20_000, 300_000);
    }
}
