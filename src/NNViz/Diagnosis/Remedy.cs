using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>
/// A change to try, on a network of its own: to its weights before training, to what goes in and comes out, to the optimizer. Users may
/// make their own.
/// </summary>
/// <param name="Name">What it is called: <c>learning rate ÷ 10</c>.</param>
public sealed record Remedy(string Name)
{
    /// <summary>Whether it begins with the factory's own initialisation and not with the weights as they are.</summary>
    public bool FromFreshWeights { get; init; }

    /// <summary>Changes the candidate before its first step, for example its weights.</summary>
    public Action<nn.Module>? Prepare { get; init; }

    /// <summary>Changes every input of the network.</summary>
    public Func<Tensor, Tensor>? Input { get; init; }

    /// <summary>Changes the network's output before the loss sees it.</summary>
    public Func<Tensor, Tensor>? Output { get; init; }

    /// <summary>For the type of an activation layer (<c>ReLU</c>) the function to use in its place; null for those that stay.</summary>
    public Func<string, Func<Tensor, Tensor>?>? Activation { get; init; }

    /// <summary>Multiplies the learning rate.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>The largest norm of all gradients together; null for any.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>By which part of itself, times the learning rate, each weight shrinks in a step.</summary>
    public double Decay { get; init; }

    /// <summary>The same, from fresh weights.</summary>
    public static Remedy FreshStart { get; } = new("fresh weights") { FromFreshWeights = true };

    /// <summary>A tenth of the learning rate.</summary>
    public static Remedy LowerLearningRate { get; } = new("learning rate ÷ 10") { LearningRateFactor = 0.1 };

    /// <summary>Ten times the learning rate.</summary>
    public static Remedy HigherLearningRate { get; } = new("learning rate × 10") { LearningRateFactor = 10 };

    /// <summary>A tenth of the learning rate, from fresh weights: weights that long steps have spoilt do not come back by short ones.</summary>
    public static Remedy FreshStartLowerLearningRate { get; } = new("fresh weights, learning rate ÷ 10") { FromFreshWeights = true, LearningRateFactor = 0.1 };

    /// <summary>All gradients together no longer than 1.</summary>
    public static Remedy ClipGradients { get; } = new("gradients clipped to norm 1") { ClipNorm = 1 };

    /// <summary>Weight decay of 0.01.</summary>
    public static Remedy WeightDecay { get; } = new("weight decay 0.01") { Decay = 0.01 };

    /// <summary>LeakyReLU (slope 0.01 below zero) where the network has ReLU.</summary>
    public static Remedy LeakyRelu { get; } = new("LeakyReLU for ReLU")
    {
        Activation = type => type is "ReLU" or "ReLU6" ? x => nn.functional.leaky_relu(x, 0.01) : null,
    };

    /// <summary>ReLU where the network has sigmoid or tanh.</summary>
    public static Remedy ReluForSigmoid { get; } = new("ReLU for sigmoid and tanh") { Activation = Relu };

    /// <summary>ReLU where the network has sigmoid or tanh, with weights drawn anew for it.</summary>
    public static Remedy ReluForSigmoidAfresh { get; } = new("ReLU for sigmoid and tanh, He weights")
    {
        Activation = Relu,
        Prepare = net => Draw(net, Math.Sqrt(2)),
    };

    /// <summary>Weights drawn anew with a standard deviation of √(2 / inputs), biases 0 (He et al. 2015, for ReLU).</summary>
    public static Remedy KaimingWeights { get; } = new("He weights") { Prepare = net => Draw(net, Math.Sqrt(2)) };

    /// <summary>
    /// Weights drawn anew with a standard deviation of √(1 / inputs), biases 0
    /// (LeCun; Glorot and Bengio 2010 where inputs and outputs are as many).
    /// </summary>
    public static Remedy XavierWeights { get; } = new("weights of σ = √(1 / inputs)") { Prepare = net => Draw(net, 1) };

    /// <summary>The logarithm of the softmax that the network ends in: scores again, as far as cross_entropy can tell.</summary>
    public static Remedy ScoresForProbabilities { get; } = new("without the softmax at the end") { Output = Logarithm };

    /// <summary>The logarithm of the probabilities that the network ends in.</summary>
    public static Remedy LogOfProbabilities { get; } = new("log of the softmax at the end") { Output = Logarithm };

    /// <summary>A log_softmax at the end.</summary>
    public static Remedy LogSoftmaxOfScores { get; } = new("log_softmax at the end") { Output = y => nn.functional.log_softmax(y, 1) };

    /// <summary>The scores that the sigmoid at the end was given.</summary>
    public static Remedy LogitsForProbabilities { get; } = new("without the sigmoid at the end") { Output = y => y.clamp(Tiny, 1 - Tiny).logit() };

    /// <summary>A sigmoid at the end.</summary>
    public static Remedy SigmoidOfScores { get; } = new("sigmoid at the end") { Output = y => y.sigmoid() };

    private const double Tiny = 1e-6;

    /// <summary>Inputs with the mean and standard deviation of this batch taken out: of each feature of [N, F], else of each channel.</summary>
    public static Remedy Standardise(Tensor batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var axis = batch.dim() > 1 ? 1 : 0;
        long[] others = [.. Enumerable.Range(0, (int)batch.dim()).Where(dim => dim != axis || batch.dim() < 2).Select(dim => (long)dim)];
        var mean = batch.mean(others, keepdim: true);
        var std = (batch - mean).pow(2).mean(others, keepdim: true).sqrt();
        var (means, spreads) = (HostTensor.Copy(mean).ToDoubles(), HostTensor.Copy(std).ToDoubles().Select(one => one > 0 ? one : 1).ToArray());
        var shape = mean.shape;
        return new Remedy("standardised data")
        {
            Input = x =>
            {
                using var inner = NewDisposeScope();
                var (shift, scale) = (tensor(means, shape).to(x.dtype, x.device), tensor(spreads, shape).to(x.dtype, x.device));
                return ((x - shift) / scale).MoveToOuterDisposeScope();
            },
        };
    }

    private static Func<Tensor, Tensor>? Relu(string type) => type is "Sigmoid" or "Tanh" or "Hardsigmoid" or "Hardtanh" or "Softsign" ? x => x.relu() : null;

    private static Tensor Logarithm(Tensor probabilities) => probabilities.clamp(Tiny * Tiny).log();

    /// <summary>Weights of two axes and more from N(0, gain² / inputs), biases beside them 0.</summary>
    private static void Draw(nn.Module net, double gain)
    {
        using var untracked = no_grad();
        foreach (var layer in Networks.LayerTree.Of(net).Layers.Where(layer => !layer.Type.StartsWith("Embedding", StringComparison.Ordinal)))
        {
            var hasWeights = layer.Parameters.Any(parameter => parameter.Value.dim() > 1);
            foreach (var (name, value) in layer.Parameters)
            {
                if (value.dim() > 1)
                {
                    value.normal_(0, gain / Math.Sqrt(value.numel() / (double)Networks.FilterRows.Count(value, layer.Module)));
                }
                else if (hasWeights && name.Contains("bias", StringComparison.Ordinal))
                {
                    value.zero_();
                }
            }
        }
    }
}
