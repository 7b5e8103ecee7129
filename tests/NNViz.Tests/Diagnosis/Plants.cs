using NNViz.Diagnosis;
using NNViz.Tests.Networks;
using NNViz.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace NNViz.Tests.Diagnosis;

/// <summary>A network, data and loss, healthy or with one fault planted.</summary>
/// <param name="Make">For a seed: the network, its input, the loss, and what else the diagnosis is given.</param>
/// <param name="Check">The check that has to find the fault; null for a healthy one.</param>
internal sealed record Plant(Func<int, Case> Make, string? Check = null);

/// <summary>What is diagnosed.</summary>
internal sealed record Case(nn.Module Net, Tensor X, Func<Tensor, Tensor> Loss, DiagnosisOptions? Options = null);

/// <summary>The catalogue: what goes wrong in practice, and what looks like it and is healthy.</summary>
internal static class Plants
{
    private const int Samples = 128;

    public static Dictionary<string, Plant> Faults { get; } = new()
    {
        ["softmax before cross_entropy"] = new(seed => Classify(seed, [("softmax", Softmax(1))]), "output and loss"),
        ["softmax function before cross_entropy"] = new(SoftmaxFunction, "output and loss"),
        ["softmax without logarithm before nll_loss"] = new(seed => Classify(seed, [("softmax", Softmax(1))], (y, t) => nll_loss(y, t)), "output and loss"),
        ["scores before nll_loss"] = new(seed => Classify(seed, [], (y, t) => nll_loss(y, t)), "output and loss"),
        ["sigmoid before binary_cross_entropy_with_logits"] = new(seed => Binary(seed, [("sigmoid", Sigmoid())], (y, t) => binary_cross_entropy_with_logits(y, t)), "output and loss"),
        ["scores before binary_cross_entropy"] = new(seed => Binary(seed, [], (y, t) => binary_cross_entropy(y, t)), "output and loss"),
        ["one output before cross_entropy"] = new(OneOutput, "output and loss"),
        ["ReLU before cross_entropy"] = new(seed => Classify(seed, [("relu", ReLU())]), "output and loss"),
        ["ReLU for targets below zero"] = new(seed => Regress(seed, [("last", ReLU())], 1), "output and loss"),
        ["pixels from 0 to 255"] = new(seed => Digits(seed, 255, 0), "scale of the data"),
        ["data far from zero"] = new(seed => Digits(seed, 1, 20), "scale of the data"),
        ["a feature in other units"] = new(Units, "scale of the data"),
        ["NaN in the data"] = new(NaNInData, "finite numbers"),
        ["NaN in a weight"] = new(seed => Classify(seed, [], change: net => net.parameters().First()[0, 0].fill_(float.NaN)), "finite numbers"),
        ["equal weights"] = new(seed => Classify(seed, [], change: net => Weights(net).ForEach(weight => weight.fill_(0.1))), "initialisation"),
        ["weights of zero"] = new(seed => Classify(seed, [], change: net => Weights(net).ForEach(weight => weight.zero_())), "initialisation"),
        ["weights much too large"] = new(seed => Classify(seed, [], change: net => Weights(net).ForEach(weight => weight.normal_(0, 3))), "initialisation"),
        ["weights much too small"] = new(seed => Classify(seed, [], change: net => Weights(net).ForEach(weight => weight.normal_(0, 1e-3))), "initialisation"),
        ["ReLUs dead by large biases"] = new(seed => Classify(seed, [], change: Silence), "dead units"),
        ["ReLUs dead by a high learning rate"] = new(DeadByTraining, "dead units"),
        ["deep stack of sigmoids"] = new(seed => Deep(seed, 12, () => Sigmoid()), "gradients"),
        ["deep stack of tanh with small weights"] = new(seed => Deep(seed, 8, () => Tanh(), 0.1), "gradients"),
        ["a gradient that explodes"] = new(Exploding, "gradients"),
        ["a layer that is not used"] = new(Unused, "gradients"),
        ["a layer behind detach"] = new(Detached, "gradients"),
        ["saturated tanh"] = new(seed => Deep(seed, 2, () => Tanh(), 20), "saturation"),
        ["saturated sigmoids"] = new(seed => Deep(seed, 2, () => Sigmoid(), 60), "saturation"),
        ["always the same answer"] = new(seed => Classify(seed, [], change: Constant), "answers"),
        ["one class ten times over"] = new(seed => Classify(seed, [], rare: true), "classes"),
        ["learning rate far too high"] = new(seed => WithRate(seed, 50, false), "learning rate"),
        ["learning rate far too low"] = new(seed => WithRate(seed, 1e-8, false), "learning rate"),
        ["Adam's learning rate far too high"] = new(seed => WithRate(seed, 1, true), "learning rate"),
    };

