using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// What became of a command: its events in order, the last one its completion. Of the updates of one output only the last is kept, and of
/// the text on the console the last: a cell that trains for hours draws its chart anew and writes a line with every step.
/// </summary>
public class KernelCommandResult
{
    /// <summary>Characters of console text that are kept, where each write counts as so many more.</summary>
    private const int TextLimit = 1 << 20, WriteCost = 100;

    private readonly LinkedList<KernelEvent> _events = [];
    private readonly Dictionary<string, LinkedListNode<KernelEvent>> _updates = [];
    private readonly Queue<LinkedListNode<KernelEvent>> _writes = [];
    private int _textKept;
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
            var added = _events.AddLast(@event);
            _snapshot = null;
            if (@event is DisplayedValueUpdated { ValueId: var id })
            {
                if (_updates.TryGetValue(id, out var earlier))
                {
                    _events.Remove(earlier);
                }
                _updates[id] = added;
            }
            else if (TextCost(@event) > 0)
            {
                _writes.Enqueue(added);
                _textKept += TextCost(@event);
                DropText();
            }
        }
    }

    private void DropText()
    {
        while (_textKept > TextLimit && _writes.Count > 1)
        {
            var dropped = _writes.Dequeue();
            _textKept -= TextCost(dropped.Value);
            _events.Remove(dropped);
        }
    }

    private static int TextCost(KernelEvent @event) => @event is StandardOutputValueProduced or StandardErrorValueProduced
        ? WriteCost + ((DisplayEvent)@event).FormattedValues.Sum(text => text.Value?.Length ?? 0)
        : 0;
}
