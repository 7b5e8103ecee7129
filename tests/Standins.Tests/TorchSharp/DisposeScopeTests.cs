using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

[Collection(nameof(LifeTests))]
public class DisposeScopeTests
{
    [Fact]
    public void ATensorMovedToItsOwnScopeStaysInIt()
    {
        Tensor moved;
        using (var scope = NewDisposeScope())
        {
            moved = ones(2);
            moved.MoveToOtherDisposeScope(scope);
            moved.MoveToOtherDisposeScope(zeros(1));
            Assert.True(scope.Contains(moved));
        }
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void AnUndefinedResultIsNotCounted()
    {
        var x = ones(2).requires_grad_();
        var unused = ones(2).requires_grad_();
        var before = LifeTests.Living();
        using (NewDisposeScope())
            Assert.True(autograd.grad([(x * x).sum()], [x, unused], allow_unused: true)[1].IsInvalid);
        Assert.Equal(before, LifeTests.Living());
        GC.KeepAlive((x, unused));
    }
}
