using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>Double precision, in which sums are taken: where the tensor lies, or on the host where its device has none.</summary>
internal static class DoublePrecision
{
    /// <summary>Whether a device has it: Apple's GPUs (MPS) do not.</summary>
    public static bool IsOn(DeviceType device) => device != DeviceType.MPS;

    /// <summary>The tensor itself, or its copy on the host where its device has no double precision.</summary>
    public static Tensor Near(this Tensor tensor) => IsOn(tensor.device.type) ? tensor : tensor.cpu();

    /// <summary>The values as doubles.</summary>
    public static Tensor Doubles(this Tensor tensor) => tensor.Near().to_type(ScalarType.Float64);
}
