using NNViz.Diagnosis;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace NNViz.Tests.Diagnosis;

public class RemedyTests
{
    private static (Tensor X, Tensor Y)[] Batches(double scale = 1)
    {
        manual_seed(11);
        var labels = arange(120) % 3;
        var x = (tensor(new float[] { -1, -1, 1, 0, -1, 1 }, 3, 2)[labels] + (0.3 * randn(120, 2))) * scale;
        return [.. Enumerable.Range(0, 4).Select(i => (x.narrow(0, 30 * i, 30), labels.narrow(0, 30 * i, 30)))];
    }

    private static nn.Module<Tensor, Tensor> Net(params (string, nn.Module<Tensor, Tensor>)[] end) =>
        Sequential([("fc1", Linear(2, 16)), ("norm", BatchNorm1d(16)), ("relu", ReLU(inplace: true)), ("drop", Dropout(0.1)), ("fc2", Linear(16, 3)), .. end]);

    [Fact]
    public void ASoftmaxBeforeCrossEntropyIsHealedAndTheNetIsLeftAsItWas()
    {
        manual_seed(1);
        nn.Module<Tensor, Tensor> Make() => Net(("softmax", Softmax(1)));
        using var net = Make();
        var batches = Batches();
        cross_entropy(net.call(batches[0].X), batches[0].Y).backward();
        var before = net.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var gradients = net.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        var random = get_rng_state();
        var trial = net.TryRemedies(Make, batches, (y, t) => cross_entropy(y, t), new RemedyOptions { Steps = 60, LearningRate = 0.1, Seed = 3 });
        Assert.Equal(["as it is", "without the softmax at the end"], trial.Runs.Select(run => run.Name));
        Assert.Same(trial.Runs[1], trial.Best);
        Assert.True(trial.Best.FinalLoss < trial.Baseline.FinalLoss);
        Assert.All(trial.Runs, run => Assert.Equal((60, null), (run.Losses.Count, run.Failure)));
        Assert.True(net.training);
        Assert.True(random.Equals(get_rng_state()));
        Assert.All(net.state_dict(), entry => Assert.True(before[entry.Key].Equals(entry.Value), entry.Key));
        Assert.All(gradients.Zip(net.parameters()), pair => Assert.True(pair.First.Equals(pair.Second.grad!)));
    }

    /// <summary>The baseline is plain training, step by step.</summary>
    [Fact]
    public void TheBaselineIsWhatTrainingWouldDo()
    {
        manual_seed(2);
        nn.Module<Tensor, Tensor> Make() => Sequential(("fc1", Linear(2, 8)), ("tanh", Tanh()), ("fc2", Linear(8, 3)));
        using var net = Make();
        var batches = Batches();
        var trial = net.TryRemedies(Make, batches, (y, t) => cross_entropy(y, t), new RemedyOptions { Steps = 12, LearningRate = 0.2, Remedies = [Remedy.LowerLearningRate] });
        Approx.Equal(ByHand(net, batches, 12, 0.2), [.. trial.Baseline.Losses], 1e-6, 1e-7);
        var other = net.TryRemedies(Make, batches, (y, t) => cross_entropy(y, t), new RemedyOptions { Steps = 12, LearningRate = 0.02, Remedies = [] });
        Assert.Equal(trial.Runs[1].Losses, other.Baseline.Losses);
    }

