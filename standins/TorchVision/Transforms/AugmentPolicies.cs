using static TorchSharp.torchvision.autoaugment;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>The policies of AutoAugment (Cubuk et al. 2018, appendix): pairs of operations, each with its chance and its bin of ten.</summary>
    internal static class AugmentPolicies
    {
        internal static (opType Op, double Chance, int Bin)[][] Of(AutoAugmentPolicy policy) => policy switch
        {
            AutoAugmentPolicy.ImageNet => Parse(ImageNet),
            AutoAugmentPolicy.CIFAR10 => Parse(Cifar),
            AutoAugmentPolicy.SVHN => Parse(Svhn),
            _ => throw new ArgumentException($"The provided policy {policy} is not recognized.", nameof(policy)),
        };

        private static (opType Op, double Chance, int Bin)[][] Parse(string text) =>
            [.. text.Split('\n').Select(line => Array.ConvertAll(line.Split(", "), ParseStep))];

        private static (opType Op, double Chance, int Bin) ParseStep(string text)
        {
            string[] words = text.Split(' ');
            return (Enum.Parse<opType>(words[0]), int.Parse(words[1], Invariant) / 10.0, int.Parse(words[2], Invariant));
        }

        private static readonly System.Globalization.CultureInfo Invariant = System.Globalization.CultureInfo.InvariantCulture;

        // Operation, chance in tenths, bin; 0 where the operation has no magnitude.
        private const string ImageNet = """
            Posterize 4 8, Rotate 6 9
            Solarize 6 5, AutoContrast 6 0
            Equalize 8 0, Equalize 6 0
            Posterize 6 7, Posterize 6 6
            Equalize 4 0, Solarize 2 4
            Equalize 4 0, Rotate 8 8
            Solarize 6 3, Equalize 6 0
            Posterize 8 5, Equalize 10 0
            Rotate 2 3, Solarize 6 8
            Equalize 6 0, Posterize 4 6
            Rotate 8 8, Color 4 0
            Rotate 4 9, Equalize 6 0
            Equalize 0 0, Equalize 8 0
            Invert 6 0, Equalize 10 0
            Color 6 4, Contrast 10 8
            Rotate 8 8, Color 10 2
            Color 8 8, Solarize 8 7
            Sharpness 4 7, Invert 6 0
            ShearX 6 5, Equalize 10 0
            Color 4 0, Equalize 6 0
            Equalize 4 0, Solarize 2 4
            Solarize 6 5, AutoContrast 6 0
            Invert 6 0, Equalize 10 0
            Color 6 4, Contrast 10 8
            Equalize 8 0, Equalize 6 0
            """;

        // Operation, chance in tenths, bin; 0 where the operation has no magnitude.
        private const string Cifar = """
            Invert 1 0, Contrast 2 6
            Rotate 7 2, TranslateX 3 9
            Sharpness 8 1, Sharpness 9 3
            ShearY 5 8, TranslateY 7 9
            AutoContrast 5 0, Equalize 9 0
            ShearY 2 7, Posterize 3 7
            Color 4 3, Brightness 6 7
            Sharpness 3 9, Brightness 7 9
            Equalize 6 0, Equalize 5 0
            Contrast 6 7, Sharpness 6 5
            Color 7 7, TranslateX 5 8
            Equalize 3 0, AutoContrast 4 0
            TranslateY 4 3, Sharpness 2 6
            Brightness 9 6, Color 2 8
            Solarize 5 2, Invert 0 0
            Equalize 2 0, AutoContrast 6 0
            Equalize 2 0, Equalize 6 0
            Color 9 9, Equalize 6 0
            AutoContrast 8 0, Solarize 2 8
            Brightness 1 3, Color 7 0
            Solarize 4 5, AutoContrast 9 0
            TranslateY 9 9, TranslateY 7 9
            AutoContrast 9 0, Solarize 8 3
            Equalize 8 0, Invert 1 0
            TranslateY 7 9, AutoContrast 9 0
            """;

        // Operation, chance in tenths, bin; 0 where the operation has no magnitude.
        private const string Svhn = """
            ShearX 9 4, Invert 2 0
            ShearY 9 8, Invert 7 0
            Equalize 6 0, Solarize 6 6
            Invert 9 0, Equalize 6 0
            Equalize 6 0, Rotate 9 3
            ShearX 9 4, AutoContrast 8 0
            ShearY 9 8, Invert 4 0
            ShearY 9 5, Solarize 2 6
            Invert 9 0, AutoContrast 8 0
            Equalize 6 0, Rotate 9 3
            ShearX 9 4, Solarize 3 3
            ShearY 8 8, Invert 7 0
            Equalize 9 0, TranslateY 6 6
            Invert 9 0, Equalize 6 0
            Contrast 3 3, Rotate 8 4
            Invert 8 0, TranslateY 0 2
            ShearY 7 6, Solarize 4 8
            Invert 6 0, Rotate 8 4
            ShearY 3 7, TranslateX 9 3
            ShearX 1 6, Invert 6 0
            Solarize 7 2, TranslateY 6 7
            ShearY 8 4, Invert 8 0
            ShearX 7 9, TranslateY 8 3
            ShearY 8 5, AutoContrast 7 0
            ShearX 7 2, Invert 1 0
            """;
    }
}
