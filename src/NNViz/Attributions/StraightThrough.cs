using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// The one device by which rules change the backward pass without backward hooks: a tensor with the values of one and the gradient of another.
/// </summary>
internal static class StraightThrough
{
    /// <summary>
    /// The values of <paramref name="value"/>, bit by bit, with the gradient of <paramref name="surrogate"/>,
    /// whose values do not matter as long as they are finite.
    /// </summary>
    public static Tensor Of(Tensor value, Tensor surrogate) => value.detach() + (surrogate - surrogate.detach());

    /// <summary>a / b where |b| is at least <paramref name="least"/>, elsewhere 0; without gradients.</summary>
    public static Tensor Ratio(Tensor a, Tensor b, double least)
    {
        using var none = no_grad();
        var tiny = b.abs() < least;
        return where(tiny, zeros_like(a), a / where(tiny, ones_like(b), b));
    }
}
