using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

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
}
