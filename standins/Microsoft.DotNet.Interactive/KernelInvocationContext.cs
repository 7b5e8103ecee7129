using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// A command that was sent from outside, with all that it sets in motion. It follows the flow of execution (AsyncLocal): tasks and threads
/// that a cell starts publish to that cell, until it is complete.
/// </summary>
public class KernelInvocationContext : IDisposable
{
    private static readonly AsyncLocal<Frame> CurrentFrame = new();

    // Reentrant, and held while observers run: events reach them one at a time, and nothing follows the completion.
    private readonly Lock _gate = new();
    private readonly EventStream _events = new();
    private readonly Dictionary<KernelCommand, KernelCommandResult> _children = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<Action<KernelInvocationContext>> _onComplete = [];
    private Kernel _handlingKernel;

    private KernelInvocationContext(KernelCommand command)
    {
        Command = command;
        Result = new KernelCommandResult(command);
    }

    private sealed record Frame(KernelInvocationContext Context, KernelCommand Command, Kernel HandlingKernel);

    /// <summary>The context that the caller runs in, or null.</summary>
    public static KernelInvocationContext Current => CurrentFrame.Value?.Context;

    /// <summary>The command that was sent from outside.</summary>
    public KernelCommand Command { get; }

    /// <summary>The kernel that carries out the current command, which may be a part or a child of <see cref="Command"/>.</summary>
    public Kernel HandlingKernel => Own?.HandlingKernel ?? _handlingKernel;

    /// <summary>Success or failure has been published; later events are dropped.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Cancelled when the user interrupts or the command fails.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    public IObservable<KernelEvent> KernelEvents => _events;

    public KernelCommandResult Result { get; }

    internal KernelCommand CurrentCommand => Own?.Command ?? Command;

    private Frame Own => CurrentFrame.Value is { } frame && frame.Context == this ? frame : null;

    /// <summary>
    /// Publishes an event to those who observe the kernel, and adds it to the results of its command and the ancestors of that.
    /// </summary>
    public void Publish(KernelEvent @event) => Publish(@event, false);

    /// <param name="publishOnAmbientContextOnly">The event does not belong in the result of the child command that it names.</param>
    public void Publish(KernelEvent @event, bool publishOnAmbientContextOnly)
    {
        ArgumentNullException.ThrowIfNull(@event);
        lock (_gate)
        {
            if (IsComplete)
            {
                return;
            }
            for (var command = publishOnAmbientContextOnly ? null : @event.Command; command is not null; command = command.Parent)
            {
                _children.GetValueOrDefault(command)?.Add(@event);
            }
            Result.Add(@event);
            _events.OnNext(@event);
        }
    }

    /// <summary>
    /// Ends a command that was sent with success, unless it has failed or was cancelled; the end of a part of one means nothing.
    /// </summary>
    public void Complete(KernelCommand command)
    {
        if (command != Command)
        {
            EndChild(command, new CommandSucceeded(command));
        }
        else if (_cancellation.IsCancellationRequested)
        {
            End(new CommandFailed("Command cancelled.", Command));
        }
        else
        {
            End(new CommandSucceeded(Command));
        }
    }

    /// <summary>Ends the command with failure. With a message, only that is shown; without, the exception with its stack.</summary>
    public void Fail(KernelCommand command, Exception exception = null, string message = null)
    {
        if (ResultOwner(command) is { } child)
        {
            if (message is not null)
            {
                Publish(new ErrorProduced(message, child), publishOnAmbientContextOnly: true);
            }
            EndChild(child, new CommandFailed(exception, child, message));
        }
        else
        {
            End(new CommandFailed(exception, Command, message));
            _cancellation.Cancel();
        }
    }

    /// <summary>Calls back when the context is disposed, after its last event.</summary>
    public void OnComplete(Action<KernelInvocationContext> onComplete) => _onComplete.Add(onComplete);

    public void Dispose()
    {
        Complete(Command);
        foreach (var onComplete in _onComplete)
        {
            onComplete(this);
        }
        _onComplete.Clear();
    }

    internal static KernelInvocationContext Begin(KernelCommand command, Kernel kernel)
    {
        var context = new KernelInvocationContext(command);
        context.Enter(command, kernel);
        return context;
    }

    /// <summary>The caller's flow of execution, until its async method returns, works on this command.</summary>
    internal void Enter(KernelCommand command, Kernel kernel)
    {
        _handlingKernel = kernel;
        CurrentFrame.Value = new Frame(this, command, kernel);
    }

    internal void Cancel()
    {
        if (!IsComplete)
        {
            _cancellation.Cancel();
        }
    }

    internal KernelCommandResult BeginChild(KernelCommand command)
    {
        if (command.Parent is null)
        {
            command.SetParent(CurrentCommand);
        }
        var result = new KernelCommandResult(command);
        lock (_gate)
        {
            _children[command] = result;
        }
        return result;
    }

    /// <summary>
    /// Whether the command, or the one that it is a part of, has failed or was interrupted, so that nothing more of it should run.
    /// </summary>
    internal bool HasEnded(KernelCommand command)
    {
        lock (_gate)
        {
            return IsComplete || _cancellation.IsCancellationRequested || (command != Command && !_children.ContainsKey(command));
        }
    }

    internal void Publish(DisplayedValue displayed) => Publish(displayed.IsUpdated
        ? new DisplayedValueUpdated(displayed.Value, displayed.DisplayId, CurrentCommand, displayed.FormattedValues)
        : new DisplayedValueProduced(displayed.Value, CurrentCommand, displayed.FormattedValues, displayed.DisplayId));

    /// <summary>
    /// The child whose result a command's completion belongs in: itself or an ancestor; null for the command from outside.
    /// </summary>
    private KernelCommand ResultOwner(KernelCommand command)
    {
        lock (_gate)
        {
            for (; command is not null && command != Command; command = command.Parent)
            {
                if (_children.ContainsKey(command))
                {
                    return command;
                }
            }
            return null;
        }
    }

    private void EndChild(KernelCommand child, KernelCommandCompletionEvent completion)
    {
        lock (_gate)
        {
            if (_children.Remove(child, out var result))
            {
                result.Add(completion);
            }
        }
    }

    private void End(KernelCommandCompletionEvent completion)
    {
        lock (_gate)
        {
            if (!IsComplete)
            {
                IsComplete = true;
                Result.Add(completion);
                _events.OnNext(completion);
                _events.OnCompleted();
            }
        }
    }
}
