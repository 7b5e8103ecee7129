using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the padding layers share.</summary>
public abstract class PadBase : ParameterLessModule<Tensor, Tensor>
{
    private readonly PaddingModes mode;

    /// <summary>Pads by sizes from the last dimension: left, right, top, bottom, front, back.</summary>
    protected PadBase(string name, PaddingModes mode, double value, params long[] padding)
        : base(name) => (this.mode, this.value, this.padding) = (mode, value, padding);

    /// <summary>The sizes.</summary>
    public long[] padding { get; set; }

    /// <summary>What ConstantPad pads with.</summary>
    public double value { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.pad(input, padding, mode, value);
}
