using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Standins.Tests.NN;

/// <summary>What functional has beyond the layers, against PyTorch: values and the gradient of the first input.</summary>
public sealed class FunctionalTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Here, long[] Shape)> All = new()
    {
        ["F.normalize(x, 3, 0)"] = (x => normalize(x, 3, 0), [3, 4]),
        ["F.grid_sample(x, torch.linspace(-1.3, 1.3, 24).reshape(1, 3, 4, 2), padding_mode='border')"] =
            (x => grid_sample(x, linspace(-1.3, 1.3, 24, x.dtype).reshape(1, 3, 4, 2), padding_mode: GridSamplePaddingMode.Border),
                [1, 2, 5, 4]),
        ["F.grid_sample(x, torch.linspace(-1.3, 1.3, 24).reshape(1, 3, 4, 2), mode='nearest', padding_mode='reflection', align_corners=True)"] =
            (x => grid_sample(x, linspace(-1.3, 1.3, 24, x.dtype).reshape(1, 3, 4, 2), GridSampleMode.Nearest,
                GridSamplePaddingMode.Reflection, true), [1, 2, 5, 4]),
        ["F.affine_grid(x, (2, 1, 3, 4))"] = (x => affine_grid(x, [2, 1, 3, 4]), [2, 2, 3]),
        ["F.interpolate(x, scale_factor=0.6, mode='area')"] = (x => interpolate(x, null, [0.6], InterpolationMode.Area), [1, 2, 5, 7]),
        ["F.interpolate(x, scale_factor=1.7, mode='nearest-exact')"] = (x => interpolate(x, null, [1.7], InterpolationMode.NearestExact),
        [1, 2, 5, 7]),
        ["F.interpolate(x, scale_factor=1.7, mode='bilinear', recompute_scale_factor=True)"] =
            (x => interpolate(x, null, [1.7], InterpolationMode.Bilinear, recompute_scale_factor: true), [1, 2, 5, 7]),
        ["F.interpolate(x, (3, 4), mode='bicubic', antialias=True)"] = (x => interpolate(x, [3, 4], null, InterpolationMode.Bicubic,
        antialias: true), [1, 2, 5, 7]),
        ["F.upsample(x, scale_factor=2)"] = (x => upsample(x, null, [2]), [1, 2, 5, 4]),
        ["F.upsample_bilinear(x, (4, 7))"] = (x => upsample_bilinear(x, [4, 7], align_corners: true), [1, 2, 5, 4]),
        ["F.interpolate(x, 9)"] = (x => upsample_nearest1d(x, 9, null), [1, 2, 5]),
        ["F.interpolate(x, scale_factor=(2.0, 3.0))"] = (x => upsample_nearest2d(x, null, [2, 3]), [1, 2, 5, 4]),
        ["F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2, output_size=(1, 2, 5, 6))"] = (x =>
        {
            var (pooled, indices) = max_pool2d_with_indices(x, [2, 2]);
            return max_unpool2d(pooled, indices, [2, 2], output_size: [1, 2, 5, 6]);
        }, [1, 2, 5, 6]),
        ["F.max_unpool1d(*F.max_pool1d(x, 3, 2, return_indices=True), 3, 2)"] = (x =>
        {
            var (pooled, indices) = max_pool1d_with_indices(x, 3, 2);
            return max_unpool1d(pooled, indices, 3, 2);
        }, [1, 2, 7]),
        ["F.max_unpool3d(*F.max_pool3d(x, 2, return_indices=True), 2)"] = (x =>
        {
            var (pooled, indices) = max_pool3d_with_indices(x, [2, 2, 2]);
            return max_unpool3d(pooled, indices, [2, 2, 2]);
        }, [1, 2, 4, 4, 4]),
        ["F._scaled_dot_product_attention(x, x + 1, x.cos())[0]"] = (x => scaled_dot_product_attention(x, x + 1, x.cos()), [2, 3, 5, 4]),
        ["F._scaled_dot_product_attention(x, x + 1, x.cos(), is_causal=True)[0]"] =
            (x => scaled_dot_product_attention(x, x + 1, x.cos(), is_casual: true), [2, 3, 5, 4]),
        ["F._scaled_dot_product_attention(x, x, x, torch.tensor([[True, False], [True, True]]))[0]"] =
            (x => scaled_dot_product_attention(x, x, x, tensor(new[,] { { true, false }, { true, true } })), [3, 2, 4]),
        ["F.pad(x, (1, 2), mode='circular')"] = (x => pad(x, (1, 2), PaddingModes.Circular), [1, 2, 5]),
        ["F.pad(x, (1, 0, 2, 1), value=3)"] = (x => pad(x, (1, 0, 2, 1), PaddingModes.Constant, 3), [1, 2, 5]),
        ["F.conv2d(x, torch.linspace(-1, 1, 36, dtype=x.dtype).reshape(2, 2, 3, 3), padding='same')"] =
            (x => conv2d_padding(x, linspace(-1, 1, 36, x.dtype).reshape(2, 2, 3, 3), padding: Padding.Same), [1, 2, 5, 4]),
        ["F.conv_transpose2d(x, torch.linspace(-1, 1, 36, dtype=x.dtype).reshape(2, 2, 3, 3), stride=2, output_padding=1, dilation=2)"] =
            (x => conv_transpose2d(x, linspace(-1, 1, 36, x.dtype).reshape(2, 2, 3, 3), null, [2, 2], null, [1, 1], [2, 2]), [1, 2, 5, 4]),
        ["F.instance_norm(x)"] = (x => instance_norm(x), [2, 3, 5]),
        ["F.softmax(x, 1, dtype=torch.float64)"] = (x => softmax(x, 1, ScalarType.Float64), [2, 3]),
        ["F.celu(x, 0.7)"] = (x => celu(x, 0.7), [4, 5]),
        ["F.hardtanh(x.clone(), -0.5, 0.3, inplace=True)"] = (x => hardtanh(x.clone(), -0.5, 0.3, inplace: true), [4, 5]),
        ["F.relu(x.clone(), inplace=True)"] = (x => relu(x.clone(), inplace: true), [4, 5]),
        ["F.dropout(x, 0.3, False)"] = (x => dropout(x, 0.3, false), [4, 5]),
        ["F.smooth_l1_loss(x, x.detach() * 2, beta=0.3)"] = (x => smooth_l1_loss(x, x.detach() * 2, beta: 0.3), [4, 5]),
    };

    /// <summary>The Python texts, which name what is called as C# does.</summary>
    internal static IEnumerable<string> Texts => All.Keys;

    public static IEnumerable<TheoryDataRow<string>> Cases => All.Keys.Select(python => new TheoryDataRow<string>(python));

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorch(string python)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(21);
        var (here, shape) = All[python];
        foreach (var (type, tolerance) in new[] { (ScalarType.Float32, 1e-5), (ScalarType.Float64, 1e-10) })
        {
            var x = randn(shape, type, generator: generator);
            var expected = PyTorch.Run(
                $"""
                import warnings; warnings.simplefilter('ignore')
                torch.set_default_dtype(x.dtype)
                x.requires_grad_()
                out['y'] = {python}
                (out['y'] * torch.linspace(-1, 2, out['y'].numel()).reshape(out['y'].shape)).sum().backward()
                out['g'] = x.grad
                """,
                ("x", x));
            x.requires_grad = true;
            var y = here(x);
            (y * linspace(-1, 2, y.numel(), type).reshape(y.shape)).sum().backward();
            Close.To(expected["y"], y, tolerance, python);
            Close.To(expected["g"], x.grad!, tolerance, "gradient of " + python);
        }
    }

    /// <summary>What detaches its input has another difference than derivative.</summary>
    public static IEnumerable<TheoryDataRow<string>> Differentiable => Cases.Where(row => !row.Data.Contains("detach", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void GradientEqualsDifferences(string python)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(21);
        var (here, shape) = All[python];
        var x = randn(shape, ScalarType.Float64, generator: generator);
        Differences.Check(() => here(x) is var y ? (y * linspace(-1, 2, y.numel(), y.dtype).reshape(y.shape)).sum() : x, [x]);
    }

    [Fact]
    public void CountingAndMisuse()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0L, 0, 1, 1, 0, 0], one_hot(tensor(new long[] { 2, 0 })).data<long>().ToArray());
        Assert.Equal([2L, 5], one_hot(tensor(new long[] { 2, 0 }), 5).shape);
        Assert.Throws<ArgumentException>(() => interpolate(ones(1, 1, 3)));
        Assert.Throws<ArgumentException>(() => interpolate(ones(1, 1, 3), [2], null, InterpolationMode.Bilinear));
        Assert.Throws<ArgumentException>(() => interpolate(ones(1, 1, 3), [2], null, InterpolationMode.Nearest, align_corners: true));
        Assert.Throws<ArgumentException>(() => max_unpool1d(ones(1, 1, 2), zeros(1, 1, 2, ScalarType.Int64), 2, output_size: [9]));
        Assert.Throws<ArgumentException>(() => gaussian_nll_loss(ones(2), ones(2), -ones(2)));
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3).call(ones(1, 2, 5, 5)));
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3, Padding.Same, stride: 2));
        Assert.Throws<ArgumentException>(() => nn.BatchNorm2d(3).call(ones(2, 3)));
        Assert.Throws<ArgumentException>(() => nn.EmbeddingBag(3, 4).call(zeros(2, ScalarType.Int64)));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => nn.Linear(3, 4).call(ones(2, 2)));
    }
}
