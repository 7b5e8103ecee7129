using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace NNViz.Jupyter.Session;

/// <summary>Code that a cell offers as the next one (<see cref="SendEditableCode"/>): the front end opens a cell with it.</summary>
internal static class NextInput
{
    public static void AddTo(CompositeKernel root, Func<ICellFrontend?> frontend)
    {
        root.RegisterCommandHandler<SendEditableCode>((command, _) =>
        {
            var selector = command.KernelName is null || command.KernelName == root.DefaultKernelName ? "" : $"#!{command.KernelName}\n";
            frontend()?.Show(new NextInputOutput(selector + command.Code));
            return Task.CompletedTask;
        });
        root.SetDefaultTargetKernelNameForCommand(typeof(SendEditableCode), root.Name);
    }
}
