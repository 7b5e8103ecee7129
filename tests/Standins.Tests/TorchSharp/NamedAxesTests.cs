using System.Runtime.InteropServices;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Axes with names, against PyTorch.</summary>
public sealed class NamedAxesTests
{
    [Theory]
    [InlineData("x.align_to('C', 'N', 'W')", 0)]
    [InlineData("x.align_to('N', 'X', 'C', 'W')", 1)]
    [InlineData("x.align_to('W', '...')", 2)]
    [InlineData("x.rename(None).refine_names('A', ..., 'B')", 3)]
    [InlineData("x[0].align_as(x)", 6)]
    [InlineData("x.flatten(['C', 'W'], 'F')", 4)]
    [InlineData("x.unflatten('W', (('A', 2), ('B', 2)))", 5)]
    public void EqualPyTorch(string python, int index)
    {
        using var scope = NewDisposeScope();
        var values = arange(24, ScalarType.Float32).reshape(2, 3, 4);
        var expected = PyTorch.Run($"""
            import warnings; warnings.simplefilter('ignore')
            x = x.refine_names('N', 'C', 'W')
            y = {python.Replace("'...'", "...", StringComparison.Ordinal)}
            out['names'], out['y'] = [n or '' for n in y.names], y.rename(None)
            """, ("x", values));
        var x = values.refine_names("N", "C", "W");
        Tensor[] all =
        [
            x.align_to("C", "N", "W"), x.align_to("N", "X", "C", "W"), x.align_to(new List<string> { "W", "..." }),
            values.refine_names("A", "...", "B"),
            x.flatten(["C", "W"], "F"), x.unflatten("W", ("A", 2), ("B", 2)), x[0].align_as(x),
        ];
        Assert.Equal(expected.Get<string[]>("names"), all[index].names);
        Close.To(expected["y"], all[index].rename(null), 0, python);
        Assert.False(values.has_names());
    }

    [Fact]
    public void NamesThatDoNotFitAreErrors()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 3).refine_names("N", "C");
        Assert.Throws<ExternalException>(() => x.align_to("N"));
        Assert.Throws<ExternalException>(() => x.refine_names("N", "D"));
        Assert.Throws<ExternalException>(() => x.flatten(["C", "N"], "F"));
        Assert.Throws<ArgumentException>(() => x.refine_names("A", "B", "...", "C"));
    }
}
