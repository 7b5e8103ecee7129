using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Who frees a tensor, and when. In a collection of its own: the counters are of the process.</summary>
[CollectionDefinition(nameof(LifeTests), DisableParallelization = true)]
[Collection(nameof(LifeTests))]
public class LifeTests
{
    [Fact]
    public void AHundredThousandDroppedTensorsLeaveNoMemory()
    {
        Drop(1000);
        var (tensors, memory) = (Living(), ResidentBytes());
        for (int k = 0; k < 100; k++)
        {
            Drop(1000);
            Collect();
        }
        Assert.InRange(Living() - tensors, -10, 10);
        Assert.InRange(ResidentBytes() - memory, long.MinValue, 32L << 20);      // the tensors held 400 MB together
    }

    [Fact]
    public void AScopeDisposesWhatIsCreatedInIt()
    {
        Tensor kept, dropped, detached;
        using (NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                (kept, dropped, detached) = (zeros(1), zeros(1), zeros(1));
                Assert.Equal(3, inner.DisposablesCount);
                kept.MoveToOuterDisposeScope();
                detached.DetachFromDisposeScope();
                Assert.Equal(1, inner.DisposablesCount);
            }
            Assert.True(dropped.IsInvalid);
            Assert.False(kept.IsInvalid);
        }
        Assert.True(kept.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void ADisposedTensorThrowsAndDoesNotEndTheProcess()
    {
        var t = zeros(1);
        t.Dispose();
        t.Dispose();
        Assert.Throws<InvalidOperationException>(() => t.add(1));
        Assert.Throws<InvalidOperationException>(() => zeros(1).add(t));
        Assert.Throws<InvalidOperationException>(() => t.shape);
        Assert.Equal("", t.ToString());
    }

    [Fact]
    public void AnAliasOutlivesTheTensor()
    {
        Tensor alias;
        using (NewDisposeScope())
        {
            var t = tensor(new[] { 1f, 2 });
            alias = t.alias().DetachFromDisposeScope();
            t[0] = 5f;
        }
        Assert.Equal([5f, 2], alias.data<float>().ToArray());
        alias.Dispose();
    }

    [Fact]
    public void TheCountersOfAThreadAddUp()
    {
        var statistics = DisposeScopeManager.Statistics;
        Living(); // what earlier tests left is counted where it was made
        statistics.Reset();
        zeros(1).Dispose();
        using (var scope = NewDisposeScope())
        {
            _ = zeros(1);
            scope.Detach(zeros(1)).Dispose();
        }
        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(2, statistics.CreatedInScopeCount);
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(1, statistics.DisposedInScopeCount);
        Assert.Equal(2, statistics.DisposedOutsideScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void MisuseThrows()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 1, 2 });
        Assert.Throws<ArgumentException>(() => t.data<float>());
        Assert.Throws<ArgumentException>(() => t.item<int>());
        Assert.Throws<ArgumentException>(() => t[0].item<float>());
        Assert.Throws<ExternalException>(() => t.cummax(3));
        Assert.Throws<ExternalException>(() => t.cummin(3));
        Assert.Throws<ExternalException>(() => t.reshape(3));
        Assert.Throws<NotSupportedException>(() => t.cuda());
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1, 2 }, [3]));
        Assert.Throws<IndexOutOfRangeException>(() => t.data<int>()[2]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(int count)
    {
        for (int k = 0; k < count; k++)
            _ = zeros(1000);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>The tensors that live once the collector finds no more to finalise, whatever earlier tests left behind.</summary>
    internal static long Living()
    {
        for (long before = long.MaxValue, now; ; before = now)
        {
            Collect();
            if ((now = Tensor.TotalCount) == before)
                return now;
        }
    }

    /// <summary>
    /// The memory of the process, with as little as may be of the collector's own: how much garbage it lets lie depends on the machine's
    /// caches.
    /// </summary>
    internal static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
