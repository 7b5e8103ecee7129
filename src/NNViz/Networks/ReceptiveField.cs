using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What one axis of a layer's places sees of that axis of the input: place p sees the entries from p · Step + Start on, Size of them.</summary>
/// <param name="Step">Entries of the input from one place to the next.</param>
/// <param name="Start">The first entry that place 0 sees; negative where padding is seen.</param>
/// <param name="Size">Entries that a place sees.</param>
public readonly record struct Reach(long Step, long Start, long Size)
{
    /// <summary>Behind a layer whose place q is given the entries q · stride − padding to q · stride − padding + extent − 1 of this one.</summary>
    public Reach Behind(long stride, long padding, long extent) => new(Step * stride, Start - (padding * Step), Size + ((extent - 1) * Step));

    /// <summary>The smallest that holds both; null where they do not move alike.</summary>
    public Reach? With(Reach other) => Step != other.Step ? null
        : new Reach(Step, Math.Min(Start, other.Start), Math.Max(Start + Size, other.Start + other.Size) - Math.Min(Start, other.Start));

    /// <summary>The entries that a place sees, cut off at the ends of an axis of <paramref name="length"/> entries.</summary>
    public (long First, long Count) At(long place, long length)
    {
        long first = Math.Clamp((place * Step) + Start, 0, length - 1), end = Math.Clamp((place * Step) + Start + Size, first + 1, length);
        return (first, end - first);
    }
}

/// <summary>
/// Which part of the input the places of a layer see, by the settings of the layers before it (Araujo, Norris and Sim 2019). Checked by the gradient: where a
/// place depends on more than that, the whole input is said instead.
/// </summary>
/// <param name="Layer">The layer's dotted name.</param>
/// <param name="Axes">One for each spatial axis of the input; null where a place may see all of the input.</param>
/// <param name="Note">Why a place may see all, in words; null where <paramref name="Axes"/> are there.</param>
public sealed record ReceptiveField(string Layer, IReadOnlyList<Reach>? Axes, string? Note)
{
    /// <summary>Finds the receptive field of a layer by running <paramref name="net"/> once in eval mode. Leaves no trace on it.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">[N, C, spatial axes…], its input; the first sample is used.</param>
    /// <param name="layer">The layer's name, or what else selects one.</param>
    /// <exception cref="ArgumentException">There is no such layer, or the network does not take such an input.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    /// <exception cref="InvalidOperationException">The layer did not run through call().</exception>
    public static ReceptiveField Of(nn.Module net, Tensor x, string layer)
    {
        ArgumentNullException.ThrowIfNull(net);
        using var scope = NewDisposeScope();
        var input = x.narrow(0, 0, 1).detach().clone();
        using var capture = Capture.Run(net, [input]);
        var target = capture[layer];
        var name = target.Layer.DisplayName;
        if (x.dim() < 3)
        {
            return new(name, null, "the input has no spatial axes");
        }
        var (axes, note) = ReachTrace.Of(capture, target, x.shape[2..]);
        return axes is null ? new(name, null, note)
            : Sees(net, input, name, axes) ? new(name, axes, null)
            : new(name, null, "the gradient reaches beyond what the layers' settings say: something between them looks farther");
    }

    /// <summary>Whether the gradient of the middle place lies within what it should see.</summary>
    private static bool Sees(nn.Module net, Tensor sample, string layer, IReadOnlyList<Reach> axes)
    {
        if (!sample.is_floating_point())
        {
            return true;
        }
        using var gradients = enable_grad();
        var input = sample.clone().requires_grad_();
        using var capture = Capture.Run(net, [input], new CaptureOptions { Graph = true, Layers = layer });
        var output = capture[layer].Output;
        var place = output;
        var at = output.shape[2..].Select(length => length / 2).ToArray();
        for (var axis = 0; axis < at.Length; axis++)
        {
            place = place.narrow(2 + axis, at[axis], 1);
        }
        // Random weights of the channels, so that they do not cancel out.
        using var random = new Generator(1);
        var weights = rand(place.shape, generator: random).to(place.dtype).to(place.device);
        var gradient = output.requires_grad ? autograd.grad([(place * weights).sum()], [input], allow_unused: true)[0] : null;
        if (gradient is null || gradient.IsInvalid)
        {
            return true;
        }
        var seen = HostTensor.Copy(gradient.detach().abs().sum(new long[] { 0, 1 }), gradient.numel()).ToDoubles();
        long[] shape = input.shape[2..];
        return seen.Index().Where(entry => entry.Item != 0).All(entry => RowMajor.Index(entry.Index, shape).Select((index, axis) =>
        {
            var (first, count) = axes[axis].At(at[axis], shape[axis]);
            return index >= first && index < first + count;
        }).All(inside => inside));
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
