using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// The weights of a layer output by output, as convolutions and dense layers have them;
/// transposed convolutions have [inputs, outputs in the group, kernel…].
/// </summary>
internal static class FilterRows
{
    /// <summary>How many outputs there are.</summary>
    public static long Count(Tensor weight, nn.Module module) => IsTransposed(module) ? Groups(module) * weight.shape[1] : weight.shape[0];

    /// <summary>[outputs, inputs in the group, kernel…].</summary>
    public static Tensor Of(Tensor weight, nn.Module module)
    {
        if (!IsTransposed(module))
        {
            return weight;
        }
        long groups = Groups(module);
        long[] shape = weight.shape, kernel = shape[2..];
        return weight.reshape([groups, shape[0] / groups, shape[1], .. kernel]).transpose(1, 2).reshape([groups * shape[1], shape[0] / groups, .. kernel]);
    }

    /// <summary>What <see cref="Of"/> gave in the module's own shape again.</summary>
    public static Tensor Back(Tensor rows, long[] shape, nn.Module module)
    {
        if (!IsTransposed(module))
        {
            return rows.reshape(shape);
        }
        var groups = Groups(module);
        return rows.reshape([groups, shape[1], shape[0] / groups, .. shape[2..]]).transpose(1, 2).reshape(shape);
    }

    private static bool IsTransposed(nn.Module module) => ModuleTypes.NameOf(module).Contains("ConvTranspose", StringComparison.Ordinal);

    private static long Groups(nn.Module module) => module.GetType().GetProperty("groups")?.GetValue(module) as long? ?? 1;
}
