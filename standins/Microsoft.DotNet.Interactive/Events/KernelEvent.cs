using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that happened while a command was carried out.</summary>
public abstract class KernelEvent
{
    protected KernelEvent(KernelCommand command) => Command = command;

    [JsonIgnore]
    public KernelCommand Command { get; }

    public override string ToString() => GetType().Name;
}

/// <summary>The last event of a command: exactly one of <see cref="CommandSucceeded"/> and <see cref="CommandFailed"/>.</summary>
public abstract class KernelCommandCompletionEvent : KernelEvent
{
    private protected KernelCommandCompletionEvent(KernelCommand command, int? executionOrder)
        : base(command) => ExecutionOrder = executionOrder;

    public int? ExecutionOrder { get; }
}

/// <summary>The command did what it was asked to.</summary>
public sealed class CommandSucceeded : KernelCommandCompletionEvent
{
    public CommandSucceeded(KernelCommand command, int executionOrder = 0)
        : base(command, executionOrder)
    {
    }

    public override string ToString() => $"{base.ToString()}: {Command}";
}

/// <summary>The command did not do what it was asked to.</summary>
public sealed class CommandFailed : KernelCommandCompletionEvent
{
    public CommandFailed(Exception exception, KernelCommand command, string message = null, int? executionOrder = null)
        : base(command ?? throw new ArgumentNullException(nameof(command)), executionOrder)
    {
        Exception = exception;
        Message = string.IsNullOrWhiteSpace(message) ? exception?.ToString() ?? $"Command failed: {command}" : message;
    }

    public CommandFailed(string message, KernelCommand command, int? executionOrder = null)
        : this(null, command, message, executionOrder)
    {
    }

    /// <summary>What the user's code or the kernel threw, if that was the cause.</summary>
    [JsonIgnore]
    public Exception Exception { get; }

    /// <summary>The text for the user; the whole exception when nothing shorter was given.</summary>
    public string Message { get; set; }

    public override string ToString() => $"{base.ToString()}: {Message}";
}
