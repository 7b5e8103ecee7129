using System.Globalization;
using Microsoft.DotNet.Interactive.Directives;
using NNViz.Attributions;
using TorchSharp;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz explain NET --input X [--method gradcam,ig] [--target 3] [--layer conv2]</c></summary>
public sealed class NNVizExplain : NNVizNetCommand
{
    /// <summary>The variable that holds the input; several, comma-separated, for a network of several inputs.</summary>
    public string? Input { get; set; }

    /// <summary>Methods by name, comma-separated; a sensible set by default.</summary>
    public string? Method { get; set; }

    /// <summary>A class, or one for each sample, comma-separated; the predicted class by default.</summary>
    public string? Target { get; set; }

    /// <summary>The layer of methods that read one.</summary>
    public string? Layer { get; set; }
}

internal static class ExplainDirective
{
    public static KernelActionDirective Create(Variables variables) => new("explain", "show what in an input speaks for the network's answer")
    {
        Parameters =
        {
            variables.NetParameter(),
            new KernelDirectiveParameter("--input",
                "the variable that holds the input, samples first; several, comma-separated, for a network of several inputs")
                .AddCompletions(variables.NamesOf<torch.Tensor>),
            new KernelDirectiveParameter("--method", "methods by name, comma-separated (gradcam,ig); a sensible set of them by default")
                .AddCompletions(() => ExplainMethods.Names),
            new KernelDirectiveParameter("--target", "the class to explain, or one for each sample, comma-separated; the predicted class by default"),
            new KernelDirectiveParameter("--layer", "the layer of methods that read one; by default the last convolution with spatial extent")
                .AddCompletions(variables.Layers),
        },
    };

    public static object Run(NNVizExplain command, CancellationToken cancellation, Variables variables)
    {
        var net = variables.Net(command.Net);
        string?[] names = command.Input?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } given
            ? given
            : new string?[1];
        Inputs input = names.Select(name => variables.Get<torch.Tensor>(name, "tensor")).ToArray();
        var (target, options) = (TargetOf(command.Target), new ExplainOptions { Cancellation = cancellation });
        if (command.Method is null && command.Layer is not null)
        {
            throw new ArgumentException(
                $"--layer {command.Layer} is for methods that read a layer: "
                + $"name them too, for example --method gradcam --layer {command.Layer}.");
        }
        var comparison = command.Method is { } methods
            ? net.Explain(input, methods, target, command.Layer, options)
            : net.Explain(input, target, options: options);
        return comparison is { Items: [var only], Missing.Count: 0 } ? only : comparison;
    }

    private static Target? TargetOf(string? text) => text is null ? null : Target.Class([.. text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
        long.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new ArgumentException($"--target {text} is not known; it takes the number of a class, or one for each sample, comma-separated."))]);
}
