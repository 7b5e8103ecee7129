using NNViz.Networks;
using NNViz.Tensors;
using NNViz.Tests.Networks;
using NNViz.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public class GradientsInsideTests
{
    [Fact]
    public void TheDistributionsAreThoseOfTheGradientsThatBackwardLeaves()
    {
        using var net = nn.Sequential(("fc1", nn.Linear(6, 5)), ("act", nn.ReLU()), ("fc2", nn.Linear(5, 3)));
        using var x = UnitsTests.Data(20, 6);
        using var labels = arange(20, ScalarType.Int64).remainder(3);
        var result = net.GradientHistograms(x, y => nn.functional.cross_entropy(y, labels));
        Assert.All(net.parameters(), parameter => Assert.Null(parameter.grad));
        using var loss = nn.functional.cross_entropy(net.call(x), labels);
        loss.backward();
        Assert.Equal(loss.ToSingle(), result.Loss, 1e-6);
        Assert.Equal(["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], result.Parameters.Select(row => row.Name));
        foreach (var (row, (_, parameter)) in result.Parameters.Zip(net.named_parameters()))
        {
            double[] expected = HostTensor.Copy(parameter.grad!).ToDoubles();
            Approx.Equal([expected.Min(), expected.Max(), expected.Average()], [row.Stats.Min, row.Stats.Max, row.Stats.Mean], 1e-4, 1e-7);
            Assert.Equal(Bins(expected), row.Magnitudes);
            Assert.Equal(expected.Count(v => v != 0), row.Magnitudes.Sum() + row.Below + row.Above);
        }
    }

    /// <summary>With loss = Σ w·y²/2 the gradient of the last layer's output is w·y, and that of a bias before it the same summed over samples.</summary>
    [Fact]
    public void GradientsOfOutputsAreThoseOfTheFormula()
    {
        using var net = nn.Sequential(("fc", nn.Linear(3, 2)), ("scale", nn.Identity()));
        using var x = UnitsTests.Data(4, 3);
        var result = net.GradientHistograms(x, y => (y.square() * tensor(new float[] { 1, -3 })).sum() / 2);
        using var y = net.call(x) * tensor(new float[] { 1, -3 });
        double[] expected = HostTensor.Copy(y.detach()).ToDoubles();
        Assert.Equal(["fc", "scale"], result.Outputs.Select(row => row.Name));
        foreach (var row in result.Outputs)
        {
            Approx.Equal([expected.Min(), expected.Max(), expected.Average()], [row.Stats.Min, row.Stats.Max, row.Stats.Mean]);
        }
    }

    [Fact]
    public void SizesBeyondTheBinsAreCountedAndParametersWithoutGradientNamed()
    {
        using var net = new TwoHeads();
        using var x = ones(1, 4);
        var result = net.GradientHistograms(x, y => (y * tensor(new float[] { 1e-20f, 1e10f, 0, 1 })).sum());
        var bias = result.Parameters.Single(row => row.Name == "first.bias");
        Assert.Equal((1L, 1L, 1L, 1L), (bias.Below, bias.Above, bias.Stats.Moments.Zeros, bias.Magnitudes.Sum()));
        Assert.Equal(1, bias.Magnitudes[12 * 4]); // 10⁰ begins the bin 12 powers above 10⁻¹²
        Assert.Equal(["second.weight", "second.bias"], result.Without);
    }

    [Fact]
    public void ImportanceSumsToTheScoreOfALinearNet()
    {
        using var net = nn.Linear(5, 3, hasBias: false);
        using var x = UnitsTests.Data(7, 5);
        using var y = net.call(x);
        var byGradient = net.WeightImportance(x, target: 1).Layers[0].Values.ToDoubles();
        Assert.Equal(y[TensorIndex.Colon, 1].mean().ToSingle(), byGradient.Sum(), 1e-5);
        Assert.All(byGradient[..5].Concat(byGradient[10..]), value => Assert.Equal(0, value));
        var byInput = net.WeightImportance(x, rule: ImportanceRule.WeightTimesInput).Layers[0].Values.ToDoubles();
        var refused = Assert.Throws<ArgumentException>(() => net.WeightImportance(x, target: 1, rule: ImportanceRule.WeightTimesInput)).Message;
        Assert.Contains("a target, 1, says nothing to it", refused, StringComparison.Ordinal);
        Approx.Equal([.. Enumerable.Range(0, 3).Select(i => (double)y[TensorIndex.Colon, i].mean().ToSingle())], [.. byInput.Chunk(5).Select(row => row.Sum())]);
    }

    /// <summary>To first order: setting one weight to a millionth less of itself changes the score by a millionth of its importance.</summary>
    [Fact]
    public void ImportanceIsTheDerivativeAlongTheWeight()
    {
        using var net = nn.Sequential(("fc1", nn.Linear(4, 6)), ("act", nn.Tanh()), ("fc2", nn.Linear(6, 2)));
        net.to(ScalarType.Float64);
        using var x = UnitsTests.Data(9, 4).to_type(ScalarType.Float64);
        var importance = net.WeightImportance(x, target: 0, layers: "fc1").Layers[0].Values.ToDoubles();
        var weight = net.named_parameters().First().parameter;
        using var untracked = no_grad();
        double Score() => net.call(x)[TensorIndex.Colon, 0].mean().ToDouble();
        var before = Score();
        weight[2, 3] *= 1 - 1e-6;
        Assert.Equal(importance[(2 * 4) + 3], (before - Score()) / 1e-6, 1e-4);
        Assert.Contains("0 to 1", Assert.Throws<ArgumentException>(() => net.WeightImportance(x, target: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHistoryHoldsTheRootMeanSquaresOfEveryStepAndMergesThemInBoundedMemory()
    {
        using var net = nn.Linear(2, 2, hasBias: false);
        var history = net.RecordGradients();
        Assert.Throws<InvalidOperationException>(history.Record);
        const int Steps = 3000;
        for (var step = 0; step < Steps; step++)
        {
            net.weight!.grad = full(2, 2, step + 1.0f);
            history.Record();
        }
        var stretches = history.Stretches;
        Assert.InRange(stretches.Count, GradientHistory.MostStretches / 2, GradientHistory.MostStretches);
        Assert.Equal(Steps, stretches.Sum(stretch => stretch.Count));
        foreach (var stretch in stretches)
        {
            var steps = Enumerable.Range((int)stretch.First, stretch.Count).Select(step => step + 1.0).ToList();
            Assert.Equal(Math.Sqrt(steps.Average(g => g * g)), stretch.RootMeanSquares[0], 1e-6 * steps[^1]);
            Assert.Equal(2 * steps[^1], stretch.Largest, 1e-6 * steps[^1]);
        }
    }

    [Fact]
    public void TheFirstStepThatIsNotFiniteIsNamedWithTheLayerThatGotItFirst()
    {
        using var net = nn.Sequential(("a", nn.Linear(1, 1)), ("b", nn.Linear(1, 1)), ("c", nn.Linear(1, 1)));
        var history = net.RecordGradients();
        foreach (var bad in new[] { false, false, true, true })
        {
            foreach (var (name, parameter) in net.named_parameters())
            {
                parameter.grad = full_like(parameter, bad && name is "a.weight" or "b.bias" && bad ? float.NaN : 1);
            }
            history.Record();
        }
        Assert.Equal("step 2: b.bias", history.FirstNonFinite);
        Assert.True(double.IsNaN(history.Stretches[2].RootMeanSquares[0]));
        Assert.Contains("step 2: b.bias", NNViz.Views.Views.Of(history)!.ToString(), StringComparison.Ordinal);
    }

    private static long[] Bins(double[] values)
    {
        var bins = new long[64];
        foreach (var value in values.Where(v => Math.Abs(v) is >= 1e-12 and < 1e4))
        {
            bins[(int)Math.Floor((Math.Log10(Math.Abs(value)) + 12) * 4)]++;
        }
        return bins;
    }

    private sealed class TwoHeads : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(4, 4), second = nn.Linear(4, 4);

        public TwoHeads()
            : base("heads") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            second.call(x).Dispose();
            return first.call(x);
        }
    }
}
