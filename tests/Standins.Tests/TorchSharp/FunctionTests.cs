using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Functions with a gradient of their own.</summary>
public class FunctionTests
{
    /// <summary>a·x², whose gradient is 2a·x; x and the factor a come from the forward pass.</summary>
    private sealed class ScaledSquare : autograd.SingleTensorFunction<ScaledSquare>
    {
        public override string Name => nameof(ScaledSquare);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("factor", vars[1]);
            return x * x * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * x * (2 * (double)ctx.get_data("factor")), null!];
        }
    }

    private sealed class SumAndProduct : autograd.MultiTensorFunction<SumAndProduct>
    {
        public override string Name => nameof(SumAndProduct);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (a, b) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([a, b]);
            return [a + b, a * b];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] + grad_outputs[1] * saved[1], grad_outputs[0] + grad_outputs[1] * saved[0]];
        }
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new InvalidTimeZoneException("on purpose");
    }

    [Fact]
    public void TheGradientIsTheFunctionsOwn()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, -2, 3 }, requires_grad: true);
        var y = ScaledSquare.apply(x, 5.0);
        Assert.Equal([5.0, 20, 45], y.data<double>().ToArray());
        y.sum().backward();
        Assert.Equal([10.0, -20, 30], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void AFunctionOfAFunctionFollowsTheChainRule()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0, requires_grad: true);
        ScaledSquare.apply(ScaledSquare.apply(x, 3.0), 1.0).backward();      // (3x²)² = 9x⁴, derivative 36x³
        Assert.Equal(36.0 * 8, x.grad!.item<double>());
    }

    [Fact]
    public void AnUnusedOutputGetsZerosAsItsGradient()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(3.0, requires_grad: true), tensor(4.0, requires_grad: true));
        SumAndProduct.apply(a, b)[1].backward();
        Assert.Equal((4.0, 3.0), (a.grad!.item<double>(), b.grad!.item<double>()));
    }

    [Fact]
    public void WithoutGradientsTheResultIsPlain()
    {
        using var scope = NewDisposeScope();
        Assert.False(ScaledSquare.apply(tensor(1.0), 1.0).requires_grad);
        using (no_grad())
            Assert.False(ScaledSquare.apply(tensor(1.0, requires_grad: true), 1.0).requires_grad);
    }

    [Fact]
    public void AnExceptionInBackwardReachesTheCaller()
    {
        using var scope = NewDisposeScope();
        var x = tensor(1.0, requires_grad: true);
        var e = Assert.Throws<ExternalException>(() => Failing.apply(x).backward());
        Assert.Contains("on purpose", e.Message);
        Assert.IsType<InvalidTimeZoneException>(e.InnerException);
    }

    [Fact]
    public void ASecondBackwardNeedsTheGraphKept()
    {
        using var scope = NewDisposeScope();
        var x = tensor(1.0, requires_grad: true);
        var y = ScaledSquare.apply(x, 1.0);
        y.backward(retain_graph: true);
        y.backward();
        Assert.Equal(4.0, x.grad!.item<double>());
        Assert.Throws<ExternalException>(() => y.backward());
    }
}
