using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

public class OperatorTests
{
    [Fact]
    public void EveryOperatorOfTheTablesIsInLibtorch()
    {
        var missing = new List<string>();
        foreach (var field in typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.NonPublic))
        {
            var op = (Op)field.GetValue(null)!;
            try
            {
                op.Resolve();
            }
            catch (ExternalException)
            {
                missing.Add(op.Name);
            }
        }
        Assert.Empty(missing);
    }

    [Fact]
    public void AddsTensorsAndScalars()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        Assert.Equal([2f, 4, 6, 8], (x + x).data<float>().ToArray());
        Assert.Equal([0f, -1, -2, -3], (1 - x).data<float>().ToArray());
        Assert.Equal([1f, 0.5f, 1f / 3, 0.25f], (1 / x).data<float>().ToArray());
        Assert.Equal([2f, 2], x.shape.Select(v => (float)v));
        Assert.Equal(10f, x.sum().item<float>());
        Assert.Equal([2f, 4], x[TensorIndex.Colon, 1].data<float>().ToArray());
        Assert.Equal([3f, 4], x[x > 2].data<float>().ToArray());
    }

    [Fact]
    public void DifferentiatesAProduct()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2, 3 }, requires_grad: true);
        (x * x).sum().backward();
        Assert.Equal([2.0, 4, 6], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void ErrorsOfLibtorchAreExternalExceptions()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ExternalException>(() => zeros(2, 3).matmul(zeros(2, 3)));
        Assert.Contains("2x3", e.Message);
    }
}
