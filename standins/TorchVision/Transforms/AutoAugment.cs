using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms.functional;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>What AutoAugment, RandAugment, TrivialAugmentWide and AugMix share: operations that change an image by a magnitude.</summary>
    public abstract class autoaugment
    {
        /// <summary>Whose images a policy was found on.</summary>
        public enum AutoAugmentPolicy
        {
            ImageNet = 0,
            CIFAR10 = 1,
            SVHN = 2,
        }

        /// <summary>An operation.</summary>
        protected internal enum opType
        {
            ShearX = 0,
            ShearY = 1,
            TranslateX = 2,
            TranslateY = 3,
            Rotate = 4,
            Brightness = 5,
            Color = 6,
            Contrast = 7,
            Sharpness = 8,
            Posterize = 9,
            Solarize = 10,
            AutoContrast = 11,
            Equalize = 12,
            Invert = 13,
            Identity = 14,
        }

        protected autoaugment() { }

        /// <summary>Applies an operation.</summary>
        /// <param name="img">[..., C, H, W]; Posterize and Equalize take bytes only.</param>
        /// <param name="op_name">The operation.</param>
        /// <param name="magnitude">
        /// Shears: the slope; translations: pixels; Rotate: degrees; Brightness to Sharpness: a factor less 1; Posterize: bits that stay;
        /// Solarize: the threshold. The others have none.
        /// </param>
        /// <param name="interpolation">Nearest or Bilinear, where pixels move.</param>
        /// <param name="fill">The values outside of the image, one or one for each channel.</param>
        protected internal static Tensor apply_op(
            Tensor img, opType op_name, double magnitude, InterpolationMode interpolation, IList<float>? fill) => op_name switch
            {
                opType.ShearX => Slanted(img, (Degrees(magnitude), 0), (0, 0), interpolation, fill),
                opType.ShearY => Slanted(img, (0, Degrees(magnitude)), (0, 0), interpolation, fill),
                opType.TranslateX => Slanted(img, (0, 0), ((int)magnitude, 0), interpolation, fill),
                opType.TranslateY => Slanted(img, (0, 0), (0, (int)magnitude), interpolation, fill),
                opType.Rotate => rotate(img, (float)magnitude, interpolation, fill: fill),
                opType.Brightness => adjust_brightness(img, 1 + magnitude),
                opType.Color => adjust_saturation(img, 1 + magnitude),
                opType.Contrast => adjust_contrast(img, 1 + magnitude),
                opType.Sharpness => adjust_sharpness(img, 1 + magnitude),
                opType.Posterize => posterize(img, (int)magnitude),
                opType.Solarize => solarize(img, magnitude),
                opType.AutoContrast => autocontrast(img),
                opType.Equalize => equalize(img),
                opType.Invert => invert(img),
                opType.Identity => img.alias(),
                _ => throw new ArgumentException($"The provided operator {op_name} is not recognized.", nameof(op_name)),
            };

        private static double Degrees(double slope) => double.RadiansToDegrees(Math.Atan(slope));
    }

    /// <summary>The magnitudes of one operation from weak to strong, or none; where signed, half of the time it goes the other way.</summary>
    internal sealed record Range(autoaugment.opType Op, double[] Magnitudes, bool IsSigned)
    {
        /// <summary>An operation without magnitude.</summary>
        internal static Range Plain(autoaugment.opType op) => new(op, [], false);

        /// <summary>As many magnitudes at equal distances.</summary>
        internal static Range Of(autoaugment.opType op, double from, double to, int bins, bool signed = true) =>
            new(op, Floats(from, to, bins), signed);

        // Rounded to floats as torchvision's, so that the same pixels change.
        private static double[] Floats(double from, double to, int bins)
        {
            using var magnitudes = linspace(from, to, bins, ScalarType.Float32);
            return [.. magnitudes.data<float>().ToArray().Select(magnitude => (double)magnitude)];
        }

        /// <summary>Bits that stay: from <paramref name="most"/> down to 4 less, or as many as <paramref name="fewer"/>.</summary>
        internal static Range Bits(int most, int bins, int fewer = 4) => new(
            autoaugment.opType.Posterize,
            [.. Enumerable.Range(0, bins).Select(k => most - Math.Round(k * (double)fewer / Math.Max(bins - 1, 1)))], false);
    }

    /// <summary>Chance and images of one call: draws by a generator, applies operations.</summary>
    private sealed record Augmenter(InterpolationMode Interpolation, IList<float>? Fill, Generator? Generator)
    {
        internal int Draw(long below)
        {
            using var draw = randint(0L, below, [1], generator: Generator);
            return (int)draw.item<long>();
        }

        internal double[] Uniform(int count)
        {
            using var draw = rand(count, ScalarType.Float32, generator: Generator);
            return [.. draw.data<float>().ToArray().Select(value => (double)value)];
        }

        /// <summary>Applies an operation at the magnitude of a bin; <paramref name="isNegative"/> is asked where the operation is signed.</summary>
        internal Tensor Apply(Tensor image, Range range, Func<int> bin, Func<bool> isNegative)
        {
            double magnitude = range.Magnitudes.Length == 0 ? 0 : range.Magnitudes[bin()];
            if (range.IsSigned && isNegative())
                magnitude = -magnitude;
            return autoaugment.apply_op(image, range.Op, magnitude, Interpolation, Fill);
        }

        internal Tensor Apply(Tensor image, Range range, Func<int> bin) => Apply(image, range, bin, () => Draw(2) != 0);
    }

    /// <summary>The largest value of an image of this type.</summary>
    private static double Brightest(Tensor image) => is_floating_point(image) ? 1 : 255;

    private static readonly autoaugment.opType[] Colours =
        [autoaugment.opType.Brightness, autoaugment.opType.Color, autoaugment.opType.Contrast, autoaugment.opType.Sharpness];
}
