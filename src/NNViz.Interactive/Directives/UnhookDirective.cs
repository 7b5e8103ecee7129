using Microsoft.DotNet.Interactive.Directives;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz unhook NET</c></summary>
public sealed class NNVizUnhook : NNVizNetCommand;

internal static class UnhookDirective
{
    public static KernelActionDirective Create(Variables variables) => new("unhook", "remove a network's hooks and what they kept")
    {
        Parameters = { variables.NetParameter() },
    };

    public static object Run(NNVizUnhook command, Variables variables) =>
        variables.Net(command.Net).Unhook() ? $"{command.Net} is unhooked." : $"{command.Net} had no hooks.";
}
