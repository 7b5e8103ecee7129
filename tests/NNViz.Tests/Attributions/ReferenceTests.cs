using NNViz.Attributions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>Methods whose stored values depart from the paper, against slow loops over its equations.</summary>
public class ReferenceTests
{
    private const int Side = 6, Maps = 2, Conv = Side - 2, Pooled = Conv / 2, Hidden = 4, Class = 1;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>conv 1→2 3×3, ReLU, max-pool 2×2, linear 8→4, ReLU, linear 4→3.</summary>
    private static Sequential Net() => Sequential(
        ("conv", Conv2d(1, Maps, 3)), ("relu1", ReLU()), ("pool", MaxPool2d(2)), ("flatten", Flatten()),
        ("fc1", Linear(Maps * Pooled * Pooled, Hidden)), ("relu2", ReLU()), ("fc2", Linear(Hidden, 3))).Weighted(21);

    /// <summary>Shrikumar et al. 2017, equations 1 to 10, Rescale rule; Captum loses its rule for max-pooling right behind a ReLU, so its numbers are not complete.</summary>
    [Fact]
    public void DeepLiftIsTheRescaleRule()
    {
        using var net = Net();
        using var x = new Noise(1).Normal(zeros(3, 1, Side, Side));
        using var bases = new Noise(2).Normal(zeros(2, 1, Side, Side));
        double[][] inputs = Rows(x), starts = Rows(bases);
        double[][] expected = [.. inputs.Select(input => Rescale(net, input, starts[0]))];
        using var one = bases[..1];
        Approx.Equal([.. expected.SelectMany(row => row)], net.DeepLift(x, Class, Plain with { Baseline = Baseline.Of(one) }).Map.ToDoubles(), 1e-4, 1e-5);
        // DeepLIFT-SHAP: the mean over the baselines.
        double[] mean = [.. inputs.Zip(expected).SelectMany(pair => pair.Second.Zip(Rescale(net, pair.First, starts[1]), (a, b) => (a + b) / 2))];
        Approx.Equal(mean, net.DeepLift(x, Class, Plain with { Baseline = Baseline.Set(bases) }).Map.ToDoubles(), 1e-4, 1e-5);
    }

    /// <summary>
    /// Ribeiro et al. 2016, equation 1: what LIME's draws estimate is the weighted regression over all 2⁶ coalitions of six features, each as likely as another. Captum's
    /// stored values are of a lasso that sets such small scores to 0.
    /// </summary>
    [Fact]
    public void LimeConvergesToTheRegressionOverAllCoalitions()
    {
        const int Features = 6;
        using var net = NetA.Create();
        using var input = NetA.Input()[..1];
        using var mask = Golden.Load("A/mask_6");
        var (design, weights, scores) = (new List<double[]>(), new List<double>(), new List<double>());
        for (var coalition = 0; coalition < 1 << Features; coalition++)
        {
            double[] keep = [.. Enumerable.Range(0, Features).Select(f => (double)(coalition >> f & 1))];
            using var scope = NewDisposeScope();
            using var none = no_grad();
            var kept = zeros_like(input);
            for (var f = 0; f < Features; f++)
            {
                kept += keep[f] * input * mask.eq(f).to(ScalarType.Float32).reshape(1, 1, 28, 28);
            }
            scores.Add(net.call(kept)[0, NetA.Class].to(ScalarType.Float64).item<double>());
            design.Add([1, .. keep]);
            var distance = 1 - Math.Sqrt(keep.Sum() / Features);
            weights.Add(Math.Exp(-distance * distance / (2 * 0.25 * 0.25)));
        }
        var expected = Regression(design, weights, scores);
        var lime = net.Lime(input, NetA.Class, mask, new() { Samples = 4000, Surrogate = Surrogate.Ridge(1e-9) }, Plain);
        var (values, errors, ids) = (lime.Map.ToDoubles(), lime.StandardError!.ToDoubles(), Golden.Values("A/mask_6"));
        for (var i = 0; i < values.Length; i++)
        {
            var coefficient = expected[1 + (int)ids[i]];
            Assert.True(Math.Abs(values[i] - coefficient) <= 5 * errors[i] + 1e-6, $"{i}: {values[i]} ± {errors[i]}, expected {coefficient}");
            Assert.True(errors[i] < 0.1 * expected.Skip(1).Max(Math.Abs), $"an error of {errors[i]} tells nothing");
        }
    }

    private static double[][] Rows(Tensor x) => [.. x.reshape(x.shape[0], -1).to(ScalarType.Float64).data<double>().ToArray().Chunk(Side * Side)];

