using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>PyTorch's names of element types.</summary>
internal static class DTypes
{
    // libtorch has types that TorchSharp does not name: those of quantised tensors, and complex numbers of half precision.
    private const int ComplexFloat16 = 8, QInt32 = 14;
    private static readonly Dictionary<int, string> Unnamed = new() { [12] = "qint8", [13] = "quint8", [14] = "qint32", [16] = "quint4x2", [17] = "quint2x4" };

    /// <summary>float32, int64, bool, complex64, …</summary>
    public static string Name(ScalarType dtype) => dtype switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.ComplexFloat32 => "complex64",
        ScalarType.ComplexFloat64 => "complex128",
        (ScalarType)ComplexFloat16 => "complex32",
        _ => Unnamed.GetValueOrDefault((int)dtype) ?? dtype.ToString().ToLowerInvariant(),
    };

    /// <summary>Bytes of an element; TorchSharp does not know those of quantised tensors.</summary>
    public static long Size(Tensor tensor) => (int)tensor.dtype == QInt32 ? sizeof(int) : IsQuantised(tensor.dtype) ? 1 : tensor.element_size();

    /// <summary>Whether elements are integers with a scale.</summary>
    public static bool IsQuantised(ScalarType dtype) => Unnamed.ContainsKey((int)dtype);
}
