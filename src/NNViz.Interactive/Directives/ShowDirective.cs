using Microsoft.DotNet.Interactive.Directives;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz show NET [--layer L]</c></summary>
public sealed class NNVizShow : NNVizNetCommand
{
    /// <summary>One layer, by name; all hooked layers by default.</summary>
    public string? Layer { get; set; }
}

internal static class ShowDirective
{
    public static KernelActionDirective Create(Variables variables) => new("show", "draw what the hooks of a network have kept")
    {
        Parameters =
        {
            variables.NetParameter(),
            new KernelDirectiveParameter("--layer", "one layer, by name; all hooked layers by default").AddCompletions(variables.HookedLayers),
        },
    };

    public static object Run(NNVizShow command, Variables variables)
    {
        var hooked = variables.Net(command.Net).Hooked()
            ?? throw new InvalidOperationException($"{command.Net} has no hooks: #!nnviz hook {command.Net}, run the network, then show it.");
        return command.Layer is { } layer ? hooked[layer] : hooked;
    }
}
