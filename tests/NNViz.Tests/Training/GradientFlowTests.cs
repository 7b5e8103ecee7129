using NNViz.Networks;
using NNViz.Tensors;
using NNViz.Tests.Networks;
using NNViz.Training;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public class GradientFlowTests
{
    /// <summary>
    /// y = w·x + b with w = (3, 4), x = (1, 2), b = 0: y = 11, loss = y²/2, so dloss/dy = 11, the gradient of w is (11, 22), that of b is 11.
    /// </summary>
    [Fact]
    public void NormMaxAndRatioAreThoseOfTheHandCalculation()
    {
        using var net = Linear([3, 4]);
        using var x = tensor(new float[] { 1, 2 }).reshape(1, 2);
        var flow = net.GradientFlow(x, y => y.square().sum() / 2);
        Assert.Equal(60.5, flow.Loss, 5);
        Assert.Equal(["weight", "bias"], flow.Parameters.Select(parameter => parameter.Name));
        var (weight, bias) = (flow.Parameters[0], flow.Parameters[1]);
        Approx.Equal([11 * Math.Sqrt(5), 22, 5, 11 * Math.Sqrt(5) / 5, 11 * Math.Sqrt(2.5)], [weight.Norm, weight.Max, weight.WeightNorm, weight.Ratio, weight.RootMeanSquare]);
        Approx.Equal([11, 11, 0, double.PositiveInfinity], [bias.Norm, bias.Max, bias.WeightNorm, bias.Ratio]);
        Assert.All(flow.Parameters, parameter => Assert.Equal(GradientVerdict.Fine, parameter.Verdict));
    }

    /// <summary>
    /// Two weights in a row, y = b·a·x with x = 1: dy/da = b and dy/db = a. 2000 is above 100·max(1, 1) and explodes; it then does not count as the largest,
    /// so 1 is fine beside it. 0.04 is below a thousandth of 50.
    /// </summary>
    [Theory]
    [InlineData(50, 1, GradientVerdict.Fine, GradientVerdict.Fine)]
    [InlineData(2000, 1, GradientVerdict.Fine, GradientVerdict.Exploding)]
    [InlineData(50, 0.04, GradientVerdict.Vanishing, GradientVerdict.Fine)]
    [InlineData(50, 0, GradientVerdict.Zero, GradientVerdict.Fine)]
    public void VerdictsFollowTheConstants(float a, float b, GradientVerdict first, GradientVerdict second)
    {
        using var net = nn.Sequential(("a", Linear([a], bias: false)), ("b", Linear([b], bias: false)));
        using var x = ones(1, 1);
        var flow = net.GradientFlow(x, y => y.sum());
        Approx.Equal([b, a], [.. flow.Parameters.Select(parameter => parameter.Norm)]);
        Assert.Equal([first, second], flow.Parameters.Select(parameter => parameter.Verdict));
    }

    [Fact]
    public void FrozenAndUnusedParametersAreToldApart()
    {
        var (used, frozen, unused) = (Linear([1], bias: false), Linear([1], bias: false), Linear([1], bias: false));
        frozen.weight.requires_grad = false;
        using var net = new NetOf(x => frozen.call(used.call(x)), ("used", used), ("frozen", frozen), ("unused", unused));
        using var x = ones(1, 1);
        var flow = net.GradientFlow(x, y => y.sum());
        Assert.Equal([GradientVerdict.Fine, GradientVerdict.Frozen, GradientVerdict.Unused], flow.Parameters.Select(parameter => parameter.Verdict));
        Assert.Contains("missing: the loss does not depend on the parameter. unused.weight.", new GradientFlowView(flow).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheFirstLayerWithNaNIsNamed()
    {
        using var net = nn.Sequential(("fc1", Linear([1])), ("fc2", Linear([float.PositiveInfinity])), ("fc3", Linear([1])));
        using var x = ones(1, 1);
        var flow = net.GradientFlow(x, y => y.sum());
        Assert.StartsWith("fc2 is the first layer that returns values that are not finite (1)", flow.FirstNonFinite, StringComparison.Ordinal);
        Assert.Contains(GradientVerdict.NonFinite, flow.Parameters.Select(parameter => parameter.Verdict));
    }

    /// <summary>√x at 0 is 0, but its slope is infinite: only the way back is broken.</summary>
    [Fact]
    public void AGradientThatBreaksOnTheWayBackIsNamed()
    {
        var (first, last) = (Linear([1], bias: false), Linear([1], bias: false));
        using var net = new NetOf(x => last.call(first.call(x).sqrt()), ("first", first), ("last", last));
        using var x = zeros(1, 1);
        Assert.StartsWith("first is the first layer on the way back", net.GradientFlow(x, y => y.sum()).FirstNonFinite, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNetIsLeftAsItWas()
    {
        using var net = nn.Sequential(("fc", nn.Linear(2, 3)), ("norm", nn.BatchNorm1d(3)), ("drop", nn.Dropout(0.5)));
        net.train();
        net.parameters().First().grad = ones(3, 2);
        using var x = ones(4, 2);
        var before = State(net);
        net.GradientFlow(x, y => y.sum());
        Assert.Throws<InvalidOperationException>(() => net.GradientFlow(x, y => throw new InvalidOperationException("no loss")));
        Assert.Equal(before, State(net));
        Assert.True(net.training);
        Assert.Equal(Enumerable.Repeat(1.0, 6), HostTensor.Copy(net.parameters().First().grad!).ToDoubles());
    }

    [Fact]
    public void GradientsThatTheNetHoldsAreRead()
    {
        using var net = Linear([3, 4], bias: false);
        Assert.Throws<InvalidOperationException>(() => net.GradientFlow());
        net.weight.grad = tensor(new float[] { 6, -8 }).reshape(1, 2);
        var weight = Assert.Single(net.GradientFlow().Parameters);
        Approx.Equal([10, 8, 2], [weight.Norm, weight.Max, weight.Ratio]);
    }

    [Fact]
    public void TheViewDrawsABarForEveryGradientOnALogarithmicAxis()
    {
        using var net = nn.Sequential(("a", Linear([50], bias: false)), ("b", Linear([0.04f], bias: false)));
        using var x = ones(1, 1);
        var flow = net.GradientFlow(x, y => y.sum());
        var view = Assert.IsType<GradientFlowView>(NNViz.Views.Views.Of(flow));
        Assert.True(view.Figure.Layout.Panels[0].X.Log);
        Assert.Equal(["fine", "vanishing"], view.Figure.Traces.Select(trace => trace.Name));
        Assert.Contains("The gradient vanishes: root mean square below 0.001", view.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void ALossThatIsNoLossIsRefused()
    {
        using var net = Linear([1]);
        using var x = ones(2, 1);
        Assert.Contains("[2, 1]", Assert.Throws<ArgumentException>(() => net.GradientFlow(x, y => y)).Message, StringComparison.Ordinal);
        Assert.Contains("does not depend", Assert.Throws<ArgumentException>(() => net.GradientFlow(x, y => y.detach().sum())).Message, StringComparison.Ordinal);
    }

    private static TorchSharp.Modules.Linear Linear(float[] weights, bool bias = true)
    {
        var layer = nn.Linear(weights.Length, 1, hasBias: bias);
        using var untracked = no_grad();
        layer.weight.copy_(tensor(weights).reshape(1, -1));
        layer.bias?.zero_();
        return layer;
    }

    private static string State(nn.Module net) =>
        string.Join("\n", net.state_dict().Select(entry => $"{entry.Key} {string.Join(" ", HostTensor.Copy(entry.Value).ToDoubles())}"));
}
