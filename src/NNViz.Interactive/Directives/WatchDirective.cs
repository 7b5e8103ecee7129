using Microsoft.DotNet.Interactive.Directives;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz watch NET [--every N] [--layers conv*]</c></summary>
public sealed class NNVizWatch : NNVizNetCommand
{
    /// <summary>Every how many training passes; 10 by default.</summary>
    public string? Every { get; set; }

    /// <summary>Which layers, comma-separated names or patterns; those that hold no others by default.</summary>
    public string? Layers { get; set; }
}

internal static class WatchDirective
{
    public static KernelActionDirective Create(Variables variables) => new("watch", "show a network's layers in a few numbers while it trains")
    {
        Parameters =
        {
            variables.NetParameter(),
            new KernelDirectiveParameter("--every", "every how many training passes a sample is taken; 10 by default"),
            new KernelDirectiveParameter("--layers", "which layers: names, patterns (conv*) or types, comma-separated; by default those that hold no others"),
        },
    };

    public static object Run(NNVizWatch command, Variables variables)
    {
        var net = variables.Net(command.Net);
        if (!int.TryParse(command.Every ?? "10", System.Globalization.CultureInfo.InvariantCulture, out var every) || every < 1)
        {
            throw new ArgumentException($"--every {command.Every} is no whole number from 1.");
        }
        var watch = net.Watch(every: every, layers: command.Layers);
        return $"Watching {watch.Layers.Count} layers of {command.Net}, every {every} training passes, in the cell that trains. "
            + $"The end: #!nnviz unwatch {command.Net}";
    }
}
