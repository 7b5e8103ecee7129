using static TorchSharp.torch.nn;

namespace NNViz.Attributions;

/// <summary>What a layer does to the rules that walk back through a net.</summary>
internal enum LayerKind
{
    /// <summary>Weights and a bias: linear layers and convolutions.</summary>
    Weighted,

    /// <summary>Linear up to a constant, without weights that rules may change: normalisation in evaluation mode, averages, reshaping, dropout.</summary>
    Affine,

    /// <summary>A function of each element.</summary>
    Activation,

    /// <summary>The largest of each window.</summary>
    MaxPool,

    /// <summary>Anything else; the rules have no equation for it.</summary>
    Other,
}

/// <summary>The one list of layers that the rules know, by the name of their type in TorchSharp.</summary>
internal static class LayerKinds
{
    private static readonly Dictionary<string, LayerKind> Known = new (LayerKind Kind, string Types)[]
    {
        (LayerKind.Weighted, "Linear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d"),
        (LayerKind.MaxPool, "MaxPool1d MaxPool2d MaxPool3d"),
        (LayerKind.Affine, "BatchNorm1d BatchNorm2d BatchNorm3d AvgPool1d AvgPool2d AvgPool3d AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d "
            + "Flatten Unflatten Identity Upsample PixelShuffle PixelUnshuffle ConstantPad1d ConstantPad2d ConstantPad3d ZeroPad2d "
            + "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout"),
        (LayerKind.Activation, "ReLU ReLU6 LeakyReLU ELU SELU CELU GELU SiLU Mish Sigmoid Tanh Softplus Softsign Hardtanh Hardswish Hardsigmoid "
            + "LogSigmoid PReLU RReLU Tanhshrink Threshold"),
    }.SelectMany(row => row.Types.Split(' ').Select(type => (type, row.Kind))).ToDictionary(StringComparer.Ordinal);

    public static LayerKind Of(Module module) => module.GetType() is { Namespace: "TorchSharp.Modules" } type
        ? Known.GetValueOrDefault(type.Name, LayerKind.Other)
        : LayerKind.Other;

    public static ArgumentException Unknown(string method, string layer, Module module) => new(
        $"{method} has no rule for the layer '{layer}' ({module.GetType().Name}). It knows linear layers, convolutions, batch normalisation, pooling, "
        + "reshaping, dropout and activations of single elements; a softmax at the end is left out by explaining the value before it. "
        + "Gradients along a path, such as net.IntegratedGradients(x), need no rules.");
}
