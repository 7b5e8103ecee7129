using NNViz.Attributions;
using NNViz.Images;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>The image inputs that an attribution lies over, as pictures.</summary>
internal sealed class InputPictures
{
    private const int MostPixels = 1 << 15, MostShared = 1 << 14;
    private const int Side = 224;

    private InputPictures(IReadOnlyList<Raster> pictures, (int Width, int Height) place, string? note) => (Pictures, Place, Note) = (pictures, place, note);

    /// <summary>A picture for each sample that is drawn.</summary>
    public IReadOnlyList<Raster> Pictures { get; }

    /// <summary>The size at which they are shown, in CSS pixels.</summary>
    public (int Width, int Height) Place { get; }

    /// <summary>What was changed to show them, or <see langword="null"/>.</summary>
    public string? Note { get; }

    /// <summary>The inputs that <paramref name="maps"/> lie over, <c>[N,C,H,W]</c>; of other than 1 or 3 channels the mean.</summary>
    public static InputPictures Of(HostTensor input, AttributionMaps maps, AttributionNames names) =>
        Of(input, (maps.Samples, 1), new ImageOptions { Mean = names.ImageMean, Std = names.ImageStd }, MostShared);

    /// <summary>The first inputs of <c>[N,C,H,W]</c>; of other than 1 or 3 channels the mean.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="shown">How many are shown, and how often each is written: the more, the smaller.</param>
    /// <param name="options">The means and standard deviations that were taken out.</param>
    /// <param name="mostPixels">The most pixels of all together.</param>
    public static InputPictures Of(HostTensor input, (int Samples, int Copies) shown, ImageOptions options, int mostPixels = MostPixels)
    {
        using var scope = NewDisposeScope();
        var all = tensor(input.ToSingles(), [.. input.Shape]).narrow(0, 0, shown.Samples);
        var mean = all.shape[1] is 1 or 3 ? null : "the mean of all channels stands for the input";
        // Values that are no picture's are brought into range, and that is said.
        var inRange = options.Mean is not null || (input.ToDoubles() is var values && values.Min() >= 0 && values.Max() <= 1);
        var batch = ImageBatch.Of(mean is null ? all : all.mean([1], keepdim: true),
            options with { ChannelsLast = false, Normalize = inRange ? Normalize.Robust : Normalize.MinMax }, mostPixels / shown.Copies);
        var (width, height) = ((int)all.shape[3], (int)all.shape[2]);
        var scale = (double)Side / Math.Max(width, height);
        string?[] notes = [mean, inRange ? null : "the input is shown from its smallest value (black) to its largest (white)"];
        var note = string.Join("; ", notes.Where(n => n is not null));
        return new(batch.Pictures, (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale))), note.Length > 0 ? note : null);
    }
}
