using NNViz.Training;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public class LossLandscapeTests
{
    private static readonly LandscapeOptions Small = new() { Points = 5, Seed = 3 };

    private static nn.Module<Tensor, Tensor> Net()
    {
        manual_seed(9);
        return nn.Sequential(("conv", nn.Conv2d(1, 4, 3)), ("norm", nn.BatchNorm2d(4)), ("relu", nn.ReLU()), ("drop", nn.Dropout(0.5)), ("flat", nn.Flatten()), ("fc", nn.Linear(4 * 36, 3)));
    }

    [Fact]
    public void TheMiddleIsTheLossItselfAndTheNetIsTheSameToTheLastBit()
    {
        using var net = Net();
        using var x = randn(6, 1, 8, 8);
        using var labels = tensor(new long[] { 0, 1, 2, 0, 1, 2 });
        Tensor Loss(Tensor y) => nn.functional.cross_entropy(y, labels);
        Loss(net.call(x)).backward();
        var before = net.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var gradients = net.parameters().Select(parameter => parameter.grad!.clone()).ToArray();
        using var random = get_rng_state();
        var landscape = net.LossLandscape(x, Loss, Small);
        Assert.True(random.equal(get_rng_state()).all().item<bool>());
        Assert.True(net.training);
        Assert.All(net.state_dict(), entry => Assert.True(entry.Value.equal(before[entry.Key]).all().item<bool>(), entry.Key));
        Assert.All(net.parameters().Zip(gradients), pair => Assert.True(pair.First.grad!.equal(pair.Second).all().item<bool>()));
        net.eval();
        Assert.Equal(Loss(net.call(x)).to_type(ScalarType.Float64).item<double>(), landscape.Center);
        Assert.Equal(25, landscape.Losses.Count);
        Assert.Equal([-1, -0.5, 0, 0.5, 1], landscape.Places);
    }

    /// <summary>‖w + αd‖² + ‖w − αd‖² = 2‖w‖² + 2α²‖d‖², and filter by filter ‖d‖ = ‖w‖.</summary>
    [Fact]
    public void EachFilterOfTheDirectionIsAsLongAsTheNetworksOwn()
    {
        using var net = nn.Linear(4, 3, false);
        using (no_grad())
        {
            net.weight!.copy_(tensor(new float[] { 1, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 100 }).reshape(3, 4));
        }
        using var x = eye(4);
        foreach (var (filter, square) in new[] { (0, 1.0), (1, 100.0), (2, 10_000.0) })
        {
            var line = net.LossLandscape(x, y => y[TensorIndex.Colon, filter].square().sum(), Small with { Dimensions = 1 });
            Approx.Equal([square, (2 * square) + (2 * square), (2 * square) + (2 * square * 0.25)],
                [line.Losses[2], line.Losses[0] + line.Losses[4], line.Losses[1] + line.Losses[3]], 1e-5, 0);
        }
    }

    [Fact]
    public void BiasesAndNormalisationsStay()
    {
        using var net = nn.Sequential(("fc", nn.Linear(3, 2)), ("norm", nn.BatchNorm1d(2)));
        using var nothing = zeros(4, 3); // the weight's part is 0
        var landscape = net.LossLandscape(nothing, y => y.square().sum() + 1, Small);
        Assert.Single(landscape.Losses.Distinct());
    }

    [Fact]
    public void OneSeedIsOneLandscapeAndTheLineIsItsMiddleRow()
    {
        using var net = Net();
        using var x = randn(6, 1, 8, 8);
        LossLandscape Run(LandscapeOptions options) => net.LossLandscape(x, y => y.square().mean(), options);
        var plane = Run(Small);
        Assert.Equal(plane.Losses, Run(Small).Losses);
        Assert.NotEqual(plane.Losses, Run(Small with { Seed = 4 }).Losses);
        Assert.Equal(Run(Small with { Dimensions = 1 }).Losses, plane.Losses.Skip(10).Take(5));
    }

    [Fact]
    public void AThrowingLossLeavesTheNetAsItWasAndMistakesAreNamed()
    {
        using var net = nn.Linear(2, 2);
        using var before = net.weight!.clone();
        using var x = ones(1, 2);
        var calls = 0;
        Assert.Throws<InvalidOperationException>(() => net.LossLandscape(x, y => ++calls == 3 ? throw new InvalidOperationException() : y.sum()));
        Assert.True(net.weight!.equal(before).all().item<bool>());
        Assert.Contains("[1, 2]", Assert.Throws<ArgumentException>(() => net.LossLandscape(x, y => y)).Message, StringComparison.Ordinal);
        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => net.LossLandscape(x, y => y.sum(), new LandscapeOptions { Points = 4 })).Message, StringComparison.Ordinal);
        Assert.Contains("no weight", Assert.Throws<ArgumentException>(() => nn.BatchNorm1d(2).LossLandscape(ones(3, 2), y => y.sum())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLayersAreReadAsOftenForManyWeightsAsForFew()
    {
        Assert.Equal(Reads(2), Reads(12));

        static int Reads(int layers)
        {
            var counted = new Counted(nn.Sequential([.. Enumerable.Range(0, layers).Select(i => ($"fc{i}", (nn.Module<Tensor, Tensor>)nn.Linear(2, 2)))]));
            using var net = counted;
            using var x = ones(1, 2);
            net.LossLandscape(x, y => y.sum(), Small with { Dimensions = 1 });
            return counted.Reads;
        }
    }

    private sealed class Counted : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> inner;

        public Counted(nn.Module<Tensor, Tensor> inner)
            : base("counted")
        {
            this.inner = inner;
            register_module("inner", inner);
        }

        public int Reads { get; private set; }

        public override IEnumerable<(string name, nn.Module module)> named_children()
        {
            Reads++;
            return base.named_children();
        }

        public override Tensor forward(Tensor input) => inner.call(input);
    }

    [Fact]
    public void TheViewsKeepTheBudgetAndAreWrittenForTheBrowser()
    {
        manual_seed(2);
        using var net = nn.Sequential(("fc1", nn.Linear(2, 16)), ("tanh", nn.Tanh()), ("fc2", nn.Linear(16, 1)));
        using var optimizer = optim.Adam(net.parameters(), 0.05);
        var x = randn(100, 2);
        var y = (x[TensorIndex.Colon, 0] * x[TensorIndex.Colon, 1]).unsqueeze(1);
        for (var step = 0; step < 150; step++)
        {
            optimizer.zero_grad();
            nn.functional.mse_loss(net.call(x), y).backward();
            optimizer.step();
        }
        foreach (var (name, options) in new[] { ("landscape", new LandscapeOptions()), ("landscape-line", new LandscapeOptions { Dimensions = 1, Points = 41 }), ("landscape-fine", new LandscapeOptions { Points = 101 }) })
        {
            var html = new LandscapeView(net.LossLandscape(x, output => nn.functional.mse_loss(output, y), options)).ToHtml();
            Assert.InRange(html.Length, 3000, 300_000);
            Pages.Write(name, html);
        }
    }

    /// <summary>As above for a transposed convolution, whose weights are [inputs, outputs in the group, …]: output by output ‖d‖ = ‖w‖.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheFiltersOfATransposedConvolutionAreThoseOfItsOutputs(int groups)
    {
        using var net = nn.ConvTranspose1d(4, 6, 1, groups: groups, bias: false);
        using (no_grad())
        {
            net.weight!.fill_(1);
            for (var output = 0; output < 6; output++)
            {
                net.weight!.narrow(1, output % (6 / groups), 1).narrow(0, output / (6 / groups) * (4 / groups), 4 / groups).fill_(Math.Pow(10, output % 3));
            }
        }
        using var x = eye(4).reshape(4, 4, 1); // each sample is one input channel, so the answers are the weights
        for (var output = 0; output < 6; output++)
        {
            var square = 4 / groups * Math.Pow(100, output % 3);
            var line = net.LossLandscape(x, y => y[TensorIndex.Colon, output].square().sum(), Small with { Dimensions = 1 });
            Approx.Equal([square, 4 * square], [line.Losses[2], line.Losses[0] + line.Losses[4]], 1e-5, 0);
        }
    }
}
