using NNViz.Training;

namespace NNViz.Tests.Training;

public class ThinnedTests
{
    /// <summary>Whatever the length: the first is there, every so many-th after it, the newest, and never more than is said.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(59)]
    public void WhatIsKeptIsEvenlySpacedAndEndsWithTheNewest(int most)
    {
        var thinned = new Thinned<int>(most);
        for (var i = 0; i < 1000; i++)
        {
            thinned.Add(i);
            var every = thinned.Every;
            int[] even = [.. Enumerable.Range(0, i + 1).Where(one => one % every == 0)];
            Assert.Equal(even[^1] == i ? even : [.. even, i], thinned.Items);
            Assert.InRange(even.Length, Math.Min(i + 1, most / 2), most);
            Assert.Equal(i + 1, thinned.Added);
        }
    }

    /// <summary>A log that makes only what is wanted keeps the same, but for the newest.</summary>
    [Fact]
    public void WhatIsNotWantedNeedNotBeMade()
    {
        var (all, some) = (new Thinned<int>(8), new Thinned<int>(8));
        for (var i = 0; i < 500; i++)
        {
            all.Add(i);
            if (some.WantsNext)
            {
                some.Add(i);
            }
            else
            {
                some.Skip();
            }
        }
        Assert.Equal(all.Items.Where(one => one % all.Every == 0), some.Items);
        Assert.Equal((all.Every, all.Added), (some.Every, some.Added));
    }

    [Fact]
    public void ARestoredOneGoesOnAsBefore()
    {
        var all = new Thinned<int>(8);
        for (var i = 0; i < 64; i++)
        {
            all.Add(i);
        }
        var restored = Thinned<int>.Restore(8, [.. all.Items.Where(one => one % all.Every == 0)], all.Every);
        for (var i = 64; i < 300; i++)
        {
            all.Add(i);
            restored.Add(i);
        }
        Assert.Equal(all.Items, restored.Items);
    }
}
