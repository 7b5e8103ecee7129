using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;
using static TorchSharp.torchvision.transforms.functional;

namespace Standins.Tests.Vision;

/// <summary>Transforms against hand calculation, laws, Python's colorsys and PyTorch's own operators.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class TransformTests
{
    private static Tensor Image(params long[] shape) => rand(shape);

    private static Tensor Bytes(params long[] shape) => randint(0, 256, shape, ScalarType.Byte);

    [Fact]
    public void ColoursFollowTheirFormulas()
    {
        using var scope = NewDisposeScope();
        var x = Image(3, 4, 5);
        Close.To((x * 0.5).clamp(0, 1), adjust_brightness(x, 0.5), 1e-6, "brightness");
        Close.To((x * 3).clamp(0, 1), adjust_brightness(x, 3), 1e-6, "brightness clips");
        var grey = 0.2989 * x[0] + 0.587 * x[1] + 0.114 * x[2];
        Close.To(grey.unsqueeze(0), rgb_to_grayscale(x), 1e-6, "grey");
        Close.To((0.4 * x + 0.6 * grey.mean()).clamp(0, 1), adjust_contrast(x, 0.4), 1e-6, "contrast");
        Close.To((0.4 * x + 0.6 * grey).clamp(0, 1), adjust_saturation(x, 0.4), 1e-6, "saturation");
        Close.To(x.pow(2.2) * 0.9, adjust_gamma(x, 2.2, 0.9), 1e-6, "gamma");
        Close.To(1 - x, invert(x), 1e-6, "invert");
        Close.To(where(x < 0.5, x, 1 - x), solarize(x, 0.5), 1e-6, "solarize");
        Assert.Throws<ArgumentException>(() => adjust_brightness(x, -1));
        var bytes = tensor(new byte[] { 0, 5, 200, 255 }).reshape(1, 2, 2);
        Assert.Equal(new byte[] { 255, 250, 55, 0 }, invert(bytes).data<byte>().ToArray());
        Assert.Equal(new byte[] { 0, 0, 192, 192 }, posterize(bytes, 2).data<byte>().ToArray());
        Assert.Equal(new byte[] { 0, 10, 255, 255 }, adjust_brightness(bytes, 2).data<byte>().ToArray());
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(-0.4)]
    public void HueTurnsLikeColorsys(double turn)
    {
        using var scope = NewDisposeScope();
        var x = Image(2, 3, 4, 5);
        x[0, 1, 0, 0] = x[0, 0, 0, 0];
        x[0, 2, 0, 0] = x[0, 0, 0, 0];
        var expected = PyTorch.Run(
            $"""
            import colorsys
            flat = x.double().permute(0, 2, 3, 1).reshape(-1, 3).tolist()
            def turn(p):
                h, s, v = colorsys.rgb_to_hsv(*p)
                return colorsys.hsv_to_rgb((h + {turn}) % 1, s, v)
            out['y'] = torch.tensor([turn(p) for p in flat]).reshape(2, 4, 5, 3).permute(0, 3, 1, 2)
            """,
            ("x", x));
        Close.To(expected["y"], adjust_hue(x, turn), 1e-5, "hue");
        Close.To(adjust_hue(x, turn), adjust_hue(x, turn * 360, degrees: true), 1e-6, "degrees");
    }

    [Fact]
    public void FiltersEqualPlainConvolutions()
    {
        using var scope = NewDisposeScope();
        var x = Image(2, 3, 7, 8);
        var expected = PyTorch.Run(
            """
            def bell(n, s):
                d = torch.exp(-0.5 * (torch.linspace(-(n - 1) / 2, (n - 1) / 2, n) / s) ** 2)
                return d / d.sum()
            k = torch.outer(bell(3, 1.5), bell(5, 0.7)).expand(3, 1, 3, 5)
            out['blur'] = F.conv2d(F.pad(x, (2, 2, 1, 1), mode='reflect'), k, groups=3)
            s = torch.ones(3, 3); s[1, 1] = 5
            soft = x.clone()
            soft[..., 1:-1, 1:-1] = F.conv2d(x, (s / 13).expand(3, 1, 3, 3), groups=3)
            out['sharp'] = (1.7 * x - 0.7 * soft).clamp(0, 1)
            """,
            ("x", x));
        Close.To(expected["blur"], gaussian_blur(x, [5, 3], [0.7f, 1.5f]), 1e-5, "blur");
        Close.To(expected["blur"], gaussian_blur(x, 3, 5, 0.7f, 1.5f), 1e-5, "blur by numbers");
        Close.To(expected["sharp"], adjust_sharpness(x, 1.7), 1e-5, "sharpness");
    }

    [Fact]
    public void EqualizingFollowsTheHistogram()
    {
        using var scope = NewDisposeScope();
        var x = Bytes(1, 9, 11).div(3, RoundingMode.floor).to_type(ScalarType.Byte);
        var values = x.data<byte>().ToArray();
        var step = values.Count(v => v != values.Max()) / 255;
        Assert.Equal(0, step);
        Assert.Equal(values, equalize(x).data<byte>().ToArray());
        // 1024 pixels of 4 values: step (1024 − 256)/255 = 3; (pixels below + 1)/3, clipped.
        var four = tensor(Enumerable.Range(0, 1024).Select(k => (byte)(k / 256 * 50)).ToArray()).reshape(1, 32, 32);
        Assert.Equal(new byte[] { 0, 85, 171, 255 }, equalize(four).data<byte>().ToArray().Distinct());
        Assert.Throws<ArgumentException>(() => equalize(Image(3, 2, 2)));
    }

    [Fact]
    public void AutocontrastStretchesEachChannel()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0.2f, 0.4f, 0.6f, 0.3f, 0.3f, 0.3f }).reshape(2, 1, 3);
        Close.To(tensor(new[] { 0f, 0.5f, 1f, 0.3f, 0.3f, 0.3f }).reshape(2, 1, 3), autocontrast(x), 1e-6, "stretched");
    }

    [Fact]
    public void ShapesAreCutAndMirrored()
    {
        using var scope = NewDisposeScope();
        var x = arange(20).reshape(1, 4, 5);
        Assert.Equal([7L, 8, 12, 13], crop(x, 1, 2, 2, 2).data<long>().ToArray());
        Assert.Equal([0L, 0, 0, 0, 0, 1, 0, 5, 6], crop(x, -1, -1, 3, 3).data<long>().ToArray());
        Assert.Equal([1L, 2, 2], center_crop(x, 2, 2).shape);
        Assert.Equal([4L, 3, 2, 1, 0], hflip(x)[0, 0].data<long>().ToArray());
        Assert.Equal([15L, 16, 17, 18, 19], vflip(x)[0, 0].data<long>().ToArray());
        Assert.Equal([1L, 4 + 2 + 4, 5 + 1 + 3], pad(x, (1, 2, 3, 4)).shape);
        Assert.Equal([7L], pad(x, (1, 2, 3, 4), 7)[0, 0, 0].data<long>().ToArray());
        var erased = erase(x, 1, 1, 2, 2, tensor(-1L));
        Assert.Equal(4, erased.lt(0).sum().item<long>());
        Assert.Equal(0, x.lt(0).sum().item<long>());
        Assert.Throws<ArgumentException>(() => resized_crop(x, 3, 3, 4, 4, 2, 2));
    }

    [Theory]
    [InlineData(InterpolationMode.Nearest, "nearest", false)]
    [InlineData(InterpolationMode.Bilinear, "bilinear", false)]
    [InlineData(InterpolationMode.Bilinear, "bilinear", true)]
    [InlineData(InterpolationMode.Bicubic, "bicubic", true)]
    public void ResizingEqualsInterpolate(InterpolationMode mode, string python, bool antialias)
    {
        using var scope = NewDisposeScope();
        var x = Image(3, 9, 12);
        var expected = PyTorch.Run(
            $"out['y'] = F.interpolate(x[None], (5, 7), mode='{python}'{(antialias ? ", antialias=True" : "")})[0]", ("x", x));
        Close.To(expected["y"], resize(x, 5, 7, mode, antialias: antialias), 1e-5, python);
        Assert.Equal([3L, 6, 8], resize(x, 6, -1).shape);
        Assert.Equal([3L, 7, 10], resize(x, 9, -1, maxSize: 10).shape);
        Assert.Equal(ScalarType.Byte, resize(Bytes(3, 4, 4), 2, 2, InterpolationMode.Bilinear).dtype);
    }

    [Fact]
    public void RightAnglesAndShiftsAreExact()
    {
        using var scope = NewDisposeScope();
        var x = Image(2, 3, 6, 6);
        Close.To(x, rotate(x, 0), 1e-6, "no rotation");
        Close.To(x.rot90(1, (-2, -1)), rotate(x, 90), 1e-6, "quarter turn");
        Close.To(x.rot90(2, (-2, -1)), rotate(x, 180, InterpolationMode.Bilinear), 1e-5, "half turn");
        var wide = Image(3, 4, 8);
        Close.To(wide.rot90(1, (-2, -1)), rotate(wide, 90, expand: true), 1e-6, "expanded");
        var moved = affine(x, translate: [2, -1]);
        Close.To(x.narrow(2, 1, 5).narrow(3, 0, 4), moved.narrow(2, 0, 5).narrow(3, 2, 4), 1e-6, "shift");
        var filled = affine(x, translate: [2, 0], fill: 0.25f);
        Close.To(full([2, 3, 6, 2], 0.25f), filled.narrow(3, 0, 2), 1e-6, "fill");
        Close.To(x, affine(x, scale: 1, shear: [0f, 0f]), 1e-6, "nothing");
        IList<IList<int>> corners = [[0, 0], [5, 0], [5, 5], [0, 5]];
        Close.To(x, perspective(x, corners, corners), 1e-4, "no perspective");
        IList<IList<int>> mirrored = [[5, 0], [0, 0], [0, 5], [5, 5]];
        var inner = perspective(x, corners, mirrored);
        Assert.Equal(x.shape, inner.shape);
    }

    [Fact]
    public void ChanceIsRepeatable()
    {
        using var scope = NewDisposeScope();
        var x = Image(3, 16, 20);
        ITransform[] all =
        [
            transforms.RandomHorizontalFlip(), transforms.RandomResizedCrop(8), transforms.RandomRotation(30),
            transforms.RandomPerspective(p: 1),
            transforms.ColorJitter(0.3f, 0.3f, 0.3f, 0.1f), transforms.RandomChoice(transforms.Invert(), transforms.VerticalFlip()),
            transforms.RandomOrder(transforms.Invert(), transforms.VerticalFlip()), transforms.RandomApply([transforms.Invert()]),
            transforms.GaussianBlur(3), transforms.RandomGrayscale(), transforms.RandomSolarize(0.5), transforms.RandomAdjustSharpness(2),
        ];
        foreach (var (transform, k) in all.Select((t, k) => (t, k)))
        {
            manual_seed(k);
            var first = transform.call(x);
            manual_seed(k);
            Close.To(first, transform.call(x), 0, $"transform {k}");
        }
        var flips = Enumerable.Range(0, 400).Count(_ => !transforms.RandomHorizontalFlip(0.25).call(x).allclose(x));
        Assert.InRange(flips, 70, 130);
    }

    [Fact]
    public void TypesAreConvertedWithTheirRange()
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(new byte[] { 0, 128, 255 });
        Close.To(tensor(new[] { 0f, 128f / 255, 1f }), convert_image_dtype(bytes), 1e-6, "to float");
        Assert.Equal(bytes.data<byte>().ToArray(), convert_image_dtype(convert_image_dtype(bytes), ScalarType.Byte).data<byte>().ToArray());
        Assert.Equal([0, 128 << 23, 255 << 23], convert_image_dtype(bytes, ScalarType.Int32).data<int>().ToArray());
        Assert.Throws<ArgumentException>(() => convert_image_dtype(ones(1), ScalarType.Int64));
        var normal = transforms.Normalize([0.5, 0.25], [0.5, 2]).call(ones(2, 1, 1));
        Close.To(tensor(new[] { 1f, 0.375f }).reshape(2, 1, 1), normal, 1e-6, "normalized");
        Assert.Throws<ArgumentException>(() => normalize(ones(3, 1, 1), [0.5], [0.5]));
    }

    [Fact]
    public void AGridShowsEveryImage()
    {
        using var scope = NewDisposeScope();
        var images = Image(5, 3, 2, 4);
        var grid = torchvision.utils.make_grid(images, nrow: 3, padding: 1, pad_value: 9);
        Assert.Equal([3L, 2 * 3 + 1, 3 * 5 + 1], grid.shape);
        for (var k = 0; k < 5; k++)
            Close.To(images[k], grid.narrow(1, k / 3 * 3 + 1, 2).narrow(2, k % 3 * 5 + 1, 4), 0, $"image {k}");
        Assert.Equal(grid.numel() - 5 * 3 * 8, grid.eq(9).sum().item<long>());
        var scaled = torchvision.utils.make_grid(images * 7 - 2, normalize: true, scale_each: true, padding: 0);
        Assert.Equal((0.0, 1.0), (scaled.min().ToDouble(), Math.Round(scaled.max().ToDouble(), 5)));
        Assert.Equal([3L, 6, 7], torchvision.utils.make_grid(Image(6, 7)).shape);
    }
}
