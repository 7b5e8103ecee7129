using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Bench;

/// <summary>What watching costs: ten training steps of the tutorial's network at batch 64, with every tenth watched, over plain.</summary>
internal static class WatchBench
{
    private const int Steps = 10;

    public static void Run(TextWriter report)
    {
        using var scope = NewDisposeScope();
        var (x, labels) = (rand(64, 1, 28, 28), randint(0, 10, new long[] { 64 }));
        Action Training(bool watched)
        {
            manual_seed(0);
            var net = Sequential(
                ("conv1", Conv2d(1, 32, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(32, 64, 3)), ("relu2", ReLU()),
                ("pool2", MaxPool2d(2)),
                ("flatten", Flatten()), ("fc1", Linear(1600, 128)), ("relu3", ReLU()), ("fc2", Linear(128, 10)));
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
        var times = Stopwatches.Medians(20, Training(false), Training(true));
        report.WriteLine(FormattableString.Invariant($"training step, batch 64              {times[0] / Steps,8:F2} ms"));
        report.WriteLine(FormattableString.Invariant($"  watched every 10, over plain       {times[1] / times[0],8:F3}    (aim ≤ 1.05)"));
    }
}
