using NNViz.Attributions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>Methods whose stored values depart from the paper, against slow loops over its equations.</summary>
public class ReferenceTests
{
    private const int Side = 6, Class = 1;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>conv 1→2 3×3, ReLU, max-pool 2×2, linear 8→4, ReLU, linear 4→3.</summary>
    private static Sequential Net() => Sequential(
        ("conv", Conv2d(1, 2, 3)), ("relu1", ReLU()), ("pool", MaxPool2d(2)), ("flatten", Flatten()),
        ("fc1", Linear(8, 4)), ("relu2", ReLU()), ("fc2", Linear(4, 3))).Weighted(21);

    /// <summary>With baselines whose windows are not even; <see cref="DeepLiftGoldenTests"/> has the same for the stored net.</summary>
    [Fact]
    public void DeepLiftIsTheRescaleRule()
    {
        using var net = Net();
        using var x = new Noise(1).Normal(zeros(3, 1, Side, Side));
        using var bases = new Noise(2).Normal(zeros(2, 1, Side, Side));
        double[][] inputs = Rows(x), starts = Rows(bases);
        var reference = new DeepLiftReference(net, Side, plainPooling: false);
        double[] Rescale(double[] input, double[] start) => reference.Of(input, start, Class)["input"];
        double[][] expected = [.. inputs.Select(input => Rescale(input, starts[0]))];
        using var one = bases[..1];
        Approx.Equal([.. expected.SelectMany(row => row)], net.DeepLift(x, Class, Plain with { Baseline = Baseline.Of(one) }).Map.ToDoubles(), 1e-4, 1e-5);
        // DeepLIFT-SHAP: the mean over the baselines.
        double[] mean = [.. inputs.Zip(expected).SelectMany(pair => pair.Second.Zip(Rescale(pair.First, starts[1]), (a, b) => (a + b) / 2))];
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
