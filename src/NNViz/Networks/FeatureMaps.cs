using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>How many feature maps are taken, and how fine.</summary>
public sealed record FeatureMapOptions
{
    /// <summary>Below this many channels a layer is not cut to fit into the cells.</summary>
    internal const int EnoughChannels = 16;

    /// <summary>The most samples of the batch; the first ones are taken. 8 by default.</summary>
    public int Samples { get; init; } = 8;

    /// <summary>The most channels of a layer; those with the highest absolute value are taken, in their own order. 64 by default.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>
    /// The most cells of all maps together. Where they do not suffice there are fewer samples, then fewer channels (16 at least), and then
    /// larger blocks of elements, which keep their extremes. 48,000 by default.
    /// </summary>
    public int Cells { get; init; } = 48_000;
}

/// <summary>The maps that one call of one layer returned: [samples, channels, rows, columns]. Immutable, on the host.</summary>
public sealed record LayerMaps
{
    /// <summary>The layer's dotted name; its type's for the network itself.</summary>
    public required string Layer { get; init; }

    /// <summary>The layer's type.</summary>
    public required string Type { get; init; }

    /// <summary>Which of the layer's calls, from 0; and how many there were.</summary>
    public required (int Index, int Count) Call { get; init; }

    /// <summary>
    /// The shape of the whole output. Of four axes: samples, channels, rows, columns. Of three: samples, rows, columns. Of two: samples,
    /// and one row of units.
    /// </summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>The samples that are there, as positions in the batch.</summary>
    public required IReadOnlyList<long> Samples { get; init; }

    /// <summary>The channels that are there, as the layer counts them; one, 0, where it has no axis of channels.</summary>
    public required IReadOnlyList<long> Channels { get; init; }

    /// <summary>How many channels the layer has.</summary>
    public required long SourceChannels { get; init; }

    /// <summary>The maps: one slice for each sample and channel, sample by sample.</summary>
    public required SliceGrid Grid { get; init; }

    /// <summary>Statistics of the whole output, what is not drawn included.</summary>
    public required TensorStats Stats { get; init; }

    /// <summary>What was left out and what was kept, in words; <see langword="null"/> if all is there.</summary>
    public string? Note
    {
        get
        {
            var parts = new List<string>();
            if (Samples.Count < (Shape.Count > 1 ? Shape[0] : 1))
            {
                parts.Add(Samples.Count == 1 ? $"the first of {Shape[0]} samples" : $"the first {Samples.Count} of {Shape[0]} samples");
            }
            if (Channels.Count < SourceChannels)
            {
                parts.Add($"the {Channels.Count} of {SourceChannels} channels with the highest absolute value");
            }
            if (Grid.Note is { } note)
            {
                parts.Add(note);
            }
            return parts.Count == 0 ? null : string.Join("; ", parts);
        }
    }
}

/// <summary>What layers of a network return for an input, as maps to look at. Immutable; holds no tensor.</summary>
/// <param name="Layers">
/// The layers that ran, in the order of the tree; a layer that was called several times stands once for each call.
/// </param>
/// <param name="Missed">The layers that were asked for and did not run through call(), each with the cause and the edit to make.</param>
public sealed record FeatureMaps(IReadOnlyList<LayerMaps> Layers, IReadOnlyList<MissedLayer> Missed)
{
    /// <summary>
    /// Runs <paramref name="net"/> in eval mode on <paramref name="inputs"/> and takes the maps of the chosen layers. Leaves no trace on
    /// the network.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">Its inputs; the first axis of each tensor counts the samples.</param>
    /// <param name="layers">
    /// The layers, as <see cref="LayerTree.Select"/> reads them; <see langword="null"/> for all that hold no others.
    /// </param>
    /// <param name="options">How many maps, and how fine.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or the network does not take such inputs.</exception>
    /// <exception cref="ForwardException">The network threw.</exception>
    /// <exception cref="InvalidOperationException">
    /// None of the layers ran through call(); the message says why and what to change.
    /// </exception>
    public static FeatureMaps Of(nn.Module net, IReadOnlyList<object?> inputs, string? layers = null, FeatureMapOptions? options = null)
    {
        using var capture = Capture.Run(net, inputs, new CaptureOptions { Layers = layers });
        var maps = Of(capture, options);
        return maps.Layers.Count > 0
            ? maps
            : throw new InvalidOperationException(maps.Missed.Count > 0
                ? string.Join(" ", maps.Missed.Select(missed => missed.Reason))
                : (layers is null ? "No layer" : $"No layer of '{layers}'")
                    + $" returned a tensor with elements; the layers are {string.Join(", ", capture.Tree.Layers.Select(layer => layer.DisplayName))}.");
    }

