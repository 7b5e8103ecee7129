using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Bench;

/// <summary>What watching costs: ten training steps of the tutorial's network at batch 64, with every tenth watched, over plain, in processor time.</summary>
internal static class WatchBench
{
    private const int Steps = 10, Pairs = 31;

    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        var (x, labels) = (rand(64, 1, 28, 28), randint(0, 10, new long[] { 64 }));
        Action Training(bool watched)
        {
            var net = CaptureBench.Tutorial();
            var optimizer = optim.Adam(net.parameters(), 1e-3);
            var history = new NNViz.Training.TrainingHistory();
            if (watched)
            {
                net.Watch(history, every: Steps);
            }
            return () =>
            {
                for (var step = 0; step < Steps; step++)
                {
                    using var inner = NewDisposeScope();
                    optimizer.zero_grad();
                    var loss = functional.cross_entropy(net.call(x), labels);
                    loss.backward();
                    optimizer.step();
                    history.Log(("loss", loss.item<float>()));
                }
            };
        }
        var (plain, watched) = (Training(false), Training(true));
        var table = new Table(report, "watching, over plain training at batch 64 (processor time)");
        table.Row("a plain step, by the clock", Stopwatches.Medians(5, plain)[0] / Steps, "ms");
        table.Row("every 10th step watched", Stopwatches.Ratios(Pairs, plain, watched), 1.05);
    }
}
