using NNViz.Jupyter.Protocol;
using NNViz.Jupyter.Zmq;
using Xunit;

namespace NNViz.Jupyter.Tests;

public sealed class ChannelsTests
{
    [Fact]
    public void What_is_sent_after_the_end_is_lost_and_disturbs_nobody()
    {
        Assert.SkipWhen(LibZmq.Find(out var problem) == null, problem ?? "");
        var anyPort = ConnectionInfo.PortNames.ToDictionary(name => name, _ => 0);
        var channels = new Channels(new ConnectionInfo("tcp", "127.0.0.1", anyPort, []), new Wire([]), (_, _) => { });
        channels.Start();
        channels.Send(Channel.IoPub, [new byte[] { 1 }]);
        channels.Dispose();
        for (var i = 0; i < 3; i++)
            channels.Send(Channel.IoPub, [new byte[] { 1 }]);
    }
}
