using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

public class AutogradTests
{
    [Fact]
    public void GradOfAnInputThatIsNotUsedThrowsAndDoesNotEndTheProcess()
    {
        using var scope = NewDisposeScope();
        var (x, other) = (tensor(1.0, requires_grad: true), tensor(2.0, requires_grad: true));
        var y = x * x;
        var e = Assert.Throws<ExternalException>(() => autograd.grad([y], [other]));
        Assert.Contains("not have been used in the graph", e.Message);
    }

    [Fact]
    public void AllowUnusedGivesInvalidTensors()
    {
        using var scope = NewDisposeScope();
        var (x, other) = (tensor(3.0, requires_grad: true), tensor(2.0, requires_grad: true));
        var grads = autograd.grad([x * x], [x, other], allow_unused: true);
        Assert.Equal(6.0, grads[0].item<double>());
        Assert.NotNull(grads[1]);
        Assert.True(grads[1].IsInvalid);
    }

    [Fact]
    public void SecondDerivatives()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0, requires_grad: true);
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Assert.Equal(12.0, first.item<double>());
        Assert.Equal(12.0, autograd.grad([first], [x])[0].item<double>());
    }

    [Fact]
    public void RetainGradKeepsTheGradientOfAnInnerTensor()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0, requires_grad: true);
        var inner = x * 3;
        inner.alias().retain_grad();
        (inner * inner).backward();
        Assert.Equal(12.0, inner.grad!.item<double>());
        Assert.NotSame(inner.grad, inner.grad);
    }

    [Fact]
    public void ModesNestAndAreOfTheThread()
    {
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            using (enable_grad())
                Assert.True(is_grad_enabled());
            Assert.False(is_grad_enabled());
            bool inOtherThread = false;
            var thread = new Thread(() => inOtherThread = is_grad_enabled());
            thread.Start();
            thread.Join();
            Assert.True(inOtherThread);
        }
        Assert.True(is_grad_enabled());
        using (inference_mode())
            Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void ChangingASavedTensorInPlaceIsFound()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2 }, requires_grad: true);
        var kept = x * 1;
        var y = (kept * kept).sum();
        long before = kept.Version;
        kept.add_(1);
        Assert.Equal(before + 1, kept.Version);
        var e = Assert.Throws<ExternalException>(() => y.backward());
        Assert.Contains("modified by an inplace operation", e.Message);
    }

    [Fact]
    public void AnomalyModeTellsOfNaN()
    {
        using var scope = NewDisposeScope();
        using var mode = autograd.detect_anomaly();
        Assert.True(AnomalyMode.IsEnabled);
        var x = tensor(-1.0, requires_grad: true);
        var e = Assert.Throws<ExternalException>(() => x.sqrt().backward());
        Assert.Contains("nan", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void TheJacobianOfALinearMapIsItsMatrix()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal(a, autograd.functional.jacobian(x => a.mv(x), ones(3, float64)), (l, r) => l.Equals(r));
        Tensor[] two = [.. autograd.functional.jacobian((Tensor[] x) => x[0] * 2, ones(2), ones(1))];
        Assert.Equal([2f, 0, 0, 2], two[0].data<float>().ToArray());
        Assert.Equal([0f, 0], two[1].data<float>().ToArray());
    }
}
