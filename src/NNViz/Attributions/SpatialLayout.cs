using NNViz.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// How a layer's output lies in space: <c>[N,C,H,W]</c> or <c>[N,C,L]</c> of a convolution; <c>[N,H,W,C]</c>; or tokens <c>[N,T,C]</c>, with or
/// without special tokens in front. Inferred from the shape and the image's proportions, and told.
/// </summary>
/// <param name="Height">Rows of the map.</param>
/// <param name="Width">Columns of the map.</param>
/// <param name="ChannelAxis">The axis of the channels in the layer's output.</param>
/// <param name="Skipped">Tokens in front that have no place (class and register tokens).</param>
/// <param name="Says">What was inferred, or <see langword="null"/> where nothing was to infer.</param>
internal sealed record SpatialLayout(long Height, long Width, int ChannelAxis, long Skipped, string? Says)
{
    private const int MostSpecialTokens = 5;

    public long Places => Height * Width;

    /// <summary>The layout of a layer's output over an input <c>[N,…,H,W]</c>, or <see langword="null"/> where it has none.</summary>
    public static SpatialLayout? Of(Subject subject, Layer layer, Tensor output)
    {
        var (shape, input) = (output.shape, subject.X[0].shape);
        var image = input.Length >= 4 ? (Height: input[^2], Width: input[^1]) : (Height: 1, Width: input[^1]);
        return shape.Length switch
        {
            3 when Is(layer, "1d") => new(1, shape[2], 1, 0, null),
            4 when Is(layer, "2d") => new(shape[2], shape[3], 1, 0, null),
            3 when input.Length == 3 && IsBehindConvolution(subject, layer, output) =>
                new(1, shape[2], 1, 0, $"the output {Words.Shape(shape)} was read as [N, C, L]: {shape[2]} places, {shape[1]} channels"),
            3 => OfTokens(shape, image),
            4 => OfImage(shape, image),
            _ => null,
        };
    }

    /// <summary>The activations (or their gradients) as <c>[N,C,H,W]</c>.</summary>
    public Tensor ToMaps(Tensor output)
    {
        if (output.dim() == 4)
        {
            return ChannelAxis == 1 ? output : output.permute(0, 3, 1, 2);
        }
        var first = ChannelAxis == 1 ? output : output.narrow(1, Skipped, Places).transpose(1, 2);
        return first.reshape(first.shape[0], first.shape[1], Height, Width);
    }

    /// <summary>
    /// Whether the layer is one of TorchSharp's own for channels in front and so many axes of places:
    /// convolution, pooling, batch normalisation, dropout of channels.
    /// </summary>
    private static bool Is(Layer layer, string dimensions) => ModuleTypes.IsBuiltIn(layer.Module) && layer.Type.EndsWith(dimensions, StringComparison.Ordinal);

    /// <summary>
    /// Whether the layer works element by element on what a 1-d convolution put out: its output is then laid out as that one's.
    /// Behind a dense layer it is one of tokens, whatever convolutions the net begins with.
    /// </summary>
    private static bool IsBehindConvolution(Subject subject, Layer layer, Tensor output)
    {
        if (LayerKinds.Of(layer.Module) is not (LayerKind.Activation or LayerKind.Affine))
        {
            return false;
        }
        var last = subject.Trace.Layers.TakeWhile(traced => traced.Layer != layer).LastOrDefault(traced => UnitAxis.HasWeights(traced.Layer));
        return last is { Layer.Module: Convolution, Shape: [_, var channels, _] } && channels == output.shape[1] && UnitAxis.Of(output, last.Layer) == 1;
    }

    /// <summary>Channels last where only that reading has the image's proportions, as in Swin: <c>[N,7,7,768]</c> for 224×224.</summary>
    private static SpatialLayout OfImage(long[] shape, (long Height, long Width) image)
        => Proportional(shape[1], shape[2], image) && !Proportional(shape[2], shape[3], image)
            ? new(shape[1], shape[2], 3, 0, $"the output {Words.Shape(shape)} was read as [N, H, W, C]: {shape[1]}×{shape[2]} places, {shape[3]} channels")
            : new(shape[2], shape[3], 1, 0, null);

    private static SpatialLayout? OfTokens(long[] shape, (long Height, long Width) image)
    {
        for (var special = 0; special <= MostSpecialTokens; special++)
        {
            var places = shape[1] - special;
            var height = (long)Math.Round(Math.Sqrt((double)places * image.Height / image.Width));
            if (height > 0 && places % height == 0 && Proportional(height, places / height, image))
            {
                var front = special switch { 0 => "", 1 => ", behind one class token", _ => $", behind {special} special tokens" };
                return new(height, places / height, 2, special,
                    $"the {shape[1]} tokens of {Words.Shape(shape)} were read as {height}×{places / height} places{front}");
            }
        }
        return null;
    }

    private static bool Proportional(long height, long width, (long Height, long Width) image) => height * image.Width == width * image.Height;
}
