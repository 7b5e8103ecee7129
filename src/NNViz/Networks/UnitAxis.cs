using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Which axis of a layer's output counts its units: channels of a convolution, features of anything else. The only owner of this.</summary>
internal static class UnitAxis
{
    /// <summary>
    /// The axis that is as long as the layer before has outputs: behind a convolution axis 1 or else the last, behind a dense layer the last or else axis 1
    /// (feature maps that were multiplied by what a dense layer returned). Where none is: of three axes the last (tokens before features), of more axis 1.
    /// </summary>
    /// <param name="output">What a layer returned, [samples, …] of two axes or more.</param>
    /// <param name="weights">The last layer with weights that was called up to then, the layer itself included; null for none.</param>
    public static int Of(Tensor output, Layer? weights)
    {
        var (shape, last) = (output.shape, (int)output.dim() - 1);
        var isConvolution = weights?.Type.Contains("Conv", StringComparison.Ordinal) == true;
        int preferred = isConvolution ? 1 : last, other = isConvolution ? last : 1;
        var outputs = weights is null ? -1 : OutputsOf(weights);
        return shape[preferred] == outputs ? preferred
            : shape[other] == outputs ? other
            : last == 2 && !isConvolution ? last : 1;
    }

    /// <summary>Whether the layer itself holds weights: parameters of two axes or more.</summary>
    public static bool HasWeights(Layer layer) => layer.Parameters.Any(parameter => parameter.Value.dim() > 1);

    private static long OutputsOf(Layer layer) => layer.Module is Linear or Convolution
        && layer.Parameters.FirstOrDefault(parameter => parameter.Name == "weight").Value is { } weight
        ? FilterRows.Count(weight, layer.Module)
        : -1;
}
