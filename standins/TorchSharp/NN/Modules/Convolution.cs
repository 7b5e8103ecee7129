using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Conv1d to Conv3d and their transposes share: settings, parameters, initialisation, padding.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private static readonly Op[] Plain = [new("conv1d"), new("conv2d"), new("conv3d")];
    private static readonly Op[] Padded = [new("conv1d.padding"), new("conv2d.padding"), new("conv3d.padding")];

    /// <summary>Padding as functional.pad takes it: from the last dimension, each side.</summary>
    protected long[] _reversed_padding_repeated_twice = [];

    /// <summary>
    /// The settings as in PyTorch; <paramref name="padding_type"/> stands in for <paramref name="padding"/> where it is given.
    /// </summary>
    /// <exception cref="ArgumentException">A transposed convolution pads with something else than zeros, or Same goes with a
    /// stride.</exception>
    protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null,
        ScalarType? dtype = null)
        : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException($"{name} pads with zeros only, not by {padding_mode}.", nameof(padding_mode));
        if (in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException(
                $"{name}: in_channels {in_channels} and out_channels {out_channels} must be divisible by groups {groups}.");
        (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
        (this.kernel_size, this.stride, this.dilation) = (kernel_size, stride, dilation);
        (this.transposed, this.output_padding, this.padding_mode) = (transposed, output_padding, padding_mode);
        if (padding_type is { } type)
            SetPadding(type);
        else
            SetPadding(padding ?? Sizes.Of(kernel_size.Length, 0));
        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        weight = nn.Parameter(empty([.. channels, .. kernel_size], dtype, device));
        this.bias = bias ? nn.Parameter(empty([out_channels], dtype, device)) : null;
        reset_parameters();
    }

    /// <summary>[out, in/groups, kernel…], transposed [in, out/groups, kernel…].</summary>
    public Parameter weight { get => GetParameterOrNull(nameof(weight))!; set => SetParameter(nameof(weight), value); }

    /// <summary>[out_channels], or null.</summary>
    public Parameter? bias { get => GetParameterOrNull(nameof(bias)); set => SetParameter(nameof(bias), value); }

    /// <summary>Channels of the input.</summary>
    public long in_channels { get; }

    /// <summary>Channels of the output.</summary>
    public long out_channels { get; }

    /// <summary>Whether the convolution is a transposed one.</summary>
    public bool transposed { get; }

    /// <summary>Padding by size, null where <see cref="padding_type"/> is set.</summary>
    public long[]? padding { get; private set; }

    /// <summary>Padding by rule, or null.</summary>
    public Padding? padding_type { get; private set; }

    /// <summary>What the border is padded with.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>Into how many groups the channels are split.</summary>
    public long groups { get; set; }

    /// <summary>The kernel's size in each dimension.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The step in each dimension.</summary>
    public long[] stride { get; set; }

    /// <summary>The distance of the kernel's elements in each dimension.</summary>
    public long[] dilation { get; set; }

    /// <summary>Added to one side of the output of a transposed convolution.</summary>
    public long[] output_padding { get; set; }

    /// <summary>Draws the parameters anew: uniform within ±1/√fan_in, as PyTorch does.</summary>
    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (bias is not null && fanIn > 0)
            nn.init.uniform_(bias, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
    }

    /// <summary>Pads by sizes.</summary>
    public void SetPadding(long[] padding)
    {
        (this.padding, padding_type) = (padding, null);
        _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(size => new[] { size, size })];
    }

    /// <summary>Pads by rule.</summary>
    /// <exception cref="ArgumentException">The convolution is transposed, or Same goes with a stride.</exception>
    public void SetPadding(Padding padding)
    {
        if (transposed)
            throw new ArgumentException($"{GetName()} can't pad by rule ({padding}); give sizes.");
        if (padding == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions.");
        (this.padding, padding_type) = (null, padding);
        var total = kernel_size.Select((size, d) => padding == Padding.Same ? dilation[d] * (size - 1) : 0);
        _reversed_padding_repeated_twice = [.. total.Reverse().SelectMany(sum => new[] { sum / 2, sum - sum / 2 })];
    }

    /// <summary>Whether the input is [N, C, …] or [C, …] with the right number of channels.</summary>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 2 && shape[1] == in_channels) || (shape.Length == dimensions + 1 && shape[0] == in_channels);
    }

    private protected Tensor Convolve(Tensor input)
    {
        var rank = kernel_size.Length;
        if (!ValidateShape(input, rank))
            throw new ArgumentException(
                $"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input with {in_channels} channels to {GetName()}; "
                + $"got [{string.Join(", ", input.shape)}].");
        if (padding_mode != PaddingModes.Zeros)
        {
            using var padded = nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
            return Plain[rank - 1].Call(padded, weight, bias, stride, 0, dilation, groups);
        }
        return padding_type is { } type
            ? Padded[rank - 1].Call(input, weight, bias, stride, Sizes.Name(type), dilation, groups)
            : Plain[rank - 1].Call(input, weight, bias, stride, padding, dilation, groups);
    }
}

/// <summary>What the transposed convolutions share.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private static readonly Op[] Transposed = [new("conv_transpose1d"), new("conv_transpose2d.input"), new("conv_transpose3d.input")];

    /// <inheritdoc/>
    protected ConvolutionTranspose(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null,
        ScalarType? dtype = null)
        : base(name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups,
            bias, padding_mode, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>With the size that the output is to have, which stride leaves open: spatial dimensions or the full shape.</summary>
    /// <exception cref="ArgumentException">No output_padding gives that size.</exception>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    private protected Tensor ConvolveTransposed(Tensor input, long[]? output_size)
    {
        var rank = kernel_size.Length;
        if (!ValidateShape(input, rank))
            throw new ArgumentException(
                $"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input with {in_channels} channels to {GetName()}; "
                + $"got [{string.Join(", ", input.shape)}].");
        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, rank);
        return Transposed[rank - 1].Call(input, weight, bias, stride, padding, extra, groups, dilation);
    }

    /// <summary>The output padding that gives the wanted size.</summary>
    protected long[] _output_padding(
        Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null)
            return output_padding;
        var wanted = output_size.Length > num_spatial_dims ? output_size[^(int)num_spatial_dims..] : output_size;
        var least = kernel_size.Select((kernel, d) =>
            (input.shape[^(kernel_size.Length - d)] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel - 1) + 1).ToArray();
        var extra = least.Zip(wanted, (min, size) => size - min).ToArray();
        if (wanted.Length != num_spatial_dims || extra.Where((e, d) => e < 0 || e >= stride[d]).Any())
            throw new ArgumentException($"Requested an output size of [{string.Join(", ", output_size)}], but valid sizes range from "
                + $"[{string.Join(", ", least)}] to [{string.Join(", ", least.Select((min, d) => min + stride[d] - 1))}].");
        return extra;
    }
}
