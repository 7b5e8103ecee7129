using NNViz.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>The shipped rules of relevance propagation against slow loops over their equations: Montavon et al. 2019, equations 10.1 to 10.5, and Bach et al. 2015, equation 60.</summary>
public class LrpReferenceTests
{
    private const int Side = 4, Maps = 2, Inside = Side - 2, Class = 1;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>A rule as the share of the relevance that goes from an output with these contributions a·w and this bias to each input.</summary>
    private delegate double[] Shares(double[] contributions, double bias);

    private static readonly Dictionary<string, (LrpComposite Composite, Shares Convolution, Shares Linear)> Rules = new()
    {
        ["ε 0.01"] = (LrpRule.Epsilon(0.01), Epsilon(0.01), Epsilon(0.01)),
        ["γ 0.25"] = (LrpRule.Gamma(), Gamma(0.25), Gamma(0.25)),
        ["γ 2"] = (LrpRule.Gamma(2), Gamma(2), Gamma(2)),
        ["z⁺"] = (LrpRule.ZPlus, AlphaBeta(1, 0), AlphaBeta(1, 0)),
        ["α 2, β 1"] = (LrpRule.AlphaBeta(2, 1), AlphaBeta(2, 1), AlphaBeta(2, 1)),
        ["the default, by layer kind"] = (new(), Gamma(0.25), Epsilon(1e-6)),
        ["a rule for one layer"] = (new() { Layers = new Dictionary<string, LrpRule> { ["conv"] = LrpRule.AlphaBeta(2, 1) } }, AlphaBeta(2, 1), Epsilon(1e-6)),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ARuleIsItsEquation(string rule)
    {
        using var net = Sequential(("conv", Conv2d(1, Maps, 3)), ("relu1", ReLU()), ("flatten", Flatten()), ("fc1", Linear(Maps * Inside * Inside, 5)), ("relu2", ReLU()), ("fc2", Linear(5, 3))).Weighted(8);
        // At or above 0, as the γ rule asks.
        using var x = new Noise(2).Normal(zeros(3, 1, Side, Side)).abs();
        var (composite, convolution, linear) = Rules[rule];
        double[] Values(string name) => [.. net.get_parameter(name)!.detach().to(ScalarType.Float64).reshape(-1).data<double>()];
        var conv = Values("conv.weight");
        double[][] Rows(string name, int columns) => [.. Values(name).Chunk(columns)];
        // The convolution as a matrix: the weight of input place i for output o, 0 outside the window.
        double[][] matrix = [.. Enumerable.Range(0, Maps * Inside * Inside).Select(o => Enumerable.Range(0, Side * Side).Select(i =>
        {
            var (row, column) = (i / Side - o / Inside % Inside, i % Side - o % Inside);
            return row is >= 0 and < 3 && column is >= 0 and < 3 ? conv[o / (Inside * Inside) * 9 + row * 3 + column] : 0;
        }).ToArray())];
        double[] spread = [.. Values("conv.bias").SelectMany(b => Enumerable.Repeat(b, Inside * Inside))];
        (double[][] Weights, double[] Bias, Shares Rule)[] layers =
            [(matrix, spread, convolution), (Rows("fc1.weight", Maps * Inside * Inside), Values("fc1.bias"), linear), (Rows("fc2.weight", 5), Values("fc2.bias"), linear)];
        double[] expected = [.. x.to(ScalarType.Float64).reshape(-1).data<double>().ToArray().Chunk(Side * Side).SelectMany(sample => Relevance(layers, sample))];
        Approx.Equal(expected, net.Lrp(x, Class, composite, Plain).Map.ToDoubles(), 1e-3, 1e-5 * expected.Max(Math.Abs), rule);
    }

    private static double[] Relevance((double[][] Weights, double[] Bias, Shares Rule)[] layers, double[] x)
    {
        var inputs = new List<double[]> { x };
        double[] output = [];
        foreach (var (weights, bias, _) in layers)
        {
            output = [.. weights.Select((w, k) => bias[k] + w.Zip(inputs[^1], (v, a) => v * a).Sum())];
            inputs.Add([.. output.Select(v => Math.Max(0, v))]);
        }
        double[] relevance = [.. output.Select((v, k) => k == Class ? v : 0)];
        for (var layer = layers.Length - 1; layer >= 0; layer--)
        {
            var (weights, bias, rule) = layers[layer];
            var below = new double[inputs[layer].Length];
            for (var k = 0; k < relevance.Length; k++)
            {
                var shares = rule([.. weights[k].Zip(inputs[layer], (w, a) => w * a)], bias[k]);
                below = [.. below.Zip(shares, (sum, share) => sum + share * relevance[k])];
            }
            relevance = below;
        }
        return relevance;
    }

    private static Shares Epsilon(double epsilon) => (z, bias) =>
    {
        var sum = z.Sum() + bias;
        return [.. z.Select(v => v / (sum + (sum >= 0 ? epsilon : -epsilon)))];
    };

    /// <summary>For inputs at or above 0 a contribution's sign is that of its weight.</summary>
    private static Shares Gamma(double gamma) => (z, bias) =>
    {
        double Raised(double v) => v + gamma * Math.Max(0, v);
        return Epsilon(1e-9)([.. z.Select(Raised)], Raised(bias));
    };

    /// <summary>Where there is nothing of the other sign, one kind takes all the relevance.</summary>
    private static Shares AlphaBeta(double alpha, double beta) => (z, bias) =>
    {
        var (support, opposition) = (z.Sum(v => Math.Max(0, v)) + Math.Max(0, bias), z.Sum(v => Math.Min(0, v)) + Math.Min(0, bias));
        var (forIt, against) = beta == 0 ? (1.0, 0.0) : (opposition == 0 ? 1 : alpha, support == 0 ? 1 : -beta);
        return [.. z.Select(v => v > 0 ? forIt * v / support : v < 0 ? against * v / opposition : 0)];
    };
}
