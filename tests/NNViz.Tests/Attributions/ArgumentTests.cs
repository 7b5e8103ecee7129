using NNViz.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>What is asked for is done or refused in words, never left aside in silence.</summary>
public class ArgumentTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    [Fact]
    public void ARuleOfLrpIsForALayerThatThereIs()
    {
        using var net = LawTests.ReluNet();
        using var x = new Noise(21).Normal(zeros(2, 1, 4, 4));
        Attribution Lrp(string name) => net.Lrp(x, 1, new() { Layers = new Dictionary<string, LrpRule> { [name] = LrpRule.AlphaBeta(2, 1) } }, Plain);
        var misspelt = Assert.Throws<ArgumentException>(() => Lrp("convv")).Message;
        Assert.Contains("No layer is called 'convv'. Did you mean 'conv'", misspelt, StringComparison.Ordinal);
        var activation = Assert.Throws<ArgumentException>(() => Lrp("relu1")).Message;
        Assert.Contains("'relu1' names relu1 (ReLU). Layers with a rule: conv, fc1", activation, StringComparison.Ordinal);
        // A pattern names the layers that fit it.
        Assert.Equal(Lrp("conv").Map.ToDoubles(), Lrp("con*").Map.ToDoubles());
        Assert.NotEqual(Lrp("conv").Map.ToDoubles(), net.Lrp(x, 1, options: Plain).Map.ToDoubles());
    }

    /// <summary>Of a linear net f = Σ w·a the sum over steps is w·(a at the last node − a at the first), whatever lies between.</summary>
    [Fact]
    public void ConductanceGoesFromTheFirstNodeToTheLast()
    {
        using var net = Sequential(("conv", Conv2d(1, 3, 1, bias: false)), ("flatten", Flatten()), ("fc", Linear(48, 2, hasBias: false))).Weighted(4);
        using var x = new Noise(6).Normal(zeros(2, 1, 4, 4)) + 1;
        double[] whole = [.. net.LayerGradientXActivation(x, "conv", 1, Plain).Map.ToDoubles()];
        Attribution Conductance(Quadrature steps) => net.LayerConductance(x, "conv", 1, Plain with { Steps = steps });
        foreach (var (steps, share, count) in new (Quadrature, double, int)[]
        {
            (Quadrature.Trapezoid(4), 1, 4), (Quadrature.Left(4), 0.75, 3), (Quadrature.Middle(5), 0.8, 4), (new Quadrature("mine", [0.25, 0.3, 0.5], [1, 1, 1]), 0.25, 2),
            (1, 1 / Math.Sqrt(3), 1),   // the nodes of two points are ±1/√3 of half the path
        })
        {
            var map = Conductance(steps);
            Approx.Equal([.. whole.Select(v => share * v)], map.Map.ToDoubles(), 1e-4, 1e-6, steps.Name);
            Assert.Equal(count, map.Steps);
        }
        Assert.Contains("the path from 0 % to 75 %, between the nodes of left Riemann sum, 4 steps", Conductance(Quadrature.Left(4)).Notes);
        Assert.Contains("goes from node to node", Assert.Throws<ArgumentException>(() => Conductance(Quadrature.Middle(1))).Message, StringComparison.Ordinal);
    }

    /// <summary>Of f = a·x + b·y and its gradient as the map, I·φ is f(x) − f(x − I) for any perturbation of both; for a map of the first input's part alone it is b·J short.</summary>
    [Fact]
    public void InfidelityTakesPerturbationsOfEveryInput()
    {
        using var scope = NewDisposeScope();
        using var net = new Sum();
        var (x, y) = (new Noise(1).Normal(zeros(2, 3)), new Noise(2).Normal(zeros(2, 4)));
        var (first, second) = (new Noise(3).Normal(zeros(5, 3)), new Noise(4).Normal(zeros(5, 4)));
        var gradient = net.Saliency((x, y), Target.Of(o => o.squeeze(1)), absolute: false, options: Plain);
        Assert.All(net.Infidelity((x, y), gradient, (first, second)), value => Assert.Equal(0, value, 1e-9));
        var inputs = net.InputXGradient((x, y), Target.Of(o => o.squeeze(1)), Plain);
        double[] weights = [.. net.get_parameter("b.weight")!.detach().to(ScalarType.Float64).reshape(-1).data<double>()];
        double[] firstWeights = [.. net.get_parameter("a.weight")!.detach().to(ScalarType.Float64).reshape(-1).data<double>()];
        double[][] Rows(Tensor t) => [.. t.to(ScalarType.Float64).reshape(-1).data<double>().ToArray().Chunk((int)t.shape[1])];
        var infidelity = net.Infidelity((x, y), inputs, (first, second));
        for (var sample = 0; sample < 2; sample++)
        {
            var expected = Rows(first).Zip(Rows(second), (i, j) =>
            {
                var part = i.Select((v, k) => v * firstWeights[k] * (Rows(x)[sample][k] - 1)).Sum() + j.Select((v, k) => v * weights[k] * (Rows(y)[sample][k] - 1)).Sum();
                return part * part;
            }).Average();
            Assert.Equal(expected, infidelity[sample], 1e-4 * expected);
        }
        Tensor? nothing = null;
        Assert.Equal(2, net.Infidelity((x, y), gradient, nothing).Count);
        var one = Assert.Throws<ArgumentException>(() => net.Infidelity((x, y), gradient, first)).Message;
        Assert.Contains("the inputs, [2, 3] and [2, 4]", one, StringComparison.Ordinal);
        Assert.Contains("given [5, 3].", one, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => net.Infidelity((x, y), gradient, (second, first)));
    }

    private sealed class Sum : Module<Tensor, Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> a = Linear(3, 1);
        private readonly Module<Tensor, Tensor> b = Linear(4, 1);

        public Sum() : base(nameof(Sum))
        {
            RegisterComponents();
            this.Weighted(1);
        }

        public override Tensor forward(Tensor x, Tensor y) => a.call(x) + b.call(y);
    }
}
