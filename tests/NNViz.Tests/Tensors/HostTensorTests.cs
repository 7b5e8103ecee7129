using System.Numerics;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Tests.Tensors;

public class HostTensorTests
{
    [Fact]
    public void WideIntegersAndDoublesStayExact()
    {
        using var whole = tensor(new[] { 9007199254740993L, long.MinValue });
        using var real = tensor(new[] { 0.1, 1e-320 });
        var (host, doubles) = (HostTensor.Copy(whole), HostTensor.Copy(real));
        Assert.Equal([9007199254740993L, long.MinValue], host.Values<long>().ToArray());
        Assert.Equal(("9007199254740993", "-9223372036854775808"), (host.Text(0), host.Text(1)));
        Assert.Equal([0.1, 1e-320], doubles.Values<double>().ToArray());
        Assert.Equal("0.1", doubles.Text(0));
    }

    [Fact]
    public void EveryDtypeReadsAsItself()
    {
        foreach (var (dtype, text) in new[]
        {
            (ScalarType.Bool, "true"), (ScalarType.Byte, "2"), (ScalarType.Int8, "2"), (ScalarType.Int16, "2"), (ScalarType.Int32, "2"),
                (ScalarType.Int64, "2"),
            (ScalarType.Float16, "2.5"), (ScalarType.BFloat16, "2.5"), (ScalarType.Float32, "2.5"), (ScalarType.Float64, "2.5"),
            (ScalarType.ComplexFloat32, "2.5+0i"), (ScalarType.ComplexFloat64, "2.5+0i"),
        })
        {
            using var source = tensor(2.5).to_type(dtype);
            var host = HostTensor.Copy(source);
            Assert.Equal((dtype, text, 1), (host.DType, host.Text(0), host.Count));
            Assert.Empty(host.Shape);
        }
    }

    [Fact]
    public void ComplexNumbersArePairsAndConjugationIsCarriedOut()
    {
        using var source = complex(tensor(new[] { 3.0 }), tensor(new[] { 4.0 })).conj();
        var host = HostTensor.Copy(source);
        Assert.Equal([new Complex(3, -4)], host.Values<Complex>().ToArray());
        Assert.Equal(5, host[0]);
        Assert.Equal("3-4i", host.Text(0));
    }

    [Fact]
    public void AnyLayoutIsReadInRowMajorOrder()
    {
        using var source = arange(12, dtype: ScalarType.Int32).reshape(3, 4).t().narrow(0, 1, 2);
        var host = HostTensor.Copy(source);
        Assert.Equal([2, 3], host.Shape);
        Assert.Equal([1, 5, 9, 2, 6, 10], host.Values<int>().ToArray());
        using var sparse = sparse_coo_tensor(tensor(new[,] { { 1L } }), tensor(new[] { 5.0 }), [3]);
        Assert.Equal([0.0, 5.0, 0.0], HostTensor.Copy(sparse).ToDoubles());
    }

    [Fact]
    public void ALargeTensorIsCutToTheFirstEntriesOfEachAxis()
    {
        using var source = arange(6000, dtype: ScalarType.Int64).reshape(2, 30, 100);
        var host = HostTensor.Copy(source, maxElements: 200);
        Assert.True(host.IsTruncated);
        Assert.Equal([2, 10, 10], host.Shape);
        Assert.Equal([2, 30, 100], host.SourceShape);
        Assert.Equal(3000 + 1 * 100 + 9, host.Values<long>()[1 * 100 + 1 * 10 + 9]);
        Assert.False(HostTensor.Copy(source).IsTruncated);
    }

    /// <summary>Equal width is not enough: a Float32 read as int would be its bits.</summary>
    [Fact]
    public void ValuesAreReadAsTheirOwnTypeOnly()
    {
        using Tensor singles = tensor(new[] { 1f, 2 }), flags = tensor(new[] { true, false });
        var host = HostTensor.Copy(singles);
        string Refused<T>(HostTensor values)
            where T : unmanaged => Assert.Throws<ArgumentException>(() => values.Values<T>().ToArray()).Message;
        foreach (var message in new[] { Refused<int>(host), Refused<uint>(host), Refused<double>(host) })
        {
            Assert.Contains("float32", message, StringComparison.Ordinal);
            Assert.Contains("Values<Single>()", message, StringComparison.Ordinal);
            Assert.Contains("ToDoubles()", message, StringComparison.Ordinal);
        }
        Assert.Contains("Int32", Refused<int>(host), StringComparison.Ordinal);
        Assert.Equal([1f, 2], host.Values<float>().ToArray());
        Assert.Equal([true, false], HostTensor.Copy(flags).Values<bool>().ToArray());
        Assert.Equal([1, 0], HostTensor.Copy(flags).Values<byte>().ToArray());
        Assert.Contains("int64", Refused<double>(HostTensor.Copy(singles.to_type(ScalarType.Int64))), StringComparison.Ordinal);
        Assert.Equal([(Half)1, (Half)2], HostTensor.Copy(singles.to_type(ScalarType.Float16)).Values<Half>().ToArray());
        Assert.Equal([new Complex(1, 0), new Complex(2, 0)], HostTensor.Copy(singles.to_type(ScalarType.ComplexFloat64)).Values<Complex>().ToArray());
    }
}
