using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class ReceptiveFieldTests
{
    [Fact]
    public void OfTwoConvolutionsAndPoolingItIsThatOfTheFormula()
    {
        // r = 1 + 2·1 = 3, step 1; pool 2: r = 3 + 1 = 4, step 2; conv 3: r = 4 + 2·2 = 8.
        using var net = new NetA();
        var field = net.ReceptiveField(UnitsTests.Data(1, 1, 28, 28), "conv2");
        Assert.Equal([new Reach(2, 0, 8), new Reach(2, 0, 8)], field.Axes);
    }

    public static TheoryData<string> Nets => ["padded", "strided", "dilated", "same", "pooled", "skip", "functional"];

    /// <summary>Linear nets with positive weights: the gradient of a place is above 0 exactly where it looks.</summary>
    [Theory, MemberData(nameof(Nets))]
    public void ItIsTheSupportOfTheGradientAtEveryPlace(string kind)
    {
        using var net = Make(kind);
        using (no_grad())
        {
            foreach (var parameter in net.parameters())
            {
                parameter.abs_().add_(0.1);
            }
        }
        using var x = ones(1, 1, 17, 19).requires_grad_();
        var field = net.ReceptiveField(x, "last");
        Assert.Null(field.Note);
        net.eval();
        using var y = ((nn.Module<Tensor, Tensor>)net).call(x);
        for (long row = 0; row < y.shape[2]; row++)
        {
            for (long column = 0; column < y.shape[3]; column++)
            {
                var gradient = HostTensor.Copy(autograd.grad([y[0, 0, row, column]], [x], retain_graph: true)[0][0, 0]).ToDoubles();
                var ((top, height), (left, width)) = (field.Axes![0].At(row, 17), field.Axes[1].At(column, 19));
                var seen = gradient.Index().Where(entry => entry.Item != 0).Select(entry => (Row: entry.Index / 19, Column: entry.Index % 19)).ToList();
                Assert.Equal((top, top + height - 1, left, left + width - 1), (seen.Min(s => s.Row), seen.Max(s => s.Row), seen.Min(s => s.Column), seen.Max(s => s.Column)));
            }
        }
    }

    [Fact]
    public void WhereItCannotBeToldTheWholeInputIsSaid()
    {
        using var dense = new NetA();
        Assert.Contains("flatten", dense.ReceptiveField(UnitsTests.Data(1, 1, 28, 28), "fc1").Note, StringComparison.Ordinal);
        using var hidden = new HiddenLook();
        Assert.Contains("gradient", hidden.ReceptiveField(UnitsTests.Data(1, 1, 8, 8), "last").Note, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTopSamplesAreThoseOfASlowSearchWithTheirPlaces()
    {
        using var net = new NetA();
        using var x = UnitsTests.Data(40, 1, 28, 28);
        var top = net.TopActivations(x, "conv2", new() { Samples = 3, Units = [4, 60] });
        using var y = net.Capture(x, "conv2");
        using var output = y["conv2"].Output.clone();
        foreach (var unit in top.Units)
        {
            var values = HostTensor.Copy(output[TensorIndex.Colon, unit.Unit].contiguous()).ToDoubles();
            var order = Enumerable.Range(0, 40).Select(i => (Sample: i, Value: values[(i * 121)..((i + 1) * 121)].Max())).OrderByDescending(e => e.Value).Take(3).ToList();
            Assert.Equal(order.Select(e => (long)e.Sample), unit.Samples.Select(s => s.Sample));
            foreach (var sample in unit.Samples)
            {
                Assert.Equal(values[(sample.Sample * 121) + (sample.Place[0] * 11) + sample.Place[1]], sample.Value, 1e-6);
                Assert.Equal([(2 * sample.Place[0], 8L), (2 * sample.Place[1], 8L)], sample.Region);
                Approx.Equal(HostTensor.Copy(x[sample.Sample]).ToDoubles(), sample.Input.ToDoubles());
            }
        }
    }

    [Fact]
    public void ThePatchAloneGivesTheSameOutput()
    {
        // What lies outside of the region does not matter: cleared, the unit answers the same.
        using var net = new NetA();
        using var x = UnitsTests.Data(20, 1, 28, 28);
        var sample = net.TopActivations(x, "relu2", new() { Samples = 1, Units = [7] }).Units[0].Samples[0];
        using var cleared = zeros(1, 1, 28, 28);
        var ((top, height), (left, width)) = (sample.Region![0], sample.Region[1]);
        cleared.narrow(2, top, height).narrow(3, left, width).copy_(x.narrow(0, sample.Sample, 1).narrow(2, top, height).narrow(3, left, width));
        using var capture = net.Capture(cleared, "relu2");
        Assert.Equal(sample.Value, capture["relu2"].Output[0, 7, sample.Place[0], sample.Place[1]].ToSingle(), 1e-4);
    }

    [Fact]
    public void BatchesGiveTheSameAsOneTensorAndUnitsThatAreNotThereAreRefused()
    {
        using var net = new NetA();
        using var x = UnitsTests.Data(30, 1, 28, 28);
        var whole = net.TopActivations(x, "fc1", new() { Samples = 4, MostUnits = 3 });
        var parts = net.TopActivations(Enumerable.Range(0, 3).Select(i => x.narrow(0, i * 10, 10)), "fc1", new() { Samples = 4, MostUnits = 3 });
        Assert.Equal(whole.Units.Select(u => u.Unit), parts.Units.Select(u => u.Unit));
        Assert.Equal(whole.Units.SelectMany(u => u.Samples.Select(s => s.Sample)), parts.Units.SelectMany(u => u.Samples.Select(s => s.Sample)));
        Assert.All(whole.Units.SelectMany(u => u.Samples), s => Assert.Null(s.Region));
        Assert.Contains("0 to 127", Assert.Throws<ArgumentException>(() => net.TopActivations(x, "fc1", new() { Units = [128] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOverlayHoldsTheLayersOwnNumbers()
    {
        using var net = new NetA();
        using var x = UnitsTests.Data(8, 1, 28, 28);
        var overlay = net.NeuronOverlay(x, "conv1", 5, 2);
        using var capture = net.Capture(x, "conv1");
        Assert.Equal([6L, 2, 26, 26], overlay.Outputs.Shape);
        using var expected = capture["conv1"].Output.narrow(0, 0, 6).index_select(1, tensor(new long[] { 5, 2 }));
        Approx.Equal(HostTensor.Copy(expected).ToDoubles(), overlay.Outputs.ToDoubles());
        Assert.Contains("NeuronActivations", Assert.Throws<ArgumentException>(() => net.NeuronOverlay(x, "fc1")).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 31", Assert.Throws<ArgumentException>(() => net.NeuronOverlay(x, "conv1", 32)).Message, StringComparison.Ordinal);
    }

    private static nn.Module Make(string kind) => kind switch
    {
        "padded" => nn.Sequential(("a", nn.Conv2d(1, 2, 3, padding: 1)), ("last", nn.Conv2d(2, 1, 5, padding: 2))),
        "strided" => nn.Sequential(("a", nn.Conv2d(1, 2, 3, stride: 2, padding: 1)), ("b", nn.BatchNorm2d(2)), ("last", nn.Conv2d(2, 1, 3))),
        "dilated" => nn.Sequential(("a", nn.Conv2d(1, 2, 3, dilation: 2)), ("last", nn.Conv2d(2, 1, 2))),
        "same" => nn.Sequential(("a", nn.Conv2d(1, 2, 4, padding: Padding.Same)), ("last", nn.Conv2d(2, 1, 3))),
        "pooled" => nn.Sequential(("a", nn.AvgPool2d(3, stride: 2)), ("b", nn.Conv2d(1, 2, (3, 2))), ("last", nn.AvgPool2d(2))),
        "skip" => new Skip(),
        _ => new FunctionalActivation(),
    };

    private sealed class Skip : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d first = nn.Conv2d(1, 1, 3, padding: 1), second = nn.Conv2d(1, 1, 3, padding: 1), last = nn.Conv2d(1, 1, 3);

        public Skip()
            : base("skip") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = first.call(x);
            return last.call(x + second.call(x));
        }
    }

    private sealed class FunctionalActivation : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d first = nn.Conv2d(1, 1, 3), last = nn.Conv2d(1, 1, 3, stride: 2);

        public FunctionalActivation()
            : base("functional") => RegisterComponents();

        public override Tensor forward(Tensor x) => last.call(nn.functional.softplus(first.call(x)));
    }

    /// <summary>Looks at the whole picture between two layers, without a change of size.</summary>
    private sealed class HiddenLook : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d first = nn.Conv2d(1, 1, 3, padding: 1), last = nn.Conv2d(1, 1, 3);

        public HiddenLook()
            : base("hidden") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = first.call(x);
            return last.call(x + x.mean());
        }
    }
}
