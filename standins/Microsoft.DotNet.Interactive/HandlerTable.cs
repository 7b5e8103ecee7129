#nullable enable
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>Finds the <see cref="IKernelCommandHandler{TCommand}"/> that a kernel class implements for a command.</summary>
internal static class HandlerTable
{
    private static readonly ConcurrentDictionary<Type, Type[]> Handled = new();
    private static readonly ConcurrentDictionary<Type, MethodInfo> Callers = new();

    /// <summary>The command types that a kernel class implements handlers for.</summary>
    public static IEnumerable<Type> HandledBy(Type kernelType) => Handled.GetOrAdd(kernelType, type =>
    [
        .. type.GetInterfaces()
            .Where(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IKernelCommandHandler<>))
            .Select(implemented => implemented.GenericTypeArguments[0]),
    ]);

    public static KernelCommandInvocation? Find(Kernel kernel, KernelCommand command)
    {
        if (!HandledBy(kernel.GetType()).Contains(command.GetType()))
        {
            return null;
        }
        var caller = Callers.GetOrAdd(command.GetType(), type => typeof(HandlerTable)
            .GetMethod(nameof(Call), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type));
        return (cmd, context) => (Task)caller.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [kernel, cmd, context], null)!;
    }

    private static Task Call<TCommand>(Kernel kernel, TCommand command, KernelInvocationContext context)
        where TCommand : KernelCommand => ((IKernelCommandHandler<TCommand>)kernel).HandleAsync(command, context);
}
