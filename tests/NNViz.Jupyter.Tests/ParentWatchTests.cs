using NNViz.Jupyter.Server;
using Xunit;

namespace NNViz.Jupyter.Tests;

public sealed class ParentWatchTests
{
    /// <summary>What the server says of itself, the kernel's parent at its start, and its parent now.</summary>
    [Theory]
    [InlineData(70, 70, 70, false)]
    [InlineData(70, 70, 1, true)]
    [InlineData(70, 70, 40, true)] // a parent of orphans that is not the first process: systemd has one for each user
    [InlineData(70, 90, 90, false)] // through a script
    [InlineData(70, 90, 70, true)]
    [InlineData(70, 1, 1, true)] // orphaned before it began
    [InlineData(1, 1, 1, false)] // the server is the container's first process
    [InlineData(1, 90, 1, false)]
    public void A_kernel_is_an_orphan_once_its_parent_is_another(int server, int parent, int now, bool orphan) =>
        Assert.Equal(orphan, ParentWatch.IsOrphan(server, parent, now));
}
