using NNViz.Attributions;
using NNViz.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>The commonest mistake, an input of another shape than the net takes, is answered with the layer and both shapes, whatever is asked of the net.</summary>
public class WrongShapeTests
{
    public static TheoryData<string> Methods => [.. EveryMethod.All.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void EveryMethodNamesTheLayerAndBothShapes(string method)
    {
        using var net = EveryMethod.DelicateNet();
        using var colour = new Noise(3).Normal(zeros(2, 3, 8, 8));
        // Some methods look at the net with a single sample first.
        Named("conv1 (Conv2d", ", 3, 8, 8]", "[N, 1, H, W]", () => EveryMethod.All[method](net, colour, 1, new() { Steps = 3 }));
    }

    [Fact]
    public void SoDoComparisonsBoundariesAndLandscapes()
    {
        using var net = Sequential(("first", Linear(3, 4)), ("relu", ReLU()), ("last", Linear(5, 2))).Weighted(1);
        using var x = new Noise(3).Normal(zeros(6, 3));
        using var labels = zeros(6, ScalarType.Int64);
        using var cut = new Noise(3).Normal(zeros(6, 2));
        Named("last (Linear", "[6, 4]", "[…, 5]", () => net.Explain(x));
        Named("last (Linear", "[6, 4]", "[…, 5]", () => net.Explain(x, "ig,saliency"));
        Named("last (Linear", ", 4]", "[…, 5]", () => net.DecisionBoundary(x, labels, new() { Resolution = 4 }));
        Named("first (Linear", "[6, 2]", "[…, 3]", () => net.LossLandscape(cut, y => y.sum(), new() { Points = 3 }));
    }

    /// <summary>The second run, under hooks, gets copies: neither the input nor what a layer in place would do to it is left behind.</summary>
    [Fact]
    public void TheInputIsAsItWas()
    {
        using var net = Sequential(("relu", ReLU(inplace: true)), ("fc", Linear(5, 2)));
        using var x = new Noise(3).Normal(zeros(6, 3));
        using var before = x.clone();
        Named("fc (Linear", "[6, 3]", "[…, 5]", () => net.Saliency(x));
        Assert.Equal(before.data<float>().ToArray(), x.data<float>().ToArray());
    }

    /// <summary>A method that cannot run on a net is named with its reason; the others are there.</summary>
    [Fact]
    public void OneMethodThatTheNetRefusesDoesNotTakeTheOthersWithIt()
    {
        using var net = new OnlyWhole().Weighted(1);
        using var x = new Noise(3).Normal(zeros(2, 1, 8, 8));
        foreach (var (methods, refused) in new[] { ("saliency,ig,occlusion", (string[])["IntegratedGradients", "Occlusion"]), ("", ["Kernel SHAP", "SmoothGrad", "Integrated Gradients"]) })
        {
            var options = new ExplainOptions { Checks = false, MemoryBudget = 1 };
            var compared = methods.Length > 0 ? net.Explain(x, methods, 1, options: options) : net.Explain(x, 1, TimeSpan.FromHours(1), options);
            Assert.Contains(compared.Items, item => item.Method is "Saliency" or "Input × Gradient");
            foreach (var method in refused)
            {
                Assert.Contains("fc (Linear 128 → 2) threw on input [1, 64], where it expects […, 128]", compared.Missing.Single(missing => missing.Method == method).Why, StringComparison.Ordinal);
            }
        }
    }

    private static void Named(string layer, string given, string expected, Func<object> question)
    {
        var message = Assert.Throws<ForwardException>(question).Message;
        Assert.StartsWith(layer, message, StringComparison.Ordinal);
        Assert.Contains(given, message, StringComparison.Ordinal);
        Assert.Contains($"where it expects {expected}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>Takes batches of two samples only, as a net does that reshapes with a fixed number of rows.</summary>
    private sealed class OnlyWhole : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> fc = Linear(128, 2);

        public OnlyWhole() : base(nameof(OnlyWhole)) => RegisterComponents();

        public override Tensor forward(Tensor x) => x.shape[0] == 2 ? fc.call(x.reshape(1, 128)).expand(2, 2) : fc.call(x.reshape(1, 64));
    }
}
