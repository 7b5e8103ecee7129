using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;
using static TorchSharp.torchvision.transforms.functional;

namespace Standins.Tests.Vision;

/// <summary>Augmentation by policies: what each operation does, and what chance does.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class AugmentTests
{
    private sealed class Operations : autoaugment
    {
        public static Tensor Apply(string name, Tensor image, double magnitude = 0, InterpolationMode mode = InterpolationMode.Nearest) =>
            apply_op(image, Enum.Parse<opType>(name), magnitude, mode, [7f]);
    }

    private static Tensor Image() => arange(75, ScalarType.Byte).reshape(3, 5, 5);

    [Fact]
    public void ShearsMoveEachLineByItsDistanceFromTheCorner()
    {
        using var scope = NewDisposeScope();
        var image = Image();
        var (along, down) = (full_like(image, 7), full_like(image, 7));
        // At slope 2 the middle of line k is 2k + 1 pixels away from where it was.
        for (int k = 0; k < 5; k++)
        {
            for (int to = 0; to + 2 * k + 1 < 5; to++)
            {
                along[.., k, to] = image[.., k, to + 2 * k + 1];
                down[.., to, k] = image[.., to + 2 * k + 1, k];
            }
        }
        Close.To(along, Operations.Apply("ShearX", image, 2), 0, "ShearX");
        Close.To(down, Operations.Apply("ShearY", image, 2), 0, "ShearY");
    }

    [Fact]
    public void OperationsAreWhatTheirNamesSay()
    {
        using var scope = NewDisposeScope();
        var image = Image();
        var moved = Operations.Apply("TranslateX", image, 2.9);
        Close.To(image[.., .., ..3], moved[.., .., 2..], 0, "TranslateX");
        Close.To(full([3, 5, 2], 7, ScalarType.Byte), moved[.., .., ..2], 0, "filled");
        Close.To(image[.., 1.., ..], Operations.Apply("TranslateY", image, -1)[.., ..4, ..], 0, "TranslateY");
        Close.To(image.rot90(1, (-2, -1)), Operations.Apply("Rotate", image, 90), 0, "Rotate");
        Close.To(adjust_brightness(image, 1.3), Operations.Apply("Brightness", image, 0.3), 0, "Brightness");
        Close.To(adjust_saturation(image, 0.7), Operations.Apply("Color", image, -0.3), 0, "Color");
        Close.To(adjust_contrast(image, 1.3), Operations.Apply("Contrast", image, 0.3), 0, "Contrast");
        Close.To(adjust_sharpness(image, 1.3), Operations.Apply("Sharpness", image, 0.3), 0, "Sharpness");
        Close.To(image.bitwise_and(tensor((byte)0xF8)), Operations.Apply("Posterize", image, 5), 0, "Posterize");
        Close.To(where(image < 30, image, 255 - image), Operations.Apply("Solarize", image, 30), 0, "Solarize");
        Close.To(autocontrast(image), Operations.Apply("AutoContrast", image), 0, "AutoContrast");
        Close.To(equalize(image), Operations.Apply("Equalize", image), 0, "Equalize");
        Close.To(255 - image, Operations.Apply("Invert", image), 0, "Invert");
        Close.To(image, Operations.Apply("Identity", image, 5), 0, "Identity");
    }

    public static IEnumerable<TheoryDataRow<int>> Indices => Enumerable.Range(0, All.Length).Select(k => new TheoryDataRow<int>(k));

    private static readonly Func<Generator?, ITransform>[] All =
    [
        g => transforms.AutoAugment(generator: g), g => transforms.AutoAugment(autoaugment.AutoAugmentPolicy.CIFAR10, generator: g),
        g => transforms.AutoAugment(autoaugment.AutoAugmentPolicy.SVHN, generator: g), g => transforms.RandAugment(generator: g),
        g => transforms.TrivialAugmentWide(generator: g), g => transforms.AugMix(generator: g),
        g => transforms.AugMix(chain_depth: 1, all_ops: false, generator: g),
    ];

    [Theory]
    [MemberData(nameof(Indices))]
    public void ChanceIsTheGeneratorsAndTheImageStaysAnImage(int index)
    {
        using var scope = NewDisposeScope();
        var image = randint(0, 256, [3, 16, 20], ScalarType.Byte);
        var before = image.clone();
        var seen = new HashSet<string>();
        for (ulong seed = 0; seed < 40; seed++)
        {
            using Generator first = new(seed), again = new(seed);
            var result = All[index](first).call(image);
            Assert.Equal(image.shape, result.shape);
            Assert.Equal(ScalarType.Byte, result.dtype);
            Close.To(result, All[index](again).call(image), 0, "the same seed");
            seen.Add(Convert.ToHexString(result.contiguous().bytes));
        }
        Assert.InRange(seen.Count, 8, 40);
        Close.To(before, image, 0, "the image given");
        manual_seed(3);
        var own = All[index](null).call(image);
        manual_seed(3);
        Close.To(own, All[index](null).call(image), 0, "torch's own generator");
    }

    [Fact]
    public void AtTheWeakestMagnitudeOnlyContrastAndFrequenciesChange()
    {
        using var scope = NewDisposeScope();
        var image = randint(20, 200, [3, 8, 8], ScalarType.Byte);
        Tensor[] expected = [image, autocontrast(image), equalize(image)];
        for (ulong seed = 0; seed < 60; seed++)
        {
            using var generator = new Generator(seed);
            var result = transforms.RandAugment(1, 0, generator: generator).call(image);
            Assert.Contains(expected, one => one.Equals(result));
        }
    }

    [Fact]
    public void AMixLiesBetweenTheDarkestAndTheBrightestChain()
    {
        using var scope = NewDisposeScope();
        // Equalizing and stretching leave an image of one value as it is, and so do the weakest of the others, but Posterize, which keeps 4 bits.
        var image = full([2, 3, 8, 8], 112, ScalarType.Byte);
        for (ulong seed = 0; seed < 20; seed++)
        {
            using var generator = new Generator(seed);
            var mixed = transforms.AugMix(severity: 1, fill: [112f], generator: generator).call(image).to_type(float64);
            Assert.InRange((mixed - 112).abs().max().item<double>(), 0, 1);
        }
    }
}
