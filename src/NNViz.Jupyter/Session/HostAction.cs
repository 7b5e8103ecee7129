using Microsoft.DotNet.Interactive.Commands;

namespace NNViz.Jupyter.Session;

/// <summary>Runs an action of the host where the kernel runs cells: in its turn, with the console taken, open to interrupts.</summary>
internal sealed class HostAction(string kernel, Action action) : KernelCommand(kernel)
{
    public Action Action { get; } = action;
}