    public static Dictionary<string, Plant> Healthy { get; } = new()
    {
        ["a classifier"] = new(seed => Classify(seed, [])),
        ["a classifier with LogSoftmax and nll_loss"] = new(seed => Classify(seed, [("log", LogSoftmax(1))], (y, t) => nll_loss(y, t))),
        ["a classifier with summed loss"] = new(seed => Classify(seed, [], (y, t) => cross_entropy(y, t, reduction: Reduction.Sum))),
        ["a trained classifier"] = new(seed => Trained(seed, 0.1)),
        ["yes or no with scores"] = new(seed => Binary(seed, [], (y, t) => binary_cross_entropy_with_logits(y, t))),
        ["yes or no with a sigmoid"] = new(seed => Binary(seed, [("sigmoid", Sigmoid())], (y, t) => binary_cross_entropy(y, t))),
        ["numbers with mse_loss"] = new(seed => Regress(seed, [], 1)),
        ["positive numbers with a ReLU at the end"] = new(seed => Regress(seed, [("last", Softplus())], 0)),
        ["a convolution of digits"] = new(seed => Digits(seed, 1, 0)),
        ["a deep stack of ReLUs"] = new(seed => Deep(seed, 5, () => ReLU(), Math.Sqrt(6))),
        ["tanh of usual size"] = new(seed => Deep(seed, 3, () => Tanh())),
        ["unscaled data behind a normalisation"] = new(Normalised),
        ["Adam as usual"] = new(seed => WithRate(seed, 1e-3, true)),
        ["SGD as usual"] = new(seed => WithRate(seed, 0.05, false)),
    };

    private static (Tensor X, Tensor Labels) Clouds(int seed, bool rare = false)
    {
        manual_seed(seed);
        var labels = rare ? (arange(Samples) % 32).eq(0).to_type(ScalarType.Int64) : arange(Samples) % 3;
        var centres = tensor(new float[] { -1, -1, 1, 0, -1, 1 }, 3, 2);
        var x = cat([centres[labels] + (0.4 * randn(Samples, 2)), randn(Samples, 6)], 1);
        return (x, labels);
    }

    private static Case Classify(int seed, (string, nn.Module<Tensor, Tensor>)[] end, Func<Tensor, Tensor, Tensor>? loss = null, Action<nn.Module>? change = null, bool rare = false)
    {
        var (x, labels) = Clouds(seed, rare);
        var net = Sequential([("fc1", Linear(8, 32)), ("relu1", ReLU()), ("fc2", Linear(32, 32)), ("relu2", ReLU()), ("fc3", Linear(32, 3)), .. end]);
        using (no_grad())
        {
            change?.Invoke(net);
        }
        return new(net, x, y => (loss ?? ((scores, classes) => cross_entropy(scores, classes)))(y, labels), new DiagnosisOptions { Labels = labels });
    }

    private static Case SoftmaxFunction(int seed)
    {
        var (x, labels) = Clouds(seed);
        var (fc1, relu1, fc2) = (Linear(8, 32), ReLU(), Linear(32, 3));
        return new(new NetOf(input => softmax(fc2.call(relu1.call(fc1.call(input))), 1), ("fc1", fc1), ("relu1", relu1), ("fc2", fc2)), x, y => cross_entropy(y, labels));
    }

    private static Case Binary(int seed, (string, nn.Module<Tensor, Tensor>)[] end, Func<Tensor, Tensor, Tensor> loss)
    {
        var (x, labels) = Clouds(seed);
        var targets = labels.eq(1).to_type(ScalarType.Float32).unsqueeze(1);
        return new(Sequential([("fc1", Linear(8, 32)), ("relu1", ReLU()), ("fc2", Linear(32, 1)), .. end]), x, y => loss(y, targets));
    }

    private static Case OneOutput(int seed)
    {
        var (x, _) = Clouds(seed);
        return new(Sequential(("fc1", Linear(8, 32)), ("relu1", ReLU()), ("fc2", Linear(32, 1))), x, y => cross_entropy(y, zeros(Samples, ScalarType.Int64)));
    }

    private static Case Regress(int seed, (string, nn.Module<Tensor, Tensor>)[] end, double below)
    {
        var (x, _) = Clouds(seed);
        var targets = x[TensorIndex.Colon, ..1].abs() - below;
        return new(Sequential([("fc1", Linear(8, 32)), ("relu1", ReLU()), ("fc2", Linear(32, 1)), .. end]), x, y => mse_loss(y, targets), new DiagnosisOptions { Labels = targets });
    }

    private static Case Digits(int seed, double scale, double shift)
    {
        manual_seed(seed);
        var x = (rand(64, 1, 12, 12).pow(3) + shift) * scale;
        var labels = randint(0, 10, new long[] { 64 });
        return new(Sequential(("conv1", Conv2d(1, 8, 3)), ("relu1", ReLU()), ("conv2", Conv2d(8, 16, 3)), ("relu2", ReLU()), ("flatten", Flatten()), ("fc", Linear(16 * 64, 10))),
            x, y => cross_entropy(y, labels), new DiagnosisOptions { Labels = labels });
    }

