using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Follows what places see from the input through the calls of a pass to one layer.</summary>
internal sealed class ReachTrace
{
    private readonly List<(Tensor Tensor, Reach[]? Axes)> known = [];
    private readonly int rank;
    private string? note;

    private ReachTrace(int rank) => this.rank = rank;

    /// <summary>What the layer's places see; null, and why, where that may be all of the input.</summary>
    public static (IReadOnlyList<Reach>? Axes, string? Note) Of(Capture capture, CapturedLayer target, long[] spatial)
    {
        var trace = new ReachTrace(spatial.Length);
        var calls = capture.Layers.SelectMany(layer => layer.Calls.Select(call => (Layer: layer, Call: call)))
            .Where(entry => entry.Layer.Layer.Children.Count == 0 || entry.Layer == target).OrderBy(entry => entry.Call.Order).ToList();
        var last = target.Calls[^1];
        // A container ends behind its last layer: its result stands for it.
        Reach[]? axes = null;
        foreach (var (layer, call) in calls.Where(entry => entry.Layer.Layer.Children.Count == 0))
        {
            if (call.Inputs.FirstOrDefault()?.Value is not { } input || call.Outputs.FirstOrDefault()?.Value is not { } output)
            {
                continue;
            }
            if (trace.known.Count == 0)
            {
                trace.known.Add((input, [.. Enumerable.Repeat(new Reach(1, 0, 1), spatial.Length)]));
            }
            axes = trace.Behind(layer.Layer, trace.At(input, layer.Layer.DisplayName), input, output);
            trace.known.Add((output, axes));
            if (call == last)
            {
                return (axes, trace.note);
            }
        }
        var ends = target.Output;
        axes = target.Layer.Children.Count > 0 ? trace.At(ends, target.Layer.DisplayName) : null;
        return (axes, axes is null ? trace.note ?? "the layer was called in a way that cannot be followed" : null);
    }

    /// <summary>
    /// What the places of a tensor see: as of the known tensor that it is; made by an operation outside modules (a skip connection, a functional activation),
    /// as of all known ones with as many places together.
    /// </summary>
    private Reach[]? At(Tensor tensor, string layer)
    {
        if (known.FirstOrDefault(entry => IsSame(entry.Tensor, tensor)) is { Tensor: not null } same)
        {
            return same.Axes;
        }
        var alike = known.Where(entry => entry.Tensor.dim() == rank + 2 && tensor.dim() == rank + 2
            && entry.Tensor.shape[2..].SequenceEqual(tensor.shape[2..])).ToList();
        if (alike.Count == 0 || alike.Any(entry => entry.Axes is null))
        {
            note ??= $"an operation outside modules before {layer} changes the number of places";
            return null;
        }
        var together = alike[0].Axes;
        foreach (var (_, axes) in alike.Skip(1))
        {
            together = Hull(together, axes);
        }
        note ??= together is null ? $"paths of different step meet before {layer}" : null;
        return together;
    }

    private static Reach[]? Hull(Reach[]? a, Reach[]? b)
    {
        if (a is null || b is null)
        {
            return null;
        }
        var both = a.Zip(b, (first, second) => first.With(second)).ToList();
        return both.All(reach => reach is not null) ? [.. both.Select(reach => reach!.Value)] : null;
    }

    private Reach[]? Behind(Layer layer, Reach[]? axes, Tensor input, Tensor output)
    {
        if (axes is null)
        {
            return null;
        }
        Reach[]? Slide(long[]? kernel, long[]? stride, long[]? padding, long[]? dilation) => [.. axes.Select((reach, i) =>
        {
            long Of(long[]? values, long otherwise) => values is { Length: > 0 } ? values[Math.Min(i, values.Length - 1)] : otherwise;
            var size = Of(kernel, 1);
            return reach.Behind(Of(stride, size), Of(padding, 0), ((size - 1) * Of(dilation, 1)) + 1);
        })];
        var behind = layer.Module switch
        {
            Convolution { transposed: false } conv => Slide(conv.kernel_size, conv.stride, PaddingOf(conv), conv.dilation),
            MaxPool1d pool => Slide([pool.kernel_size], [pool.stride ?? pool.kernel_size], [pool.padding ?? 0], [pool.dilation ?? 1]),
            MaxPool2d pool => Slide(pool.kernel_size, pool.stride, pool.padding, pool.dilation),
            MaxPool3d pool => Slide(pool.kernel_size, pool.stride, pool.padding, pool.dilation),
            AvgPool1d pool => Slide([pool.kernel_size], [pool.stride ?? pool.kernel_size], [pool.padding ?? 0], null),
            AvgPool2d pool => Slide(pool.kernel_size, pool.stride, pool.padding, null),
            AvgPool3d pool => Slide(pool.kernel_size, pool.stride, pool.padding, null),
            BatchNorm or Dropout or Dropout1d or Dropout2d or Dropout3d or Identity => axes,
            _ => ActivationFunctions.IsModule(layer.Type) ? axes : Adaptive(layer, axes, input, output),
        };
        note ??= behind is null ? $"{layer.DisplayName} ({layer.Type}) mixes all places" : null;
        return behind;
    }

    /// <summary>Adaptive pooling is a pooling where the sizes divide.</summary>
    private static Reach[]? Adaptive(Layer layer, Reach[] axes, Tensor input, Tensor output)
    {
        if (!layer.Type.StartsWith("Adaptive", StringComparison.Ordinal) || input.dim() != axes.Length + 2 || output.dim() != input.dim())
        {
            return null;
        }
        long[] given = input.shape[2..], made = output.shape[2..];
        return given.Zip(made).All(pair => pair.Second > 0 && pair.First % pair.Second == 0)
            ? [.. axes.Select((reach, i) => reach.Behind(given[i] / made[i], 0, given[i] / made[i]))]
            : null;
    }

    private static long[] PaddingOf(Convolution conv) => conv.padding_type switch
    {
        // The smaller half stands before, as PyTorch pads.
        Padding.Same => [.. conv.kernel_size.Zip(conv.dilation, (size, dilation) => dilation * (size - 1) / 2)],
        Padding.Valid => [0],
        _ => conv.padding ?? [0],
    };

    private static bool IsSame(Tensor a, Tensor b) => ReferenceEquals(a, b)
        || (a.device.type == DeviceType.CPU && b.device.type == DeviceType.CPU && a.is_contiguous() && b.is_contiguous() && a.shape.SequenceEqual(b.shape)
            && a.numel() > 0 && a.detach().bytes == b.detach().bytes);
}
