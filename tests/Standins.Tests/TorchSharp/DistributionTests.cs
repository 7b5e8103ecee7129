using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.distributions;
using D = TorchSharp.torch.distributions;

namespace Standins.Tests;

/// <summary>
/// Each distribution against PyTorch: draws from one seed, log-probabilities, entropy, moments, cumulative probabilities.
/// </summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class DistributionTests
{
    private const string All = "log_prob entropy mean variance mode cdf icdf";

    /// <summary>
    /// What is made here; the same in Python; the members that both have; b, c, p positive, p below 1, a any, n whole numbers.
    /// </summary>
    private static readonly (Func<Inputs, Distribution> Make, string Python, string Members)[] Cases =
    [
        (i => D.Normal(i.A, i.B), "D.Normal(a, b)", All),
        (i => D.Uniform(i.A, i.A + i.B), "D.Uniform(a, a + b)", "log_prob entropy mean variance cdf icdf"),
        (i => D.Cauchy(i.A, i.B), "D.Cauchy(a, b)", All),
        (i => D.Laplace(i.A, i.B), "D.Laplace(a, b)", All),
        (i => D.Exponential(i.B), "D.Exponential(b)", All),
        (i => D.Gamma(i.C, i.B), "D.Gamma(c, b)", "log_prob entropy mean variance mode"),
        (i => D.Chi2(i.C), "D.Chi2(c)", "log_prob entropy mean variance mode"),
        (i => D.Beta(i.C, i.B), "D.Beta(c, b)", "log_prob entropy mean variance mode"),
        (i => D.Dirichlet(i.C), "D.Dirichlet(c)", "log_prob entropy mean variance mode"),
        (i => D.FisherSnedecor(i.C + 3, i.B + 4), "D.FisherSnedecor(c + 3, b + 4)", "log_prob mean variance"),
        (i => D.MultivariateNormal(i.A, scale_tril: i.L), "D.MultivariateNormal(a, scale_tril=l)", "log_prob entropy mean variance mode"),
        (i => D.MultivariateNormal(i.A, i.L.matmul(i.L.mT)), "D.MultivariateNormal(a, l @ l.mT)", "log_prob entropy mean variance mode"),
        (i => D.MultivariateNormal(i.A, precision_matrix: i.L.matmul(i.L.mT)),
            "D.MultivariateNormal(a, precision_matrix=l @ l.mT)", "log_prob entropy"),
        (i => D.Gumbel(i.A, i.B), "D.Gumbel(a, b)", All),
        (i => D.HalfCauchy(i.B), "D.HalfCauchy(b)", "log_prob entropy mean mode cdf icdf"),
        (i => D.HalfNormal(i.B), "D.HalfNormal(b)", All),
        (i => D.LogNormal(i.A, i.B), "D.LogNormal(a, b)", All),
        (i => D.Pareto(i.B, i.C), "D.Pareto(b, c)", All),
        (i => D.Weibull(i.B, i.C), "D.Weibull(b, c)", All),
        (i => D.Kumaraswamy(i.C, i.B), "D.Kumaraswamy(c, b)", All),
        (i => D.Independent(D.Normal(i.A, i.B), 1), "D.Independent(D.Normal(a, b), 1)", "log_prob entropy mean variance mode"),
        (i => D.Bernoulli(i.P), "D.Bernoulli(probs=p)", "log_prob entropy mean variance"),
        (i => D.Bernoulli(logits: i.A), "D.Bernoulli(logits=a)", "log_prob entropy mean variance"),
        (i => D.Geometric(i.P), "D.Geometric(probs=p)", "log_prob entropy mean variance"),
        (i => D.Geometric(logits: i.A), "D.Geometric(logits=a)", "log_prob entropy mean variance"),
        (i => D.Binomial(i.N, i.P), "D.Binomial(n, p)", "log_prob mean variance mode"),
        (i => D.Binomial(tensor(5.0), logits: i.A), "D.Binomial(5, logits=a)", "log_prob entropy mean variance mode"),
        (i => D.NegativeBinomial(i.N, i.P), "D.NegativeBinomial(n, p)", "log_prob mean variance mode"),
        (i => D.NegativeBinomial(i.N, logits: i.A), "D.NegativeBinomial(n, logits=a)", "log_prob mean variance mode"),
        (i => D.Poisson(i.B), "D.Poisson(b)", "log_prob mean variance mode"),
        (i => D.Categorical(i.P), "D.Categorical(probs=p)", "log_prob entropy mean variance"),
        (i => D.Categorical(logits: i.A), "D.Categorical(logits=a)", "log_prob entropy mean variance"),
        (i => D.OneHotCategorical(i.P), "D.OneHotCategorical(probs=p)", "log_prob entropy mean variance mode"),
        (i => D.OneHotCategorical(logits: i.A), "D.OneHotCategorical(logits=a)", "log_prob entropy mean variance mode"),
        (i => D.Multinomial(6, i.P), "D.Multinomial(6, probs=p)", "log_prob entropy mean variance"),
        (i => D.Multinomial(6, logits: i.A), "D.Multinomial(6, logits=a)", "log_prob entropy mean variance"),
        (i => D.LogitRelaxedBernoulli(i.T, i.P), "D.relaxed_bernoulli.LogitRelaxedBernoulli(t, probs=p)", "log_prob"),
        (i => D.RelaxedBernoulli(i.T, logits: i.A), "D.RelaxedBernoulli(t, logits=a)", "log_prob"),
        (i => D.ExpRelaxedCategorical(i.T, i.P), "D.relaxed_categorical.ExpRelaxedCategorical(t, probs=p)", "log_prob"),
        (i => D.RelaxedOneHotCategorical(i.T, logits: i.A), "D.RelaxedOneHotCategorical(t, logits=a)", "log_prob"),
        (i => new TransformedDistribution(D.Normal(i.A, i.B), [new D.transforms.TanhTransform(), new D.transforms.AffineTransform(1, -2)]),
            "D.TransformedDistribution(D.Normal(a, b), [D.TanhTransform(), D.AffineTransform(1., -2.)])", "log_prob cdf icdf"),
        (i => new TransformedDistribution(D.Normal(i.A, i.B), new D.transforms.ReshapeTransform([3], [3, 1])),
            "D.TransformedDistribution(D.Normal(a, b), [D.ReshapeTransform((3,), (3, 1))])", "log_prob"),
    ];

    public static IEnumerable<TheoryDataRow<int, string>> Indices =>
        Cases.Select((test, k) => new TheoryDataRow<int, string>(k, test.Python));

    [Theory]
    [MemberData(nameof(Indices))]
    public void EqualsPyTorch(int index, string python)
    {
        using var scope = NewDisposeScope();
        var inputs = new Inputs();
        var members = Cases[index].Members.Split(' ');
        var expected = PyTorch.Run(
            $$"""
            import torch.distributions as D
            torch.set_default_dtype(torch.float64)
            leaves = [a, b, c, p]
            for leaf in leaves: leaf.requires_grad_()
            d = {{python}}
            torch.manual_seed(11)
            v = d.sample((4,))
            q = (torch.arange(1., 13.) / 14).reshape(4, 3)[:2]
            names = '{{Cases[index].Members}}'.split()
            out['sample'] = v
            for n in names: out[n] = d.log_prob(v) if n == 'log_prob' else d.cdf(v) if n == 'cdf' else d.icdf(q) if n == 'icdf' else d.entropy() if n == 'entropy' else getattr(d, n).expand(d.batch_shape + d.event_shape)
            out['wide'] = d.expand((5,) + d.batch_shape).log_prob(v[0])
            out['batch'], out['event'] = list(d.batch_shape), list(d.event_shape)
            loss = d.log_prob(v).sum()
            out['differentiable'] = d.has_rsample
            if d.has_rsample:
                torch.manual_seed(12)
                loss = loss + (d.rsample((3,)) * torch.linspace(0.5, 1.5, 3).reshape((3,) + (1,) * (len(d.batch_shape) + len(d.event_shape)))).sum()
            for n, g in zip('abcp', torch.autograd.grad(loss, leaves, allow_unused=True)):
                if g is not None: out['g' + n] = g
            """, inputs.Named);
        foreach (var leaf in inputs.Leaves)
            leaf.requires_grad = true;
        using var d = Cases[index].Make(inputs);
        Assert.Equal(expected.Get<long[]>("batch"), d.batch_shape);
        Assert.Equal(expected.Get<long[]>("event"), d.event_shape);
        manual_seed(11);
        var v = d.sample(4);
        Assert.False(v.requires_grad);
        Close.To(expected["sample"], v, 1e-10, "sample");
        foreach (var member in members)
            Close.To(expected[member], Member(d, member, v), 1e-10, member);
        Close.To(expected["wide"], d.expand(new Size([5L, .. d.batch_shape])).log_prob(v[0]), 1e-10, "expanded");
        Gradients(d, v, inputs.Leaves, expected);
    }

    private static void Gradients(Distribution d, Tensor v, Tensor[] leaves, PyTorch.Answer expected)
    {
        var loss = d.log_prob(v).sum();
        if (expected.Get<bool>("differentiable"))
        {
            manual_seed(12);
            var sample = d.rsample(3);
            loss += (sample * linspace(0.5, 1.5, 3, float64).reshape([3, .. sample.shape[1..].Select(_ => 1L)])).sum();
        }
        var gradients = autograd.grad([loss], leaves, allow_unused: true);
        for (var k = 0; k < leaves.Length; k++)
        {
            Assert.Equal(expected.Names.Contains("g" + "abcp"[k]), !gradients[k].IsInvalid);
            if (!gradients[k].IsInvalid)
                Close.To(expected["g" + "abcp"[k]], gradients[k], 1e-9, "gradient of " + "abcp"[k]);
        }
    }

    private static Tensor Member(Distribution d, string name, Tensor v) => name switch
    {
        "log_prob" => d.log_prob(v),
        "entropy" => d.entropy(),
        "cdf" => d.cdf(v),
        "icdf" => d.icdf((arange(1, 13, float64) / 14).reshape(4, 3)[..2]),
        "mean" => d.mean.expand([.. d.batch_shape, .. d.event_shape]),
        "variance" => d.variance.expand([.. d.batch_shape, .. d.event_shape]),
        _ => d.mode.expand([.. d.batch_shape, .. d.event_shape]),
    };

    [Fact]
    public void TheCumulativeProbabilityOfAGammaOfOneIsTheExponential()
    {
        using var scope = NewDisposeScope();
        var (rate, v) = (tensor(new[] { 0.5, 2, 7 }), tensor(new[] { 0.1, 1, 3 }));
        Close.To(1 - (-rate * v).exp(), D.Gamma(ones_like(rate), rate).cdf(v), 1e-12, "cdf");
    }

    [Fact]
    public void AnInstanceBecomesTheWiderDistribution()
    {
        using var scope = NewDisposeScope();
        var narrow = D.Gamma(tensor(2.0), tensor(3.0));
        var given = D.Gamma(tensor(1.0), tensor(1.0));
        Assert.Same(given, narrow.expand(new Size([4L]), given));
        Assert.Equal([4L], given.batch_shape);
        Close.To(narrow.mean.expand(4), given.mean, 0, "mean");
        Assert.Throws<ArgumentException>(() => narrow.expand(new Size([4L]), D.Poisson(1.0)));
    }

    [Fact]
    public void TheEntropyOfAFamilyFollowsFromItsNormalizer()
    {
        using var scope = NewDisposeScope();
        var rate = tensor(new[] { 0.5, 2, 7 });
        Close.To(1 - rate.log(), new ByFamily(rate).entropy(), 1e-12, "entropy");
        Assert.Throws<NotSupportedException>(() => D.Poisson(1.0).entropy());
    }

    [Fact]
    public void OnlyOneOfProbabilitiesAndLogits()
    {
        Assert.Throws<ArgumentException>(() => D.Bernoulli((Tensor?)null));
        Assert.Throws<ArgumentException>(() => D.Categorical(ones(2), ones(2)));
        Assert.Throws<ArgumentException>(() => D.MultivariateNormal(ones(2)));
        Assert.Throws<ArgumentException>(() => D.Independent(D.Normal(0.0), 1));
        Assert.Throws<NotSupportedException>(() => D.Gamma(ones(2), ones(2)).icdf(ones(2)));
    }

    /// <summary>The exponential distribution as a user would write it.</summary>
    private sealed class ByFamily : ExponentialFamily
    {
        private readonly Tensor rate;

        public ByFamily(Tensor rate) : base(null) => (this.rate, batch_shape) = (rate, rate.shape);

        public override Tensor mean => 1 / rate;
        public override Tensor variance => mean.square();
        protected override IList<Tensor> NaturalParams => [-rate];
        protected override Tensor MeanCarrierMeasure => tensor(0.0);
        protected override Tensor LogNormalizer(params Tensor[] parameters) => -(-parameters[0]).log();
        public override Tensor rsample(params long[] sample_shape) => throw new NotSupportedException();
        public override Tensor log_prob(Tensor value) => rate.log() - rate * value;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new ByFamily(rate.expand(batch_shape));
    }

    private sealed class Inputs
    {
        public readonly Tensor A = tensor(new[,] { { -0.5, 1, 0.3 }, { 2, 0.1, -1 } }),
            B = tensor(new[,] { { 0.5, 1, 2 }, { 0.3, 0.7, 1.5 } });
        public readonly Tensor C = tensor(new[,] { { 1.5, 2.5, 4 }, { 3.2, 2.2, 1.1 } }),
            P = tensor(new[,] { { 0.1, 0.6, 0.3 }, { 0.5, 0.2, 0.9 } });
        public readonly Tensor L = tensor(new[,] { { 1.0, 0, 0 }, { 0.5, 2, 0 }, { -0.3, 0.2, 0.7 } }), T = tensor(0.7);
        public readonly Tensor N = tensor(new[,] { { 3.0, 5, 2 }, { 1, 8, 4 } });

        public Tensor[] Leaves => [A, B, C, P];
        public (string, Tensor)[] Named =>
            [.. new[] { ("a", A), ("b", B), ("c", C), ("p", P), ("l", L), ("t", T), ("n", N) }.Select(x => (x.Item1, x.Item2.clone()))];
    }
}
