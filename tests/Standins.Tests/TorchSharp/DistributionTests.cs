using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Each distribution against PyTorch: draws from one seed, log-probabilities, entropy, moments, cumulative probabilities.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class DistributionTests
{
    [Theory]
    [InlineData("Normal", "D.Normal(a, b)")]
    [InlineData("Uniform", "D.Uniform(a, a + b)")]
    [InlineData("Bernoulli", "D.Bernoulli(probs=p)")]
    [InlineData("BernoulliLogits", "D.Bernoulli(logits=a)")]
    [InlineData("Categorical", "D.Categorical(probs=p)")]
    [InlineData("CategoricalLogits", "D.Categorical(logits=a)")]
    public void EqualsPyTorch(string name, string python)
    {
        using var scope = NewDisposeScope();
        var (a, b, p) = (tensor(new[,] { { -0.5, 1, 0.3 }, { 2, 0.1, -1 } }), tensor(new[,] { { 0.5, 1, 2 }, { 0.3, 0.7, 1.5 } }), tensor(new[,] { { 0.1, 0.6, 0.3 }, { 0.5, 0.2, 0.9 } }));
        using distributions.Distribution d = name switch
        {
            "Normal" => distributions.Normal(a, b),
            "Uniform" => distributions.Uniform(a, a + b),
            "Bernoulli" => distributions.Bernoulli(p),
            "BernoulliLogits" => distributions.Bernoulli(logits: a),
            "Categorical" => distributions.Categorical(p),
            _ => distributions.Categorical(logits: a),
        };
        bool isContinuous = name is "Normal" or "Uniform";
        var expected = PyTorch.Run($$"""
            import torch.distributions as D
            d = {{python}}
            torch.manual_seed(11)
            v = d.sample((4,))
            out.update(sample=v, log_prob=d.log_prob(v), entropy=d.entropy(), mean=d.mean + 0 * d.entropy(), variance=d.variance + 0 * d.entropy(), wide=d.expand((5,) + d.batch_shape).log_prob(v[0]))
            if {{(isContinuous ? "True" : "False")}}: out.update(cdf=d.cdf(v), icdf=d.icdf(p))
            """, ("a", a), ("b", b), ("p", p));
        manual_seed(11);
        var v = d.sample(4);
        Close.To(expected["sample"], v, 1e-12, "sample");
        Close.To(expected["log_prob"], d.log_prob(v), 1e-10, "log_prob");
        Close.To(expected["entropy"], d.entropy(), 1e-10, "entropy");
        Close.To(expected["mean"], d.mean, 1e-10, "mean");
        Close.To(expected["variance"], d.variance, 1e-10, "variance");
        Close.To(expected["wide"], d.expand(new Size([5L, .. d.batch_shape])).log_prob(v[0]), 1e-10, "expanded");
        if (!isContinuous)
            return;
        Close.To(expected["cdf"], d.cdf(v), 1e-10, "cdf");
        Close.To(expected["icdf"], d.icdf(p), 1e-10, "icdf");
    }

    [Fact]
    public void OnlyOneOfProbabilitiesAndLogits()
    {
        Assert.Throws<ArgumentException>(() => distributions.Bernoulli((Tensor?)null));
        Assert.Throws<ArgumentException>(() => distributions.Categorical(ones(2), ones(2)));
    }
}
