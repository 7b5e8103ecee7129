using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>An input or output of a layer at one call.</summary>
public sealed class CapturedTensor : IDisposable
{
    /// <summary>How many places of a tensor are looked at to see whether it was overwritten.</summary>
    private const int Probes = 96;

    private readonly int fingerprint;
    private Tensor? kept;
    private bool isCopy;
    private bool isOverwritten;

    internal CapturedTensor(string name, Tensor tensor, CaptureOptions options, bool copy)
    {
        (Name, Shape, DType, ElementSize) = (name, tensor.shape, tensor.dtype, tensor.ElementSize);
        switch (options.Keep)
        {
            case Keep.Activations:
                // Memory that cannot be looked at cheaply is copied: whether it was overwritten could not be told.
                isCopy = copy || (!options.Graph && !CanProbe(tensor));
                kept = Hold(tensor, options.Graph, isCopy);
                fingerprint = isCopy || options.Graph ? 0 : Fingerprint(kept);
                break;
            case Keep.Statistics:
                Moments = TensorStats.MomentsOf(tensor);
                break;
        }
        CanBeOverwritten = kept is not null && !isCopy && !options.Graph;
    }

    /// <summary>
    /// What it is to the layer: <c>output</c>, <c>input</c>, or one of several: <c>h</c>, <c>c</c>, <c>weights</c>, <c>output.1</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>The shape.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The type of the elements.</summary>
    public ScalarType DType { get; }

    /// <summary>The bytes it takes (or took).</summary>
    public long Bytes => Shape.Aggregate(ElementSize, (product, length) => product * length);

    /// <summary>
    /// The tensor as the layer left it, on its device; <see langword="null"/> where only statistics or shapes are kept, and where an
    /// in-place operation overwrote it (<see cref="IsOverwritten"/>). It belongs to the capture: do not dispose it, and clone it to keep it
    /// longer.
    /// </summary>
    public Tensor? Value => IsOverwritten ? null : kept;

    /// <summary>Counts, range, mean and standard deviation, taken at the call; in the mode that keeps statistics only.</summary>
    public Moments? Moments { get; }

    /// <summary>
    /// Whether someone changed the values after the layer returned (an in-place function such as <c>relu_</c>), so that they are not the
    /// layer's any more. The capture copies this layer's in the next pass.
    /// </summary>
    public bool IsOverwritten => isOverwritten
        || (isOverwritten = CanBeOverwritten && !isCopy && kept is not null && Fingerprint(kept) != fingerprint);

    internal bool CanBeOverwritten { get; }

    private long ElementSize { get; }

    /// <summary>Frees the tensor.</summary>
    public void Dispose()
    {
        kept?.Dispose();
        kept = null;
    }

    /// <summary>
    /// Makes the values the capture's own, if <paramref name="input"/>, which is about to be overwritten, may share memory with them.
    /// </summary>
    internal void ProtectFrom(Tensor input)
    {
        if (kept is null || !CanBeOverwritten || isCopy || IsOverwritten || !MayOverlap(kept, input))
        {
            return;
        }
        using var shared = kept;
        kept = shared.clone().DetachFromDisposeScope();
        isCopy = true;
    }

    private static Tensor Hold(Tensor tensor, bool graph, bool copy)
    {
        if (copy)
        {
            using var source = graph ? tensor.alias() : tensor.detach();
            return source.clone().DetachFromDisposeScope();
        }
        // A second handle on the same tensor: the first is often disposed as soon as the next layer has run.
        return (graph ? tensor.alias() : tensor.detach()).DetachFromDisposeScope();
    }

    private static bool CanProbe(Tensor tensor) => tensor.device.type == TorchSharp.DeviceType.CPU && !tensor.is_sparse
        && tensor.is_contiguous()
        && tensor.numel() * tensor.ElementSize <= int.MaxValue;

    private static bool MayOverlap(Tensor a, Tensor b) => !CanProbe(a) || !CanProbe(b) || a.numel() > 0 && b.numel() > 0
        && a.bytes.Overlaps(b.bytes);

    /// <summary>A hash of evenly spaced bytes: an in-place operation that changes a noticeable part of the values changes it.</summary>
    private static int Fingerprint(Tensor tensor)
    {
        var hash = new HashCode();
        if (tensor.numel() > 0)
        {
            ReadOnlySpan<byte> bytes = tensor.bytes;
            var width = (int)Math.Min(8, bytes.Length);
            var step = Math.Max(width, bytes.Length / Probes / width * width);
            for (var at = 0; at + width <= bytes.Length; at += step)
            {
                hash.AddBytes(bytes.Slice(at, width));
            }
        }
        return hash.ToHashCode();
    }
}
