using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Storages, results into a given tensor, tensors over files, switches of the process.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class MemoryTests
{
    [Fact]
    public void AStorageIsTheMemoryOfAllViews()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, ScalarType.Float32).reshape(2, 3);
        using var storage = x[1].storage<float>();
        Assert.Equal(6, storage.Count);
        Assert.Equal(24ul, storage.nbytes());
        Assert.Equal(4, storage.element_size());
        storage[4] = 9;
        Assert.Equal(9, x[1, 1].item<float>());
        storage[(0, 2)] = 7;
        Assert.Equal([7f, 7, 2, 3, 9, 5], storage.ToArray());
        using var tail = storage[4..];
        Assert.Equal([9f, 5], tail.tolist());
        storage[..2] = tail;
        Assert.Equal([9f, 5, 2, 3, 9, 5], x.flatten().data<float>().ToArray());
        Assert.Equal(2, storage.IndexOf(2));
        Assert.False(storage.Contains(1));
        Assert.True(is_storage(storage));
        using var whole = storage.@long();
        Assert.Equal([9L, 5, 2, 3, 9, 5], whole);
        storage.fill_(1);
        Assert.Equal(6, x.sum().item<float>());
        Assert.Throws<ArgumentException>(() => x.storage<double>());
        Assert.Throws<ArgumentException>(() => storage[..3] = tail);
        Assert.Throws<NotSupportedException>(() => storage.cuda());
    }

    [Fact]
    public void AStorageOutlivesItsTensor()
    {
        using var storage = tensor(new[] { 1f, 2 }).storage<float>();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal([1f, 2], storage.ToArray());
    }

    [Fact]
    public void ResultsGoIntoAGivenTensor()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run("""
            torch.manual_seed(4)
            out['rand'], out['randn'], out['randint'] = torch.rand(2, 3), torch.randn(4), torch.randint(9, (5,), dtype=torch.float32)
            """);
        manual_seed(4);
        var target = empty(0);
        target.rand_out(2, 3);
        Close.To(expected["rand"], target, 0, "rand");
        randn(0);
        target.randn_out(4);
        Close.To(expected["randn"], target, 0, "randn");
        randint_out(target, 9, [5]);
        Close.To(expected["randint"], target, 0, "randint");
        target.arange_out(1, 7, 2);
        Assert.Equal([1f, 3, 5], target.data<float>().ToArray());
    }

    [Fact]
    public void ATensorReadsAFile()
    {
        using var scope = NewDisposeScope();
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        Assert.Equal([1.5f, -2], from_file(path, size: 2, dtype: ScalarType.Float32).data<float>().ToArray());
        File.Delete(path);
    }

    [Fact]
    public void AStateOfTheGeneratorComesBack()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        randn(3);
        var state = get_rng_state();
        var first = randn(5);
        set_rng_state(state);
        Close.To(first, randn(5), 0, "after the state was set again");
        var expected = PyTorch.Run("torch.manual_seed(8); torch.randn(3); out['x'] = torch.randn(5)");
        Close.To(expected["x"], first, 0, "PyTorch's numbers");
    }

    [Fact]
    public void SwitchesAreKept()
    {
        bool before = backends.cuda.matmul.allow_tf32, other = backends.cudnn.allow_tf32;
        backends.cuda.matmul.allow_tf32 = !before;
        Assert.Equal(!before, backends.cuda.matmul.allow_tf32);
        Assert.Equal(other, backends.cudnn.allow_tf32);
        backends.cuda.matmul.allow_tf32 = before;
        backends.cuda.enable_math_sdp(false);
        Assert.False(backends.cuda.math_sdp_enabled());
        backends.cuda.enable_math_sdp(true);
        Assert.True(backends.cuda.math_sdp_enabled());
    }

    [Theory]
    [InlineData(HistogramBinSelector.Doane)]
    [InlineData(HistogramBinSelector.Rice)]
    [InlineData(HistogramBinSelector.Scott)]
    [InlineData(HistogramBinSelector.Sqrt)]
    [InlineData(HistogramBinSelector.Stone)]
    [InlineData(HistogramBinSelector.Sturges)]
    public void BinsFollowNumPysRules(HistogramBinSelector rule)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var x = randn(400, ScalarType.Float64, generator: generator).exp();
        foreach (var (range, text) in new ((double, double)?, string)[] { (null, "None"), ((0.5, 3), "(0.5, 3)") })
        {
            var expected = PyTorch.Run($"""
                import numpy
                h, e = numpy.histogram(x.numpy(), bins='{rule.ToString().ToLowerInvariant()}', range={text})
                out['h'], out['e'] = torch.tensor(h, dtype=torch.float64), torch.tensor(e)
                """, ("x", x));
            var (hist, edges) = histogram(x, rule, range);
            Close.To(expected["e"], edges, 1e-12, $"{rule} edges");
            Close.To(expected["h"], hist, 0, $"{rule} counts");
        }
    }

    [Fact]
    public void AHistogramIsAlsoItsLastArgument()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0f, 1, 1, 2 });
        var result = histogram(x, 2, (0, 2), out var same);
        Assert.Equal([1f, 3], same.hist.data<float>().ToArray());
        Assert.Same(result.hist, same.hist);
        histogram(x, tensor(new[] { 0f, 1, 2 }), out same);
        Assert.Equal([1f, 3], same.hist.data<float>().ToArray());
    }
}
