using NNViz.Images;

namespace NNViz.Views;

/// <summary>How a tensor becomes pictures. All is optional.</summary>
public sealed record ImageOptions
{
    /// <summary>The means that were subtracted, one for each channel: they are added again after the multiplication by <see cref="Std"/>.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>The standard deviations by which was divided, one for each channel.</summary>
    public IReadOnlyList<double>? Std { get; init; }

    /// <summary>Which numbers, after de-normalisation, are black and white; null: 0 and 1, for integers 0 and 255.</summary>
    public (double Black, double White)? Range { get; init; }

    /// <summary>With <see cref="Normalize.MinMax"/> black and white are each picture's smallest and largest number.</summary>
    public Normalize Normalize { get; init; }

    /// <summary>Channels are the last axis, [H, W, C] or [N, H, W, C]; null: where only the last axis can be the channels.</summary>
    public bool? ChannelsLast { get; init; }

    /// <summary>What one picture is called, as in "picture 3".</summary>
    public string Noun { get; init; } = "picture";

    /// <summary>A name for each picture; null: its number.</summary>
    public IReadOnlyList<string>? Titles { get; init; }

    /// <summary>Means and standard deviations with which nets trained on ImageNet see their pictures.</summary>
    public static ImageOptions ImageNet { get; } = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] };
}
