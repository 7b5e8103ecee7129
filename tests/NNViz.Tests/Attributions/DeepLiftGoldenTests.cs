using NNViz.Attributions;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>
/// DeepLIFT against slow loops over its equations, and the same loops against Captum's stored values. Captum loses its rule for max-pooling where a ReLU stands right before
/// it (its hook on the ReLU's output reads the gradient first) and hands all to the place of the input's maximum. That is complete only where the baseline is the same at
/// every place of a window, as behind a convolution of 0; against other baselines the part of the baseline's own maximum is missing.
/// </summary>
public class DeepLiftGoldenTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    public static TheoryData<string> Stored => ["A/captum/DeepLift", "A/captum/DeepLiftShap", .. new[] { "conv1", "conv2", "relu2", "pool2", "fc1" }.Select(layer => "A/captum/LayerDeepLift/" + layer)];

    [Theory]
    [Goldens]
    [MemberData(nameof(Stored))]
    public void CaptumIsTheRescaleRuleWithPlainPooling(string golden)
    {
        // At a layer's own output the ReLU's hook has not been passed yet, and the rule is the full one.
        Golden.Same(golden, Reference(golden, plainPooling: !golden.EndsWith("relu2", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Element by element for the last two images: the first two have exact ties in windows of pool2, and in single precision the kernel that the processor gets says
    /// which place has the maximum. Completeness does not depend on it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Stored))]
    public void DeepLiftIsTheRescaleRule(string golden)
    {
        using var net = NetA.Create();
        using var input = NetA.Input();
        var map = golden.EndsWith("DeepLift", StringComparison.Ordinal) ? net.DeepLift(input, NetA.Class, Plain)
            : golden.EndsWith("Shap", StringComparison.Ordinal) ? net.DeepLift(input, NetA.Class, Plain with { Baseline = Baseline.Set(Golden.Load("A/baselines6")) })
            : net.LayerDeepLift(input, golden.Split('/')[3], NetA.Class, Plain);
        var (expected, actual) = (Reference(golden, plainPooling: false), map.Map.ToDoubles());
        Assert.Equal(expected.Length, actual.Length);
        Approx.Equal(expected[(expected.Length / 2)..], actual[(expected.Length / 2)..], 1e-4, 1e-6, golden);
        Assert.All(map.Numbers["delta"], delta => Assert.Equal(0, delta, 1e-6));
    }

    /// <summary>Captum's delta is 0 against a baseline of 0; against the six it would not be.</summary>
    [Fact]
    [Goldens("A/captum/DeepLift.delta", "A/captum/DeepLiftShap")]
    public void CaptumIsCompleteWhereTheBaselineIsEven()
    {
        Assert.All(Golden.Values("A/captum/DeepLift.delta"), delta => Assert.Equal(0, delta, 1e-6));
        using var net = NetA.Create();
        using var input = NetA.Input();
        using var none = no_grad();
        double[] Scores(Tensor x) => [.. net.call(x).select(1, NetA.Class).to(ScalarType.Float64).data<double>()];
        var mean = Scores(Golden.Load("A/baselines6")).Average();
        var missed = Golden.Values("A/captum/DeepLiftShap").Chunk(784).Zip(Scores(input), (map, score) => Math.Abs(map.Sum() - (score - mean)) / Math.Abs(score - mean));
        Assert.True(missed.Max() > 0.05);
    }

    private static double[] Reference(string golden, bool plainPooling)
    {
        using var net = NetA.Create();
        var reference = new DeepLiftReference(net, 28, plainPooling);
        double[][] inputs = Rows("A/input"), bases = golden.EndsWith("Shap", StringComparison.Ordinal) ? Rows("A/baselines6") : [new double[784]];
        var layer = golden.Contains("/Layer", StringComparison.Ordinal) ? golden.Split('/')[3] : "input";
        return [.. inputs.SelectMany(x => bases.Select(b => reference.Of(x, b, NetA.Class)[layer]).Aggregate((sum, map) => [.. sum.Zip(map, (s, m) => s + m)]).Select(v => v / bases.Length))];
    }

    private static double[][] Rows(string name) => [.. Golden.Values(name).Chunk(784).Select(row => Array.ConvertAll(row, v => (double)v))];
}