    private static double[] ByHand(nn.Module<Tensor, Tensor> net, (Tensor X, Tensor Y)[] batches, int steps, double rate)
    {
        var weights = net.parameters().Select(parameter => parameter.detach().clone()).ToArray();
        var losses = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            foreach (var weight in weights)
            {
                weight.requires_grad = true;
            }
            var (x, y) = batches[step % batches.Length];
            var output = (x.matmul(weights[0].t()) + weights[1]).tanh().matmul(weights[2].t()) + weights[3];
            var loss = (output.exp().sum(1).log() - output.gather(1, y.unsqueeze(1)).squeeze(1)).mean();
            losses[step] = loss.ToDouble();
            var gradients = autograd.grad([loss], weights);
            weights = [.. weights.Zip(gradients, (weight, gradient) => (weight - (rate * gradient)).detach())];
        }
        return losses;
    }

    [Fact]
    public void TheSameSeedGivesTheSameBits()
    {
        manual_seed(4);
        nn.Module<Tensor, Tensor> Make() => Net();
        using var net = Make();
        var batches = Batches();
        IReadOnlyList<double>[] Losses(long seed)
        {
            rand(5); // whatever else draws numbers
            Remedy[] remedies = [Remedy.LeakyRelu, Remedy.FreshStart, Remedy.KaimingWeights, Remedy.ClipGradients, Remedy.WeightDecay, Remedy.Standardise(batches[0].X)];
            return [.. net.TryRemedies(Make, batches, (y, t) => cross_entropy(y, t), new RemedyOptions { Steps = 8, LearningRate = 0.1, Seed = seed, Remedies = remedies }).Runs.Select(run => run.Losses)];
        }
        var (one, two, three) = (Losses(1), Losses(1), Losses(2));
        Assert.Equal(one, two);
        Assert.NotEqual(one[2], three[2]); // other fresh weights, other dropout
        Assert.Equal(7, one.Select(losses => losses[^1]).Distinct().Count()); // each remedy changes something
    }

    [Theory]
    [InlineData("pixels", "standardised data")]
    [InlineData("sigmoids", "ReLU for sigmoid and tanh, He weights")]
    [InlineData("dead", "fresh weights, learning rate ÷ 10")]
    [InlineData("equal", "He weights")]
    public void WhatIsAdvisedHelps(string fault, string remedy)
    {
        manual_seed(5);
        var batches = Batches(fault == "pixels" ? 100 : 1);
        nn.Module<Tensor, Tensor> Make() => fault == "sigmoids"
            ? Sequential([.. Enumerable.Range(0, 8).SelectMany(i => new (string, nn.Module<Tensor, Tensor>)[] { ($"fc{i}", Linear(i == 0 ? 2 : 16, 16)), ($"sigmoid{i}", Sigmoid()) }), ("last", Linear(16, 3))])
            : Sequential(("fc1", Linear(2, 16)), ("relu", ReLU()), ("fc2", Linear(16, 3)));
        using var net = Make();
        using (no_grad())
        {
            foreach (var (name, parameter) in net.named_parameters().Where(entry => fault == "equal" || (fault == "dead" && entry.name == "fc1.bias")))
            {
                parameter.fill_(fault == "equal" ? 0.2 : -30);
            }
        }
        var trial = net.TryRemedies(Make, batches, (y, t) => cross_entropy(y, t), new RemedyOptions { Steps = 150, LearningRate = 0.5 });
        var helped = trial.Runs.Single(run => run.Name == remedy);
        Assert.True(helped.Accuracy > 0.9, new RemedyTrialView(trial).ToString());
        Assert.True(trial.Best.Accuracy >= helped.Accuracy && helped.Accuracy > trial.Baseline.Accuracy || fault == "pixels", new RemedyTrialView(trial).ToString());
    }

    [Fact]
    public void FailuresAreToldAndMisuseIsRefused()
    {
        manual_seed(6);
        nn.Module<Tensor, Tensor> Make() => Sequential(("fc1", Linear(2, 3)));
        using var net = Make();
        var batches = Batches();
        var trial = net.TryRemedies(Make, batches, (y, t) => mse_loss(y, one_hot(t, 3).to_type(ScalarType.Float32)), new RemedyOptions { Steps = 400, LearningRate = 1e4, Remedies = [Remedy.ClipGradients] });
        Assert.Contains("no number any more", trial.Baseline.Failure, StringComparison.Ordinal);
        Assert.True(double.IsNaN(trial.Baseline.FinalLoss) && trial.Best == trial.Runs[1]);
        Tensor Loss(Tensor y, Tensor t) => cross_entropy(y, t);
        Assert.Contains("new network", Assert.Throws<ArgumentException>(() => net.TryRemedies(() => net, batches, Loss)).Message, StringComparison.Ordinal);
        Assert.Contains("fc1.weight", Assert.Throws<ArgumentException>(() => net.TryRemedies(() => Sequential(("fc1", Linear(2, 4))), batches, Loss)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => net.TryRemedies(Make, [], Loss));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => net.TryRemedies(Make, batches, Loss, new RemedyOptions { Cancellation = cancelled.Token }));
        Assert.Equal(["as it is", "learning rate ÷ 10", "learning rate × 10", "fresh weights"], net.TryRemedies(Make, batches, Loss, new RemedyOptions { Steps = 2 }).Runs.Select(run => run.Name));
    }

    [Fact]
    public void TrialsAreWrittenForTheBrowser()
    {
        manual_seed(7);
        nn.Module<Tensor, Tensor> Make() => Net(("softmax", Softmax(1)));
        using var net = Make();
        var html = new RemedyTrialView(net.TryRemedies(Make, Batches(60), (y, t) => cross_entropy(y, t), new RemedyOptions { Steps = 120, LearningRate = 0.1 })).ToHtml();
        Pages.Write("remedies", html);
        Assert.InRange(html.Length, 3_000, 300_000);
        Assert.Contains("standardised data", html, StringComparison.Ordinal);
    }

    /// <summary>He's σ is √(2 / inputs of a unit): of a transposed convolution inputs / groups · kernel.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void WeightsOfTransposedConvolutionsAreDrawnForTheInputsOfAUnit(int groups)
    {
        manual_seed(8);
        using var net = Sequential(("up", ConvTranspose2d(8, 128, 3, groups: groups)));
        Remedy.KaimingWeights.Prepare!(net);
        Assert.Equal(Math.Sqrt(2.0 / (8 / groups * 9)), net.get_parameter("up.weight")!.std().ToDouble(), 0.05 * Math.Sqrt(2.0 / (8 / groups * 9)));
    }

    private sealed class Moved : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear fc = Linear(2, 3);

        public Moved()
            : base("Moved") => RegisterComponents();

        public List<DeviceType> To { get; } = [];

        public override Tensor forward(Tensor input) => fc.call(input);

        protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
        {
            To.Add(device.type);
            return base._to(device, dtype, non_blocking);
        }

        protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
        {
            To.Add(deviceType);
            return base._to(deviceType, deviceIndex, non_blocking);
        }
    }

    /// <summary>Factories mostly make networks on the CPU: candidates go to where the network is.</summary>
    [Fact]
    public void CandidatesGoToTheNetworksDevice()
    {
        var made = new List<Moved>();
        using var net = new Moved();
        net.TryRemedies(() =>
        {
            made.Add(new Moved());
            return made[^1];
        }, Batches(), (y, t) => cross_entropy(y, t), new RemedyOptions { Steps = 2, Remedies = [Remedy.LowerLearningRate] });
        Assert.Equal(2, made.Count);
        Assert.All(made, one => Assert.Equal([DeviceType.CPU], one.To));
    }
}
