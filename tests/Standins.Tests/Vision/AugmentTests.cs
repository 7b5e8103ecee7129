using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;
using static TorchSharp.torchvision.transforms.functional;
using Range = TorchSharp.torchvision.Range;

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

    /// <summary>Policies and magnitudes are torchvision's; where an operation has no magnitude, its bin is 0 here and None there.</summary>
    [Fact]
    public void TablesEqualTorchvision()
    {
        using var scope = NewDisposeScope();
        var image = zeros([3, 9, 12], ScalarType.Byte);
        var expected = PyTorch.RunVision(
            """
            from torchvision.transforms import AutoAugment, AutoAugmentPolicy, RandAugment, TrivialAugmentWide, AugMix
            for k, p in enumerate((AutoAugmentPolicy.IMAGENET, AutoAugmentPolicy.CIFAR10, AutoAugmentPolicy.SVHN)):
                out[f'policy{k}'] = [[f'{op} {p} {bin or 0}' for op, p, bin in pair] for pair in AutoAugment(p).policies]
            spaces = dict(auto=AutoAugment()._augmentation_space(10, (9, 12)), rand=RandAugment()._augmentation_space(31, (9, 12)),
                          wide=TrivialAugmentWide()._augmentation_space(31), mix=AugMix()._augmentation_space(10, (9, 12)))
            for name, space in spaces.items():
                out[name] = [f'{op} {signed}' for op, (_, signed) in space.items()]
                out[name + ' magnitudes'] = torch.cat([m.double() for m, _ in space.values() if m.dim()])
            """);
        foreach (var policy in Enum.GetValues<autoaugment.AutoAugmentPolicy>())
        {
            Assert.Equal(
                expected.Get<string[][]>($"policy{(int)policy}"),
                AugmentPolicies.Of(policy).Select(
                    pair => pair.Select(step => FormattableString.Invariant($"{step.Op} {step.Chance:0.0} {step.Bin}"))));
        }
        var identity = transforms.Wide(image, 31)[0];
        (string Name, IEnumerable<Range> Ranges)[] spaces =
        [
            ("auto", transforms.Moderate(image, 10)), ("rand", transforms.Moderate(image, 31)), ("wide", transforms.Wide(image, 31)),
            ("mix", transforms.Gentle(image, true)),
        ];
        foreach (var (name, ranges) in spaces)
        {
            // Invert is AutoAugment's alone, Identity RandAugment's: they are added where the operations are drawn.
            Assert.Equal(
                expected.Get<string[]>(name).Where(op => !op.StartsWith("Invert", StringComparison.Ordinal)),
                (name == "rand" ? ranges.Prepend(identity) : ranges).Select(range => $"{range.Op} {range.IsSigned}"));
            Close.To(expected[name + " magnitudes"], tensor(ranges.SelectMany(range => range.Magnitudes).ToArray()), 1e-5, name);
        }
    }

    public static IEnumerable<TheoryDataRow<int, string>> Drawn =>
        Python.Select((python, k) => new TheoryDataRow<int, string>(k, python));

    /// <summary>In the order of <see cref="All"/>.</summary>
    private static readonly string[] Python =
    [
        "AutoAugment(AutoAugmentPolicy.IMAGENET)", "AutoAugment(AutoAugmentPolicy.CIFAR10)", "AutoAugment(AutoAugmentPolicy.SVHN)",
        "RandAugment()", "TrivialAugmentWide()", "AugMix()", "AugMix(chain_depth=1, all_ops=False)",
    ];

    /// <summary>From one seed the same images: the same numbers are drawn in the same order, and the operations are the same.</summary>
    [Theory]
    [MemberData(nameof(Drawn))]
    public void OneSeedGivesTorchvisionsImages(int index, string python)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var image = randint(0, 256, [3, 16, 20], ScalarType.Byte, generator: generator);
        var expected = PyTorch.RunVision(
            $"""
            from torchvision.transforms import AutoAugment, AutoAugmentPolicy, RandAugment, TrivialAugmentWide, AugMix
            def drawn(seed):
                torch.manual_seed(seed)
                return {python}(x)
            out['y'] = torch.stack([drawn(seed) for seed in range(60)])
            """,
            ("x", image))["y"];
        for (int seed = 0; seed < 60; seed++)
        {
            manual_seed(seed);
            // A mix of bytes is cut off, so that a difference in the last digit of a weight may cost one.
            double most = (expected[seed].to_type(float64) - All[index](null).call(image).to_type(float64)).abs().max().ToDouble();
            Assert.True(most <= (python.StartsWith("AugMix", StringComparison.Ordinal) ? 1 : 0), $"seed {seed}: {most}");
        }
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
