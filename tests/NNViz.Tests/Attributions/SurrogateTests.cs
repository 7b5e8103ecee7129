using NNViz.Attributions;
using NNViz.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>The lasso of LIME: least squares / 2W + α·Σ|c| over weighted rows with an intercept, against hand calculation, its optimality conditions and another algorithm.</summary>
public class SurrogateTests
{
    /// <summary>One feature: c = sign(m)·max(0, |m| − α) / v with the moment m = mean x·y = 1/2 and the variance v = 1/4 of the centred values.</summary>
    [Theory]
    [InlineData(0.0, 2.0)]
    [InlineData(0.1, 1.6)]
    [InlineData(0.25, 1.0)]
    [InlineData(0.5, 0.0)]
    [InlineData(3.0, 0.0)]
    public void OneFeatureByHand(double alpha, double expected)
    {
        var regression = new WeightedRegression([[0], [1], [0], [1]], [1, 1, 1, 1], Surrogate.Lasso(alpha));
        Assert.Equal(expected, regression.Solve([0, 2, 0, 2], TestContext.Current.CancellationToken).Coefficients[0], 1e-12);
        Assert.Equal(-expected, regression.Solve([5, 3, 5, 3], TestContext.Current.CancellationToken).Coefficients[0], 1e-12);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(5.0)]
    public void TheConditionsOfKarushKuhnAndTuckerHold(double alpha)
    {
        var (rows, weights, y) = Problem();
        var c = new WeightedRegression(rows, weights, Surrogate.Lasso(alpha)).Solve(y, TestContext.Current.CancellationToken).Coefficients;
        var slopes = Slopes(rows, weights, y, c);
        for (var i = 0; i < c.Length; i++)
        {
            // The slope of the squares balances that of the penalty; at 0 it must not be steeper.
            Assert.True(c[i] != 0 ? Math.Abs(slopes[i] - alpha * Math.Sign(c[i])) < 1e-9 : Math.Abs(slopes[i]) <= alpha + 1e-9, $"feature {i}: {c[i]}, slope {slopes[i]}");
        }
        Assert.Equal(alpha < 5, c.Any(v => v != 0));
        Assert.True(alpha < 0.05 || c.Any(v => v == 0));
    }

    /// <summary>Proximal gradient steps, small and many, come to the same point as coordinate descent.</summary>
    [Fact]
    public void AnotherAlgorithmFindsTheSame()
    {
        const double Alpha = 0.05, Step = 1.2;
        var (rows, weights, y) = Problem();
        var c = new double[rows[0].Length];
        for (var round = 0; round < 20_000; round++)
        {
            var slopes = Slopes(rows, weights, y, c);
            c = [.. c.Select((v, i) => v + Step * slopes[i]).Select(v => Math.Sign(v) * Math.Max(0, Math.Abs(v) - Step * Alpha))];
        }
        Approx.Equal(c, new WeightedRegression(rows, weights, Surrogate.Lasso(Alpha)).Solve(y, TestContext.Current.CancellationToken).Coefficients, 1e-7, 1e-9);
    }

    /// <summary>Through the front door: weak features have exactly 0, strong ones are drawn towards it, and there are no standard errors.</summary>
    [Fact]
    public void WeakFeaturesAreSetToNothing()
    {
        using var net = Linear(6, 1, hasBias: false);
        using (no_grad())
        {
            net.weight!.copy_(tensor(new[,] { { 3f, 0.01f, 0f, -2f, -0.02f, 1f } }));
        }
        using var x = ones(1, 6);
        var lime = net.Lime(x, fit: new() { Samples = 2000, Surrogate = Surrogate.Lasso(0.1) }, options: new() { Checks = false });
        var map = lime.Map.ToDoubles();
        Assert.Equal([true, false, false, true, false, true], map.Select(v => v != 0));
        Assert.True(map[0] is > 2 and < 3 && map[3] is < -1 and > -2 && map[5] is > 0.3 and < 1);
        Assert.Null(lime.StandardError);
        Assert.Contains("lasso, α 0.1", lime.Notes);
        Assert.DoesNotContain(lime.Notes, note => note.Contains("still moved", StringComparison.Ordinal));
    }

    /// <summary>As many unknowns as equations and nothing to hold them: rounds that each take a little, more of them than it makes.</summary>
    [Fact]
    public void ALassoThatDoesNotSettleSaysSo()
    {
        using var net = Linear(40, 1, hasBias: false).Weighted(3);
        using var x = ones(2, 40);
        var lime = net.Lime(x, fit: new() { Samples = 41, Surrogate = Surrogate.Lasso(0) }, options: new() { Checks = false });
        Assert.Contains(lime.Notes, note => note.Contains("2 of 2 samples still moved", StringComparison.Ordinal));
    }

    /// <summary>Cancelled behind the last pass of the net, before the first round.</summary>
    [Fact]
    public void ALassoCanBeCancelled()
    {
        using var source = new CancellationTokenSource();
        using var net = Linear(6, 1).Weighted(3);
        using var x = ones(1, 6);
        Assert.ThrowsAny<OperationCanceledException>(() => net.Lime(
            x, fit: new() { Surrogate = Surrogate.Lasso(0.1) }, options: new() { Checks = false, Cancellation = source.Token, Progress = new AtTheEnd(source.Cancel) }));
    }

    private sealed class AtTheEnd(Action act) : IProgress<Progress>
    {
        public void Report(Progress value)
        {
            if (value.Done == value.Total)
            {
                act();
            }
        }
    }

    /// <summary>Forty weighted rows of eight features, two of them alike, and a target that four of them make.</summary>
    private static (double[][] Rows, double[] Weights, double[] Y) Problem()
    {
        var noise = new Noise(5);
        double[][] rows = [.. Enumerable.Range(0, 40).Select(_ => noise.Uniform(7)).Select(row => (double[])[.. row, row[0] + 0.5 * row[1]])];
        double[] y = [.. rows.Select(row => 7 + 3 * row[0] - 2 * row[2] + row[4] + 0.5 * row[7] + 0.1 * noise.Uniform(1)[0])];
        return (rows, noise.Uniform(40), y);
    }

    /// <summary>The mean of x·(y − x·c) over the weighted rows, all centred: minus the slope of the squares.</summary>
    private static double[] Slopes(double[][] rows, double[] weights, double[] y, double[] c)
    {
        var total = weights.Sum();
        double Mean(Func<int, double> value) => weights.Select((w, p) => w * value(p)).Sum() / total;
        double[] means = [.. c.Select((_, i) => Mean(p => rows[p][i]))];
        double[] residuals = [.. y.Select((v, p) => v - c.Select((k, i) => k * (rows[p][i] - means[i])).Sum())];
        var level = Mean(p => residuals[p]);
        return [.. c.Select((_, i) => Mean(p => (rows[p][i] - means[i]) * (residuals[p] - level)))];
    }
}
