using NNViz.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Bench;

/// <summary>Showing what is very large: the time to HTML alone, once the result is there.</summary>
internal static class BudgetBench
{
    private const int Runs = 3, Layers = 1000, Side = 10_000, Steps = 10_000_000, Channels = 512, Points = 10_000;

    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var table = new Table(report, "showing what is very large");
        foreach (var (name, result) in Cases())
        {
            var size = 0;
            var times = Stopwatches.Medians(Runs, () => { size = Views.Views.Of(result)!.ToHtml().Length; });
            table.Row(name, times[0], "ms", 1000);
            table.Row("  its size", size / 1000.0, "kB", 300);
        }
    }

    private static IEnumerable<(string Name, object Result)> Cases()
    {
        using (no_grad())
        {
            yield return ($"a net of {Layers:N0} layers", Sequential([.. Enumerable.Range(0, Layers).Select(i => ($"layer{i}", (Module<Tensor, Tensor>)Linear(8, 8)))]));
            yield return ("a tensor of 100 million elements", randn(Side, Side));
            yield return ($"a history of {Steps:N0} steps", History());
            var conv = Sequential(("conv", Conv2d(1, Channels, 3)));
            yield return ($"{Channels} feature maps", conv.FeatureMaps(rand(4, 1, 30, 30), options: new() { Channels = Channels }));
            var net = Sequential(("fc1", Linear(2, 32)), ("act", Tanh()), ("fc2", Linear(32, 3)));
            yield return ($"a decision boundary with {Points:N0} points", net.DecisionBoundary(rand(Points, 2), arange(Points).remainder(3)));
        }
    }

    private static TrainingHistory History()
    {
        var history = new TrainingHistory();
        for (var step = 0; step < Steps; step++)
        {
            history.Log(step, ("loss", Math.Exp(-step / 1e6) + (0.1 * Math.Sin(step))));
        }
        return history;
    }
}