    private static double[] Weights(Module net, string name) => [.. net.get_parameter(name)!.detach().to(ScalarType.Float64).data<double>()];

    private static double Ratio(double y, double x, double gradient) => Math.Abs(x) < 1e-10 ? gradient : y / x;

    /// <summary>Where a window's maximum is.</summary>
    private static int Top(double[] values, int window)
    {
        var (map, row, column) = (window / (Pooled * Pooled), window / Pooled % Pooled, window % Pooled);
        int[] places = [.. Enumerable.Range(0, 4).Select(k => (map * Conv + 2 * row + k / 2) * Conv + 2 * column + k % 2)];
        return places.MaxBy(place => values[place]);
    }

    /// <summary>The values before and behind the first ReLU, behind the pooling, before the second ReLU.</summary>
    private static (double[] Conv, double[] Relu, double[] Pool, double[] Fc) Forward(Sequential net, double[] x)
    {
        var (w, b, w1, b1) = (Weights(net, "conv.weight"), Weights(net, "conv.bias"), Weights(net, "fc1.weight"), Weights(net, "fc1.bias"));
        double[] conv = [.. Enumerable.Range(0, Maps * Conv * Conv).Select(o =>
            b[o / (Conv * Conv)] + Enumerable.Range(0, 9).Sum(k => w[o / (Conv * Conv) * 9 + k] * x[(o / Conv % Conv + k / 3) * Side + o % Conv + k % 3]))];
        double[] relu = [.. conv.Select(v => Math.Max(0, v))];
        double[] pool = [.. Enumerable.Range(0, Maps * Pooled * Pooled).Select(window => relu[Top(relu, window)])];
        double[] fc = [.. Enumerable.Range(0, Hidden).Select(j => b1[j] + pool.Select((v, k) => w1[j * pool.Length + k] * v).Sum())];
        return (conv, relu, pool, fc);
    }

    /// <summary>Multipliers from the class back to the input, times the change of the input.</summary>
    private static double[] Rescale(Sequential net, double[] x, double[] b)
    {
        var (w, w1, w2) = (Weights(net, "conv.weight"), Weights(net, "fc1.weight"), Weights(net, "fc2.weight"));
        var (at, from) = (Forward(net, x), Forward(net, b));
        double[] fc = [.. at.Fc.Select((v, j) => w2[Class * Hidden + j] * Ratio(Math.Max(0, v) - Math.Max(0, from.Fc[j]), v - from.Fc[j], v > 0 ? 1 : 0))];
        var relu = new double[at.Relu.Length];
        for (var k = 0; k < at.Pool.Length; k++)
        {
            var multiplier = fc.Select((m, j) => w1[j * at.Pool.Length + k] * m).Sum();
            var larger = Math.Max(at.Pool[k], from.Pool[k]);
            var (own, other) = (Top(at.Relu, k), Top(from.Relu, k));
            relu[own] += multiplier * Ratio(larger - from.Pool[k], at.Relu[own] - from.Relu[own], 0);
            relu[other] += multiplier * Ratio(at.Pool[k] - larger, at.Relu[other] - from.Relu[other], 0);
        }
        var input = new double[x.Length];
        for (var o = 0; o < relu.Length; o++)
        {
            var multiplier = relu[o] * Ratio(at.Relu[o] - from.Relu[o], at.Conv[o] - from.Conv[o], at.Conv[o] > 0 ? 1 : 0);
            for (var k = 0; k < 9; k++)
            {
                input[(o / Conv % Conv + k / 3) * Side + o % Conv + k % 3] += multiplier * w[o / (Conv * Conv) * 9 + k];
            }
        }
        return [.. input.Select((m, i) => m * (x[i] - b[i]))];
    }

    /// <summary>Weighted least squares by elimination of the normal equations.</summary>
    private static double[] Regression(List<double[]> design, List<double> weights, List<double> y)
    {
        var n = design[0].Length;
        double[][] rows = [.. Enumerable.Range(0, n).Select(i => (double[])
            [.. Enumerable.Range(0, n).Select(j => design.Select((d, k) => weights[k] * d[i] * d[j]).Sum()), design.Select((d, k) => weights[k] * d[i] * y[k]).Sum()])];
        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var row = 0; row < n; row++)
            {
                var factor = row == pivot ? 0 : rows[row][pivot] / rows[pivot][pivot];
                rows[row] = [.. rows[row].Select((v, column) => v - factor * rows[pivot][column])];
            }
        }
        return [.. rows.Select((row, i) => row[n] / row[i])];
    }
}
