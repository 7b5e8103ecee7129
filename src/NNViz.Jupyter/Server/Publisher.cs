using System.Text.Json.Nodes;
using NNViz.Jupyter.Protocol;

namespace NNViz.Jupyter.Server;

/// <summary>Writes the kernel's messages: replies to a request and broadcasts on iopub.</summary>
internal sealed class Publisher(Channels channels, Wire wire)
{
    /// <summary>Sends the reply of a request on the channel that it came on.</summary>
    public void Reply(Channel channel, Message request, JsonObject content) =>
        channels.Send(channel, wire.Write(request.Identities, ReplyType(request), request.HeaderBytes, content));

    /// <summary>Sends a reply after everything that has already arrived on the shell channel was queued and <paramref name="arrived"/> was
    /// called.
    /// Returns when it is sent.</summary>
    public void ReplyAfterArrivals(Message request, JsonObject content, Action arrived)
    {
        var frames = wire.Write(request.Identities, ReplyType(request), request.HeaderBytes, content);
        using var sent = new ManualResetEventSlim();
        channels.PostAfterArrivals(() =>
        {
            arrived();
            channels.Send(Channel.Shell, frames);
            sent.Set();
        });
        sent.Wait();
    }

    /// <summary>Sends a request of the kernel to the front end that sent <paramref name="request"/>.</summary>
    public void Ask(Message request, string type, JsonObject content) =>
        channels.Send(Channel.Stdin, wire.Write(request.Identities, type, request.HeaderBytes, content));

    /// <summary>Broadcasts on iopub.</summary>
    public void Broadcast(string type, Message? parent, JsonObject content, MessageExtra? extra = null) =>
        channels.Send(Channel.IoPub, wire.Write([System.Text.Encoding.UTF8.GetBytes(type)], type, parent?.HeaderBytes, content, extra));

    /// <summary>Broadcasts the kernel's state: <c>starting</c>, <c>busy</c>, <c>idle</c>.</summary>
    public void Status(string state, Message? parent) => Broadcast("status", parent, new JsonObject { ["execution_state"] = state });

    private static string ReplyType(Message request) => request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
}
