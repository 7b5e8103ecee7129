using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// A network threw while it ran on an input. The message names the innermost layer that threw, what it was given and what it expects.
/// </summary>
public sealed class ForwardException : Exception
{
    private ForwardException(string message, Exception inner)
        : base(message, inner)
    {
    }

    internal static ForwardException From(Capture capture, Exception fault) =>
        new(Describe(capture.FailedLayer ?? capture.Tree.Root, capture, fault), fault);

    /// <summary>
    /// For example: <c>fc1 (Linear 1600 → 128) threw on input [4, 1024], where it expects [*, 1600]: mat1 and mat2 shapes cannot be
    /// multiplied …</c>
    /// </summary>
    internal static string Describe(Layer layer, Capture capture, Exception fault)
    {
        var given = capture.Layers.FirstOrDefault(one => one.Layer == layer)?.Calls.LastOrDefault(call => !call.Returned)?.Inputs ?? [];
        var shapes = given.Count == 0 ? "" : $" on input {string.Join(" and ", given.Select(input => Words.Shape(input.Shape)))}";
        var expected = Expected(layer.Module) is { } shape ? $", where it expects {shape}" : "";
        var settings = ModuleTypes.Settings(layer.Module);
        var name = layer.Parent is null ? layer.Type : $"{layer.Name} ({layer.Type}{(settings.Length > 0 ? " " + settings : "")})";
        return $"{name} threw{shapes}{expected}: {fault.Message.Split('\n')[0].Trim()}";
    }

    /// <summary>The input shape that a layer of known type expects, by the shape of its weight.</summary>
    private static string? Expected(nn.Module module)
    {
        if (!ModuleTypes.IsBuiltIn(module)
            || module.named_parameters(recurse: false).FirstOrDefault(entry => entry.name == "weight") is not { parameter: { } weight })
        {
            return null;
        }
        var shape = weight.shape;
        var groups = module.GetType().GetProperty("groups")?.GetValue(module) as long? ?? 1;
        return ModuleTypes.NameOf(module) switch
        {
            "Linear" => $"[…, {shape[1]}]",
            "Conv1d" => $"[N, {shape[1] * groups}, L]",
            "Conv2d" => $"[N, {shape[1] * groups}, H, W]",
            "Conv3d" => $"[N, {shape[1] * groups}, D, H, W]",
            "ConvTranspose1d" => $"[N, {shape[0]}, L]",
            "ConvTranspose2d" => $"[N, {shape[0]}, H, W]",
            "ConvTranspose3d" => $"[N, {shape[0]}, D, H, W]",
            "BatchNorm1d" => $"[N, {shape[0]}] or [N, {shape[0]}, L]",
            "BatchNorm2d" => $"[N, {shape[0]}, H, W]",
            "BatchNorm3d" => $"[N, {shape[0]}, D, H, W]",
            "LayerNorm" => $"[…, {string.Join(", ", shape)}]",
            "GroupNorm" => $"[N, {shape[0]}, …]",
            "Embedding" => $"whole numbers from 0 to {shape[0] - 1}",
            _ => null,
        };
    }
}
