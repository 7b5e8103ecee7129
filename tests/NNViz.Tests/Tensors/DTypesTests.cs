using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Tests.Tensors;

public class DTypesTests
{
    /// <summary>PyTorch's names in the order of libtorch's numbers (c10/core/ScalarType.h); 8, complex of half precision, TorchSharp does not name either.</summary>
    [Theory]
    [InlineData(0, "uint8")]
    [InlineData(1, "int8")]
    [InlineData(2, "int16")]
    [InlineData(3, "int32")]
    [InlineData(4, "int64")]
    [InlineData(5, "float16")]
    [InlineData(6, "float32")]
    [InlineData(7, "float64")]
    [InlineData(8, "complex32")]
    [InlineData(9, "complex64")]
    [InlineData(10, "complex128")]
    [InlineData(11, "bool")]
    [InlineData(12, "qint8", true)]
    [InlineData(13, "quint8", true)]
    [InlineData(14, "qint32", true)]
    [InlineData(15, "bfloat16")]
    [InlineData(16, "quint4x2", true)]
    [InlineData(17, "quint2x4", true)]
    public void NamesAreThoseOfPyTorch(int number, string name, bool quantised = false) =>
        Assert.Equal((name, quantised), (DTypes.Name((ScalarType)number), DTypes.IsQuantised((ScalarType)number)));
}
