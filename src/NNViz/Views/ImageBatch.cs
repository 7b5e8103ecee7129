using NNViz.Images;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>The pictures that a tensor holds, as RGB.</summary>
internal sealed record ImageBatch
{
    private const long SmallestPicture = 24 * 24;

    private ImageBatch(IReadOnlyList<Raster> pictures, string? note) => (Pictures, Note) = (pictures, note);

    /// <summary>All of one size.</summary>
    public IReadOnlyList<Raster> Pictures { get; }

    /// <summary>What was left out, cut off or not a number, in words; null: nothing.</summary>
    public string? Note { get; }

    /// <summary>The pictures of a tensor [H, W], [C, H, W], [N, C, H, W], or with the channels last; C is 1 (grey) or 3 (red, green, blue).</summary>
    /// <param name="tensor">The numbers.</param>
    /// <param name="options">How they become colours.</param>
    /// <param name="maxPixels">The most pixels of all pictures together; larger pictures are made smaller, then some are left out.</param>
    /// <exception cref="ArgumentException">The tensor has no such shape, or means and deviations do not fit the channels.</exception>
    public static ImageBatch Of(Tensor tensor, ImageOptions options, int maxPixels)
    {
        using Tensor plain = PlainTensor.Of(tensor);
        using var scope = NewDisposeScope();
        Tensor images = AsBatch(plain, options.ChannelsLast);
        (long count, long channels, long height, long width) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        CheckChannels(options, channels);
        long shown = Math.Clamp(maxPixels / Math.Min(height * width, SmallestPicture), 1, count);
        int step = (int)Math.Ceiling(Math.Sqrt((double)shown * height * width / maxPixels));
        Tensor small = images.narrow(0, 0, shown).to_type(ScalarType.Float32);
        small = step > 1 ? nn.functional.avg_pool2d(small, step, ceil_mode: true, count_include_pad: false) : small;
        var painter = new ImagePainter(options, is_integral(plain.dtype), HostTensor.Copy(small));
        Raster[] pictures = [.. Enumerable.Range(0, (int)shown).Select(painter.Paint)];
        string?[] parts =
        [
            shown < count ? $"The first {Words.Count(shown)} of {Words.Count(count, options.Noun)} are shown." : null,
            step > 1 ? $"Each pixel is the mean of {step}×{step}: the {options.Noun}s are {width}×{height}." : null,
            painter.Note,
        ];
        string note = string.Join(" ", parts.Where(part => part is not null));
        return new ImageBatch(pictures, note.Length > 0 ? note : null);
    }

    // [N, C, H, W].
    private static Tensor AsBatch(Tensor tensor, bool? channelsLast)
    {
        long[] shape = tensor.shape;
        static bool IsColor(long size) => size is 1 or 3;
        bool last = shape.Length > 2 && (channelsLast ?? (!IsColor(shape[^3]) && IsColor(shape[^1])));
        Tensor? batch = (shape.Length, last) switch
        {
            (2, _) => tensor.unsqueeze(0).unsqueeze(0),
            (3, false) => tensor.unsqueeze(0),
            (3, true) => tensor.permute(2, 0, 1).unsqueeze(0),
            (4, false) => tensor,
            (4, true) => tensor.permute(0, 3, 1, 2),
            _ => null,
        };
        return batch is not null && IsColor(batch.shape[1]) && batch.numel() > 0 && !tensor.is_complex()
            ? batch
            : throw new ArgumentException(
                $"The tensor {DTypes.Name(tensor.dtype)} {Words.Shape(shape)} holds no pictures: those are [H, W], [C, H, W] or [N, C, H, W] with C = 1 or 3. "
                + "For other channels use Gallery().");
    }

    private static void CheckChannels(ImageOptions options, long channels)
    {
        foreach ((string name, IReadOnlyList<double>? values) in new[] { ("Mean", options.Mean), ("Std", options.Std) })
        {
            if (values is not null && values.Count != channels)
            {
                throw new ArgumentException($"{name} has {Words.Count(values.Count, "number")} for {Words.Count(channels, "channel")}. Give one for each.");
            }
        }
    }
}
