using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Connection;

/// <summary>A kernel that runs elsewhere.</summary>
public abstract class KernelClientBase
{
    public abstract IObservable<KernelEvent> KernelEvents { get; }

    public abstract Task SendAsync(KernelCommand command, string token = null);
}
