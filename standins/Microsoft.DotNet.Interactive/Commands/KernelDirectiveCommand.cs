namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>
/// Base of the commands that magic commands make: its properties receive the parameters, <c>--some-name</c> as <c>SomeName</c>.
/// </summary>
public abstract class KernelDirectiveCommand : KernelCommand
{
    /// <summary>Messages for what is wrong with the parameters; any of them stops the cell before it runs (DNI211).</summary>
    public virtual IEnumerable<string> GetValidationErrors(CompositeKernel kernel) => [];
}

/// <summary>
/// A magic command without a command type of its own, for handlers added by <see
/// cref="Kernel.AddDirective(Directives.KernelActionDirective, KernelCommandInvocation)"/>.
/// </summary>
internal sealed class DirectiveCommand(string path) : KernelCommand
{
    /// <summary>The directive's name, with the subcommand's after a blank.</summary>
    public string Path { get; } = path;

    public override string ToString() => Path;
}

/// <summary>A step inside a submission that is no command of the public API.</summary>
internal sealed class AnonymousKernelCommand : KernelCommand
{
    public AnonymousKernelCommand(KernelCommandInvocation handler) => Handler = handler;
}

/// <summary>Stands in events for the command that no command caused.</summary>
internal sealed class NoCommand : KernelCommand
{
    public static readonly NoCommand Instance = new();
}
