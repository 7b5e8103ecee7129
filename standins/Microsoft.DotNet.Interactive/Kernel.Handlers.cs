using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

public abstract partial class Kernel
{
    private readonly ConcurrentDictionary<Type, KernelCommandInvocation> _handlers = new();
    private readonly ConcurrentDictionary<string, KernelCommandInvocation> _directiveHandlers = new();

    /// <summary>Stores a value that came by <see cref="SendValue"/>.</summary>
    protected delegate Task SetValueAsyncDelegate(string name, object value, Type declaredType = null);

    /// <summary>Adds a magic command whose handler looks at nothing but its being called.</summary>
    /// <exception cref="ArgumentException">The kernel has a directive of that name, or the directive belongs to another kernel.</exception>
    public void AddDirective(KernelActionDirective directive, KernelCommandInvocation handler)
    {
        AddDirective(directive);
        _directiveHandlers[directive.Path] = handler;
    }

    /// <summary>Adds a magic command that becomes a command: its parameters are bound to the command's properties.</summary>
    /// <exception cref="ArgumentException">
    /// The kernel has a directive of that name, the directive belongs to another kernel, or it names another command type.
    /// </exception>
    public void AddDirective<TCommand>(KernelActionDirective directive, Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand
    {
        directive.KernelCommandType ??= typeof(TCommand);
        if (directive.KernelCommandType != typeof(TCommand))
        {
            throw new ArgumentException(
                $"{nameof(directive)}.{nameof(KernelActionDirective.KernelCommandType)} must be set to {typeof(TCommand)}.");
        }
        AddDirective(directive);
        RegisterCommandHandler(handler);
    }

    /// <summary>Lets the kernel carry out commands of a type; the last handler registered is the one that counts.</summary>
    public void RegisterCommandHandler<TCommand>(Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand
    {
        RegisterCommandType<TCommand>();
        _handlers[typeof(TCommand)] = (command, context) => handler((TCommand)command, context);
    }

    /// <summary>Lets the kernel carry out commands of a type by <see cref="CreateDefaultHandlerForCommandType"/>.</summary>
    public void RegisterCommandType<TCommand>()
        where TCommand : KernelCommand
    {
        if (!KernelInfo.SupportsCommand(typeof(TCommand).Name))
        {
            var handler = CreateDefaultHandlerForCommandType<TCommand>();
            _handlers[typeof(TCommand)] = (command, context) => handler((TCommand)command, context);
            KernelInfo.SupportedKernelCommands.Add(new KernelCommandInfo(typeof(TCommand).Name));
        }
    }

    public bool SupportsCommandType(Type commandType) =>
        KernelInfo.SupportsCommand(commandType.Name) || commandType == typeof(DisplayValue);

    /// <summary>What a command type that was registered without a handler does: nothing, unless the kernel says otherwise.</summary>
    protected virtual Func<TCommand, KernelInvocationContext, Task> CreateDefaultHandlerForCommandType<TCommand>()
        where TCommand : KernelCommand => (_, _) => Task.CompletedTask;

    /// <summary>Unpacks the value of a <see cref="SendValue"/>, the object itself or what its JSON says, and stores it.</summary>
    protected Task SetValueAsync(SendValue command, KernelInvocationContext context, SetValueAsyncDelegate onSetValueAsync) =>
        onSetValueAsync(command.Name, command.Value ?? FromText(command.FormattedValue));

    private static object FromText(FormattedValue formatted)
    {
        if (formatted.MimeType != JsonFormatter.MimeType)
        {
            return formatted.Value;
        }
        var json = JsonDocument.Parse(formatted.Value);
        return json.RootElement.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => json.RootElement.GetString(),
            JsonValueKind.Number => json.RootElement.GetDouble(),
            JsonValueKind.Object or JsonValueKind.Array => json,
            _ => null,
        };
    }

    private void AddDirective(KernelActionDirective directive)
    {
        if (directive.Parent is null)
        {
            KernelInfo.SupportedDirectives.Add(directive);
        }
    }

    private KernelCommandInvocation FindHandler(KernelCommand command) => command is DirectiveCommand directive
        ? _directiveHandlers.GetValueOrDefault(directive.Path) ?? ParentKernel?._directiveHandlers.GetValueOrDefault(directive.Path)
        : _handlers.GetValueOrDefault(command.GetType()) ?? HandlerTable.Find(this, command);
}
