using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>The submission did not compile; the inner exception holds the diagnostics.</summary>
public class CodeSubmissionCompilationErrorException : Exception
{
    public CodeSubmissionCompilationErrorException(Exception innerException)
        : base(innerException.Message, innerException)
    {
    }
}

/// <summary>The kernel has no handler for commands of that type.</summary>
public class CommandNotSupportedException : Exception
{
    public CommandNotSupportedException(Type commandType, Kernel kernel)
        : base($"Kernel {kernel} does not support command type {commandType.Name}.")
    {
    }
}

/// <summary>No kernel takes the command.</summary>
public class NoSuitableKernelException : Exception
{
    public NoSuitableKernelException(KernelCommand command)
        : base($"No kernel found for {command} with target kernel '{command.TargetKernelName}'.")
    {
    }
}

/// <summary>An extension threw while it was loaded.</summary>
public class KernelExtensionLoadException : Exception
{
    public KernelExtensionLoadException(Exception innerException)
        : base("Failure loading Kernel Extension", innerException)
    {
    }
}
