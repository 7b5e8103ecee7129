using Microsoft.DotNet.Interactive.Directives;
using NNViz.Networks;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz hook NET [--layers conv*] [--keep activations|stats]</c></summary>
public sealed class NNVizHook : NNVizNetCommand
{
    /// <summary>Which layers, comma-separated names or patterns; all by default.</summary>
    public string? Layers { get; set; }

    /// <summary>activations (default) or stats.</summary>
    public string? Keep { get; set; }
}

internal static class HookDirective
{
    private static readonly Dictionary<string, Keep> Keeps = new(StringComparer.OrdinalIgnoreCase)
    {
        ["activations"] = Keep.Activations,
        ["stats"] = Keep.Statistics,
    };

    public static KernelActionDirective Create(Variables variables) => new("hook", "keep what a network's layers answer, on every forward pass")
    {
        Parameters =
        {
            variables.NetParameter(),
            new KernelDirectiveParameter("--layers", "which layers: names, patterns (conv*) or types, comma-separated; all by default"),
            new KernelDirectiveParameter("--keep", "activations (default): the tensors; stats: only min, max, mean, std and zeros")
                .AddCompletions(() => Keeps.Keys),
        },
    };

    public static object Run(NNVizHook command, Variables variables)
    {
        var net = variables.Net(command.Net);
        if (!Keeps.TryGetValue(command.Keep ?? "activations", out var keep))
        {
            throw new ArgumentException($"--keep {command.Keep} is not known; it takes {string.Join(" or ", Keeps.Keys)}.");
        }
        var layers = net.Hook(command.Layers, keep).Recorded;
        var names = string.Join(", ", layers.Select(layer => layer.DisplayName));
        return $"Hooked {layers.Count} layers of {command.Net} ({names}). Run the network, then: #!nnviz show {command.Net}";
    }
}
