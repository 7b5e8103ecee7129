using Microsoft.DotNet.Interactive.Directives;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz unwatch NET</c></summary>
public sealed class NNVizUnwatch : NNVizNetCommand;

internal static class UnwatchDirective
{
    public static KernelActionDirective Create(Variables variables) => new("unwatch", "end the watch on a network and show what it saw")
    {
        Parameters = { variables.NetParameter() },
    };

    public static object Run(NNVizUnwatch command, Variables variables) =>
        (object?)variables.Net(command.Net).Unwatch() ?? $"{command.Net} was not watched.";
}
