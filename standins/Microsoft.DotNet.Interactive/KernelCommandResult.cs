using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>What became of a command: all its events in order, the last one its completion.</summary>
public class KernelCommandResult
{
    private readonly List<KernelEvent> _events = [];
    private KernelEvent[] _snapshot;

    internal KernelCommandResult(KernelCommand command) => Command = command;

    public KernelCommand Command { get; }

    public IReadOnlyList<KernelEvent> Events
    {
        get
        {
            lock (_events)
            {
                return _snapshot ??= [.. _events];
            }
        }
    }

    internal void Add(KernelEvent @event)
    {
        lock (_events)
        {
            _events.Add(@event);
            _snapshot = null;
        }
    }
}
