using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Standins.Tests.NN;

/// <summary>Whole trainings, written as users write them.</summary>
[Collection(nameof(GlobalSeed))]
public sealed class TrainingTests(ITestOutputHelper output)
{
    private sealed class DigitNet : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> features = Sequential(
            ("conv1", Conv2d(1, 8, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
            ("conv2", Conv2d(8, 16, 3)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)));

        private readonly Module<Tensor, Tensor> classifier = Linear(16 * 5 * 5, 10);

        public DigitNet() : base(nameof(DigitNet)) => RegisterComponents();

        public override Tensor forward(Tensor input) => classifier.call(features.call(input).flatten(1));
    }

    private sealed class FirstToken : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> embedding = Embedding(4, 8);
        private readonly TorchSharp.Modules.LSTM memory = LSTM(8, 16, batchFirst: true);
        private readonly Module<Tensor, Tensor> answer = Linear(16, 4);

        public FirstToken() : base(nameof(FirstToken)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var (states, _, _) = memory.call(embedding.call(input));
            return answer.call(states[TensorIndex.Colon, -1]);
        }
    }

    /// <summary>One pass over the batches; the loss of each. The loss is the cross entropy where none is given.</summary>
    internal static List<double> Epoch(
        Module<Tensor, Tensor> net, optim.Optimizer optimizer, IEnumerable<IList<Tensor>> batches,
        Func<Tensor, Tensor, Tensor>? loss = null)
    {
        loss ??= (scores, wanted) => functional.cross_entropy(scores, wanted);
        List<double> losses = [];
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            using var error = loss(net.call(batch[0]), batch[1]);
            error.backward();
            optimizer.step();
            losses.Add(error.ToDouble());
        }
        return losses;
    }

    internal static double Accuracy(Module<Tensor, Tensor> net, Tensor inputs, Tensor labels)
    {
        net.eval();
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return net.call(inputs).argmax(1).eq(labels).to(ScalarType.Float64).mean().item<double>();
    }

    internal static IEnumerable<IList<Tensor>> Shuffled(Tensor inputs, Tensor labels, int batchSize) =>
        torch.utils.data.DataLoader(torch.utils.data.TensorDataset(inputs, labels), batchSize, shuffle: true, seed: 1);

    /// <summary>The 10,000 digits of MNIST's test files, [10000, 1, 28, 28] in 0…1, and their classes.</summary>
    internal static (Tensor Inputs, Tensor Labels) Digits()
    {
        var folder = SharedFolder.Find("data/mnist");
        if (folder is null)
            Assert.Skip("the folder with MNIST's files is not beside the repository");
        using var digits = torchvision.datasets.MNIST(Path.GetDirectoryName(folder)!, train: false);
        var all = torch.utils.data.DataLoader(digits, 10_000, disposeBatch: false, disposeDataset: false).First();
        return (all["data"], all["label"]);
    }

    [Fact]
    public void AConvolutionalNetLearnsDigits()
    {
        using var scope = NewDisposeScope();
        var (inputs, labels) = Digits();
        manual_seed(1);
        using var net = new DigitNet();
        using var adam = optim.Adam(net.parameters(), 0.003);
        for (int epoch = 0; epoch < 2; epoch++)
            output.WriteLine($"loss {Epoch(net, adam, Shuffled(inputs[..8000], labels[..8000], 64))[^1]:F4}");
        double accuracy = Accuracy(net, inputs[8000..], labels[8000..]);
        output.WriteLine($"accuracy {accuracy:P2} on 2000 digits not trained on");
        // Such nets reach 96 to 98 percent after two passes over 8000 digits; a linear one 90.
        Assert.True(accuracy > 0.95, $"accuracy {accuracy:P1}");
    }

    [Fact]
    public void ARecurrentNetRemembersTheFirstToken()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var tokens = randint(0, 4, [512, 8], ScalarType.Int64);
        using var net = new FirstToken();
        using var adam = optim.Adam(net.parameters(), 0.01);
        for (int epoch = 0; epoch < 40; epoch++)
            Epoch(net, adam, Shuffled(tokens, tokens.select(1, 0), 64));
        var unseen = randint(0, 4, [200, 8], ScalarType.Int64);
        Assert.True(Accuracy(net, unseen, unseen.select(1, 0)) > 0.97);
    }

    /// <summary>
    /// The weights after some steps on <paramref name="seed"/>'s data, from fixed initial weights; uses no global generator.
    /// </summary>
    private static float[] Trained(int seed, Action eachStep)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        using var net = Sequential(Linear(4, 16), Tanh(), Linear(16, 3));
        using (no_grad())
        {
            foreach (var parameter in net.parameters())
                parameter.copy_(linspace(-0.5, 0.5, parameter.numel()).reshape(parameter.shape));
        }
        using var sgd = optim.SGD(net.parameters(), 0.1, momentum: 0.9);
        var inputs = rand([64, 4], generator: random);
        for (int step = 0; step < 50; step++)
        {
            Epoch(net, sgd, [[inputs, inputs.select(1, 0).mul(3).to(ScalarType.Int64)]]);
            eachStep();
        }
        return [.. net.parameters().SelectMany(p => p.data<float>().ToArray())];
    }

    [Fact]
    public async Task TwoThreadsTrainTwoNets()
    {
        int[] seeds = [3, 4];
        float[][] alone = [.. seeds.Select(seed => Trained(seed, () => { }))];
        using var together = new Barrier(2);
        var threads = seeds.Select(seed => Task.Factory.StartNew(
            () => Trained(seed, () => together.SignalAndWait(TimeSpan.FromMinutes(1))), TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning, TaskScheduler.Default));
        float[][] both = await Task.WhenAll(threads);
        Assert.NotEqual(alone[0], alone[1]);
        for (int i = 0; i < 2; i++)
            Assert.All(alone[i].Zip(both[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