    private static Case Units(int seed)
    {
        var net = Classify(seed, []);
        var x = net.X.clone();
        x[TensorIndex.Colon, 7] *= 2000;
        x[TensorIndex.Colon, 6] *= 0.001;
        return net with { X = x };
    }

    private static Case Normalised(int seed)
    {
        var given = Classify(seed, []);
        var net = Sequential(("norm", BatchNorm1d(8)), ("fc", Linear(8, 3)));
        var x = (given.X * 100) + 500;
        for (var i = 0; i < 60; i++)
        {
            net.call(x).Dispose(); // the running mean and variance settle
        }
        return given with { Net = net, X = x };
    }

    private static Case NaNInData(int seed)
    {
        var net = Classify(seed, []);
        var x = net.X.clone();
        x[5, 3] = float.NaN;
        return net with { X = x };
    }

    private static List<Tensor> Weights(nn.Module net) => [.. net.parameters().Where(parameter => parameter.dim() > 1)];

    private static void Silence(nn.Module net)
    {
        foreach (var (name, parameter) in net.named_parameters())
        {
            if (name == "fc1.bias")
            {
                parameter[..24].fill_(-20);
            }
        }
    }

    private static void Constant(nn.Module net)
    {
        var parameters = net.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        parameters["fc3.weight"].mul_(1e-6);
        parameters["fc3.bias"].copy_(tensor(new float[] { 1, 2, 3 }));
    }

    /// <summary>
    /// One step of a rate far too high, on positive data with answers far above their targets: it drives every unit's weights and bias below zero, on every
    /// processor. Many such steps are chaos: what they end in depends on the last bit of each sum.
    /// </summary>
    private static Case DeadByTraining(int seed)
    {
        var given = Regress(seed, [], 3);
        var net = given with { X = given.X.abs() };
        using (no_grad())
        {
            Weights(net.Net)[^1].abs_();
        }
        Train(net, 20, 1);
        return net;
    }

    private static Case Trained(int seed, double rate)
    {
        var net = Classify(seed, []);
        Train(net, rate, 200);
        return net;
    }

    private static void Train(Case net, double rate, int steps)
    {
        using var optimizer = optim.SGD(net.Net.parameters(), rate);
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            net.Loss(((nn.Module<Tensor, Tensor>)net.Net).call(net.X)).backward();
            optimizer.step();
        }
    }

    private static Case Deep(int seed, int layers, Func<nn.Module<Tensor, Tensor>> activation, double scale = 1)
    {
        var (x, labels) = Clouds(seed);
        var parts = Enumerable.Range(0, layers).SelectMany(i => new (string, nn.Module<Tensor, Tensor>)[] { ($"fc{i}", Linear(i == 0 ? 8 : 32, 32)), ($"act{i}", activation()) });
        var net = Sequential([.. parts, ("last", Linear(32, 3))]);
        using (no_grad())
        {
            Weights(net).SkipLast(1).ToList().ForEach(weight => weight.mul_(scale));
        }
        return new(net, x, y => cross_entropy(y, labels));
    }

    private static Case Exploding(int seed)
    {
        var (x, labels) = Clouds(seed);
        var net = Sequential([.. Enumerable.Range(0, 10).SelectMany(i => new (string, nn.Module<Tensor, Tensor>)[] { ($"fc{i}", Linear(i == 0 ? 8 : 32, 32)), ($"relu{i}", ReLU()) }), ("last", Linear(32, 3))]);
        using (no_grad())
        {
            Weights(net).ForEach(weight => weight.normal_(0, 1));
        }
        return new(net, x, y => cross_entropy(y, labels));
    }

    private static Case Unused(int seed)
    {
        var (x, labels) = Clouds(seed);
        var (used, idle) = (Linear(8, 3), Linear(8, 3));
        return new(new NetOf(input => used.call(input), ("used", used), ("idle", idle)), x, y => cross_entropy(y, labels));
    }

    private static Case Detached(int seed)
    {
        var (x, labels) = Clouds(seed);
        var (first, relu1, last) = (Linear(8, 16), ReLU(), Linear(16, 3));
        return new(new NetOf(input => last.call(relu1.call(first.call(input)).detach()), ("first", first), ("relu", relu1), ("last", last)), x, y => cross_entropy(y, labels));
    }

    private static Case WithRate(int seed, double rate, bool adam)
    {
        var net = Classify(seed, []);
        var optimizer = adam ? (optim.Optimizer)optim.Adam(net.Net.parameters(), rate) : optim.SGD(net.Net.parameters(), rate);
        return net with { Options = net.Options! with { Optimizer = optimizer } };
    }
}