    /// <summary>The maps of what a capture kept in the last pass; where it was made for all layers, of those that hold no others.</summary>
    /// <param name="capture">A capture that keeps activations.</param>
    /// <param name="options">How many maps, and how fine.</param>
    public static FeatureMaps Of(Capture capture, FeatureMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var layers = capture.Layers.Where(layer => capture.Options.Layers is not null || layer.Layer.Children.Count == 0);
        return new FeatureMaps(MapsOf(layers, options ?? new FeatureMapOptions()), capture.Missed);
    }

    /// <summary>The maps of one layer.</summary>
    internal static FeatureMaps Of(CapturedLayer layer) => new(MapsOf([layer], new FeatureMapOptions()), []);

    private static List<LayerMaps> MapsOf(IEnumerable<CapturedLayer> layers, FeatureMapOptions options)
    {
        var kept = layers
            .SelectMany(layer =>
                layer.Calls.Select((call, index) => (Layer: layer, Index: index, Output: call.Outputs.FirstOrDefault()?.Value)))
            .Where(entry => entry.Output is { } output && output.numel() > 0)
            .ToList();
        var shares = CellBudget.Share([.. kept.Select(entry => entry.Output!.numel())], options.Cells);
        return [.. kept.Select((entry, i) => MapsOf(entry.Layer, entry.Index, entry.Output!, options with { Cells = shares[i] }))];
    }

    private static LayerMaps MapsOf(CapturedLayer layer, int index, Tensor output, FeatureMapOptions options)
    {
        using var scope = NewDisposeScope();
        var shape = output.shape;
        var whole = Downsample.Orderable(output.detach()).reshape(MapShape(shape));
        var (samples, channels) = Fit(whole.shape, options);
        var first = whole.narrow(0, 0, samples);
        var chosen = Strongest(first, (int)channels);
        var part = chosen.Length == whole.shape[1] ? first : first.index_select(1, from_array(chosen, output.device));
        var stats = TensorStats.Of(output);
        return new LayerMaps
        {
            Layer = layer.Layer.DisplayName,
            Type = layer.Layer.Type,
            Call = (index, layer.TotalCalls),
            Shape = shape,
            Samples = [.. Enumerable.Range(0, (int)samples).Select(i => (long)i)],
            Channels = chosen,
            SourceChannels = whole.shape[1],
            Grid = SliceGrid.OfEverySlice(part, (int)Math.Max(1, options.Cells / (samples * channels)), stats.Min < 0 ? 0 : stats.Mean),
            Stats = stats,
        };
    }

    /// <summary>How many samples and channels to take, so that their maps fit without blocks if at all possible.</summary>
    private static (long Samples, long Channels) Fit(long[] shape, FeatureMapOptions options)
    {
        var (samples, channels, map) = (Math.Min(options.Samples, shape[0]), Math.Min(options.Channels, shape[1]),
            Math.Max(1, shape[2] * shape[3]));
        samples = Math.Clamp(options.Cells / (channels * map), 1, samples);
        channels = Math.Clamp(options.Cells / map, Math.Min(FeatureMapOptions.EnoughChannels, channels), channels);
        return (samples, channels);
    }

    /// <summary>[samples, channels, rows, columns] for an output of any rank.</summary>
    private static long[] MapShape(long[] shape) => shape.Length switch
    {
        0 => [1, 1, 1, 1],
        1 => [1, 1, 1, shape[0]],
        2 => [shape[0], 1, 1, shape[1]],
        3 => [shape[0], 1, shape[1], shape[2]],
        _ => [shape[0], shape[1..^2].Aggregate(1L, (product, length) => product * length), shape[^2], shape[^1]],
    };

    private static long[] Strongest(Tensor maps, int keep)
    {
        var all = Enumerable.Range(0, (int)maps.shape[1]).Select(i => (long)i);
        if (keep == maps.shape[1])
        {
            return [.. all];
        }
        var peaks = HostTensor.Copy(maps.Doubles().abs().amax(new long[] { 0, 2, 3 }, false)).ToDoubles();
        // NaN first: what is not finite is not to be overlooked.
        return [.. all.OrderByDescending(channel => double.IsNaN(peaks[channel]) ? double.PositiveInfinity : peaks[channel]).Take(keep)
            .Order()];
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
