using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;
using static TorchSharp.torchvision.transforms.functional;

namespace Standins.Tests.Vision;

/// <summary>Transforms and boxes against torchvision's own.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class TorchvisionTests
{
    private const InterpolationMode Smooth = InterpolationMode.Bilinear;

    /// <summary>What is done to an image here and in Python, where F are torchvision's functions and I its interpolations.</summary>
    private static readonly (Func<Tensor, Tensor> Compute, string Python)[] OnAny =
    [
        (x => adjust_brightness(x, 1.3), "F.adjust_brightness(x, 1.3)"),
        (x => adjust_contrast(x, 0.4), "F.adjust_contrast(x, 0.4)"),
        (x => adjust_saturation(x, 1.7), "F.adjust_saturation(x, 1.7)"),
        (x => adjust_hue(x, 0.2), "F.adjust_hue(x, 0.2)"),
        (x => adjust_gamma(x, 2.2, 0.9), "F.adjust_gamma(x, 2.2, 0.9)"),
        (x => adjust_sharpness(x, 1.7), "F.adjust_sharpness(x, 1.7)"),
        (autocontrast, "F.autocontrast(x)"),
        (invert, "F.invert(x)"),
        (x => solarize(x, is_floating_point(x) ? 0.4 : 100), "F.solarize(x, 0.4 if x.is_floating_point() else 100)"),
        (x => rgb_to_grayscale(x), "F.rgb_to_grayscale(x)"),
        (x => rgb_to_grayscale(x, 3), "F.rgb_to_grayscale(x, 3)"),
        (x => convert_image_dtype(x, ScalarType.Float64), "F.convert_image_dtype(x, torch.float64)"),
        (x => convert_image_dtype(x, ScalarType.Byte), "F.convert_image_dtype(x, torch.uint8)"),
        (hflip, "F.hflip(x)"),
        (vflip, "F.vflip(x)"),
        (x => crop(x, -2, 3, 8, 11), "F.crop(x, -2, 3, 8, 11)"),
        (x => center_crop(x, 4, 7), "F.center_crop(x, (4, 7))"),
        (x => center_crop(x, 5, 4), "F.center_crop(x, (5, 4))"),
        (x => pad(x, (1, 2, 3, 4)), "F.pad(x, [1, 2, 3, 4])"),
        (x => pad(x, (1, 2), 0.5), "F.pad(x, [1, 2], 0.5)"),
        (x => pad(x, 2, 0, PaddingModes.Reflect), "F.pad(x, 2, padding_mode='reflect')"),
        (x => pad(x, (1, 2, 3, 4), 0, PaddingModes.Replicate), "F.pad(x, [1, 2, 3, 4], padding_mode='edge')"),
        (x => erase(x, 1, 2, 3, 4, zeros(1, dtype: x.dtype)), "F.erase(x, 1, 2, 3, 4, torch.zeros(1, dtype=x.dtype))"),
        (x => resize(x, 6, -1), "F.resize(x, 6, I.NEAREST)"),
        (x => resize(x, 5, 7, Smooth), "F.resize(x, (5, 7), I.BILINEAR)"),
        (x => resize(x, 5, 7, Smooth, antialias: true), "F.resize(x, (5, 7), I.BILINEAR, antialias=True)"),
        (x => resize(x, 14, 20, InterpolationMode.Bicubic), "F.resize(x, (14, 20), I.BICUBIC)"),
        (x => resize(x, 9, -1, Smooth, 10), "F.resize(x, 9, I.BILINEAR, max_size=10)"),
        (x => resized_crop(x, 1, 2, 6, 7, 5, 4), "F.resized_crop(x, 1, 2, 6, 7, (5, 4), I.NEAREST)"),
        (x => gaussian_blur(x, [5, 3], [0.7f, 1.5f]), "F.gaussian_blur(x, [5, 3], [0.7, 1.5])"),
        (x => gaussian_blur(x, [3], []), "F.gaussian_blur(x, 3)"),
        (x => affine(x, [10f, -5], 30, [2, -1], 1.2f, Smooth), "F.affine(x, 30, [2, -1], 1.2, [10., -5.], I.BILINEAR)"),
        (x => affine(x, [0f, 12], -75, [0, 3], 0.8f), "F.affine(x, -75, [0, 3], 0.8, [0., 12.])"),
        (x => affine(x, 20f, fill: 0.5f), "F.affine(x, 0, [0, 0], 1, [20., 0.], fill=0.5)"),
        (x => rotate(x, 25), "F.rotate(x, 25)"),
        (x => rotate(x, -40, Smooth, true), "F.rotate(x, -40, I.BILINEAR, True)"),
        (x => rotate(x, 100, Smooth, center: (3, 1), fill: [1f, 0.5f, 0.25f]),
            "F.rotate(x, 100, I.BILINEAR, center=[3, 1], fill=[1., 0.5, 0.25])"),
        (x => perspective(x, [[0, 0], [11, 0], [11, 8], [0, 8]], [[1, 2], [10, 1], [9, 8], [0, 7]]),
            "F.perspective(x, [[0, 0], [11, 0], [11, 8], [0, 8]], [[1, 2], [10, 1], [9, 8], [0, 7]])"),
        (x => torchvision.utils.make_grid(x, 1, 3, pad_value: 1), "torchvision.utils.make_grid(x, 1, 3, pad_value=1)"),
        (x => torchvision.utils.make_grid(x[0]), "torchvision.utils.make_grid(x[0])"),
    ];

    private static readonly (Func<Tensor, Tensor> Compute, string Python)[] OnFloats =
    [
        (x => normalize(x, [0.5, 0.4, 0.3], [0.2, 0.3, 0.4]), "F.normalize(x, [0.5, 0.4, 0.3], [0.2, 0.3, 0.4])"),
        (x => torchvision.utils.make_grid(x * 7, normalize: true, scale_each: true),
            "torchvision.utils.make_grid(x * 7, normalize=True, scale_each=True)"),
        (x => torchvision.utils.make_grid(x, normalize: true, value_range: (0.2, 0.6)),
            "torchvision.utils.make_grid(x, normalize=True, value_range=(0.2, 0.6))"),
    ];

    private static readonly (Func<Tensor, Tensor> Compute, string Python)[] OnBytes =
    [
        (x => posterize(x, 3), "F.posterize(x, 3)"), (equalize, "F.equalize(x)"),
    ];

    private static readonly (Func<Tensor, Tensor> Compute, string Python)[] All = [.. OnAny, .. OnFloats, .. OnBytes];

    public static IEnumerable<TheoryDataRow<int, string>> Cases => All.Select((test, k) => new TheoryDataRow<int, string>(k, test.Python));

    /// <summary>Floats to 1e-5; bytes are the same.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void TransformsEqualTorchvision(int index, string python)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        if (index < OnAny.Length + OnFloats.Length)
            Compare(index, python, rand([2, 3, 9, 12], generator: generator));
        if (index < OnAny.Length || index >= OnAny.Length + OnFloats.Length)
            Compare(index, python, randint(0, 256, [2, 3, 9, 12], ScalarType.Byte, generator: generator));
    }

    private static void Compare(int index, string python, Tensor image)
    {
        var expected = PyTorch.RunVision(
            $"""
            import torchvision
            from torchvision.transforms import functional as F, InterpolationMode as I
            out['y'] = {python}
            """,
            ("x", image.clone()))["y"];
        var actual = All[index].Compute(image);
        Assert.Equal(expected.dtype, actual.dtype);
        Close.To(expected, actual, expected.dtype == ScalarType.Byte ? 0 : 1e-5, python);
    }

    private static Tensor Boxes(long count, Generator generator)
    {
        var corner = rand([count, 2], ScalarType.Float64, generator: generator) * 10;
        return cat([corner, corner + rand([count, 2], ScalarType.Float64, generator: generator) * 5 + 0.5], 1);
    }

    /// <summary>What is computed of boxes a and b here and in Python, with the same text but for ops.</summary>
    private static (Tensor Value, string Python) Both(Tensor value, [CallerArgumentExpression(nameof(value))] string text = "") =>
        (value, Regex.Replace(
            text, @"nn\.Reduction\.(\w+)|ops\.BoxFormats\.(\w+)",
            m => $"'{m.Groups[1].Value.ToLowerInvariant()}{m.Groups[2].Value}'"));

    [Fact]
    public void BoxesEqualTorchvision()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var (a, b, s) = (Boxes(40, generator), Boxes(40, generator), rand([40], ScalarType.Float64, generator: generator));
        var (t, m) = (s.gt(0.5).to_type(ScalarType.Float64), rand([4, 6, 7], generator: generator).gt(0.8));
        m[.., 2, 3] = tensor(true);
        (Tensor Value, string Python)[] pairs =
        [
            Both(ops.box_area(a)), Both(ops.box_iou(a, b)), Both(ops.generalized_box_iou(a, b)),
            Both(ops.distance_box_iou(a, b)), Both(ops.complete_box_iou(a, b)),
            Both(ops.generalized_box_iou_loss(a, b)), Both(ops.distance_box_iou_loss(a, b, nn.Reduction.Mean)),
            Both(ops.complete_box_iou_loss(a, b, nn.Reduction.Sum)),
            Both(ops.box_convert(a, ops.BoxFormats.xyxy, ops.BoxFormats.cxcywh)),
            Both(ops.box_convert(a, ops.BoxFormats.xywh, ops.BoxFormats.xyxy)),
            Both(ops.box_convert(a, ops.BoxFormats.cxcywh, ops.BoxFormats.xywh)),
            Both(ops.nms(a, s, 0.1)), Both(ops.nms(a, s, 0.3)), Both(ops.nms(b, s, 0.7)), Both(ops.masks_to_boxes(m)),
            Both(ops.sigmoid_focal_loss(s - 0.5, t, 0.3, 1.5)), Both(ops.sigmoid_focal_loss(s - 0.5, t, -1.0, 2.0, nn.Reduction.Mean)),
        ];
        var expected = PyTorch.RunVision(
            "from torchvision import ops\n" + string.Join('\n', pairs.Select((pair, k) => $"out['{k}'] = {pair.Python}")),
            ("a", a), ("b", b), ("s", s), ("t", t), ("m", m));
        for (int k = 0; k < pairs.Length; k++)
        {
            Assert.Equal(expected[$"{k}"].dtype, pairs[k].Value.dtype);
            Close.To(expected[$"{k}"], pairs[k].Value, 1e-10, pairs[k].Python);
        }
        Assert.InRange(expected["12"].numel(), 2, 39);
    }
}
