using static TorchSharp.torch;
using static TorchSharp.torchvision.autoaugment;
using static TorchSharp.torchvision.transforms.functional;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class transforms
    {
        /// <summary>One of 25 pairs of operations that were found to help (Cubuk et al. 2018). Some take bytes only.</summary>
        /// <param name="policy">Whose images the pairs were found on.</param>
        /// <param name="interpolation">Nearest or Bilinear, where pixels move.</param>
        /// <param name="fill">The values outside of the image, one or one for each channel.</param>
        /// <param name="generator">The source of chance; null is torch's own.</param>
        public static ITransform AutoAugment(
            AutoAugmentPolicy policy = AutoAugmentPolicy.ImageNet, InterpolationMode interpolation = InterpolationMode.Nearest,
            IList<float>? fill = null, Generator? generator = null) => Of(image => WrappedTensorDisposeScope(() =>
        {
            var augment = new Augmenter(interpolation, fill, generator);
            var steps = AugmentPolicies.Of(policy);
            var chosen = steps[augment.Draw(steps.Length)];
            var chances = augment.Uniform(2);
            int[] signs = [augment.Draw(2), augment.Draw(2)];
            var ranges = Moderate(image, 10).Append(Range.Plain(opType.Invert)).ToDictionary(range => range.Op);
            for (int k = 0; k < 2; k++)
            {
                var (op, chance, bin) = chosen[k];
                int sign = signs[k];
                if (chances[k] <= chance)
                    image = augment.Apply(image, ranges[op], () => bin, () => sign == 0);
            }
            return image.alias();
        }));

        /// <summary>So many operations by chance, all at one magnitude (Cubuk et al. 2019). Some take bytes only.</summary>
        /// <param name="num_ops">How many operations.</param>
        /// <param name="magnitude">The bin of the magnitude: 0 does least.</param>
        /// <param name="num_magnitude_bins">How many bins there are.</param>
        /// <inheritdoc cref="AutoAugment"/>
        public static ITransform RandAugment(
            int num_ops = 2, int magnitude = 9, int num_magnitude_bins = 31, InterpolationMode interpolation = InterpolationMode.Nearest,
            IList<float>? fill = null, Generator? generator = null) => Of(image => WrappedTensorDisposeScope(() =>
        {
            var augment = new Augmenter(interpolation, fill, generator);
            var ranges = Moderate(image, num_magnitude_bins).Prepend(Range.Plain(opType.Identity)).ToList();
            for (int k = 0; k < num_ops; k++)
                image = augment.Apply(image, ranges[augment.Draw(ranges.Count)], () => magnitude);
            return image.alias();
        }));

        /// <summary>One operation by chance at a magnitude by chance (Müller and Hutter 2021). Some take bytes only.</summary>
        /// <param name="num_magnitude_bins">How many magnitudes there are.</param>
        /// <inheritdoc cref="AutoAugment"/>
        public static ITransform TrivialAugmentWide(
            int num_magnitude_bins = 31, InterpolationMode interpolation = InterpolationMode.Nearest, IList<float>? fill = null,
            Generator? generator = null) => Of(image => WrappedTensorDisposeScope(() =>
        {
            var augment = new Augmenter(interpolation, fill, generator);
            var ranges = Wide(image, num_magnitude_bins);
            return augment.Apply(image, ranges[augment.Draw(ranges.Count)], () => augment.Draw(num_magnitude_bins)).alias();
        }));

        /// <summary>A mix of the image with several chains of operations (Hendrycks et al. 2019). Some take bytes only.</summary>
        /// <param name="severity">From how many of ten magnitudes the operations' are drawn.</param>
        /// <param name="mixture_width">How many chains.</param>
        /// <param name="chain_depth">How long each is; at most 0: 1 to 3 by chance.</param>
        /// <param name="alpha">Of the Dirichlet distribution of the weights.</param>
        /// <param name="all_ops">Whether brightness, saturation, contrast and sharpness take part.</param>
        /// <inheritdoc cref="AutoAugment"/>
        public static ITransform AugMix(
            int severity = 3, int mixture_width = 3, int chain_depth = -1, double alpha = 1D, bool all_ops = true,
            InterpolationMode interpolation = InterpolationMode.Bilinear, IList<float>? fill = null, Generator? generator = null) =>
            Of(image => WrappedTensorDisposeScope(() =>
            {
                var augment = new Augmenter(interpolation, fill, generator);
                var batch = image.dim() == 3 ? image.unsqueeze(0) : image;
                long count = batch.shape[0];
                var own = _sample_dirichlet(full([count, 2], alpha, ScalarType.Float32), generator);
                var weights = _sample_dirichlet(full([count, mixture_width], alpha, ScalarType.Float32), generator) * own[.., 1..];
                var ranges = Gentle(image, all_ops);
                var mix = own[.., 0].reshape(-1, 1, 1, 1) * batch;
                for (int k = 0; k < mixture_width; k++)
                {
                    var chain = batch;
                    int depth = chain_depth > 0 ? chain_depth : 1 + augment.Draw(3);
                    for (int step = 0; step < depth; step++)
                        chain = augment.Apply(chain, ranges[augment.Draw(ranges.Count)], () => augment.Draw(severity));
                    mix += weights[.., k].reshape(-1, 1, 1, 1) * chain;
                }
                return mix.reshape(image.shape).to_type(image.dtype);
            }));

        /// <summary>The operations of AutoAugment and RandAugment.</summary>
        internal static IEnumerable<Range> Moderate(Tensor image, int bins)
        {
            var (_, height, width) = get_dimensions(image);
            return
            [
                Range.Of(opType.ShearX, 0, 0.3, bins), Range.Of(opType.ShearY, 0, 0.3, bins),
                Range.Of(opType.TranslateX, 0, 150.0 / 331 * width, bins), Range.Of(opType.TranslateY, 0, 150.0 / 331 * height, bins),
                Range.Of(opType.Rotate, 0, 30, bins), .. Colours.Select(op => Range.Of(op, 0, 0.9, bins)), Range.Bits(8, bins),
                Range.Of(opType.Solarize, Brightest(image), 0, bins, false), Range.Plain(opType.AutoContrast), Range.Plain(opType.Equalize),
            ];
        }

        /// <summary>The operations of TrivialAugmentWide.</summary>
        internal static List<Range> Wide(Tensor image, int bins) =>
        [
            Range.Plain(opType.Identity), Range.Of(opType.ShearX, 0, 0.99, bins), Range.Of(opType.ShearY, 0, 0.99, bins),
            Range.Of(opType.TranslateX, 0, 32, bins), Range.Of(opType.TranslateY, 0, 32, bins), Range.Of(opType.Rotate, 0, 135, bins),
            .. Colours.Select(op => Range.Of(op, 0, 0.99, bins)), Range.Bits(8, bins, 6),
            Range.Of(opType.Solarize, Brightest(image), 0, bins, false), Range.Plain(opType.AutoContrast), Range.Plain(opType.Equalize),
        ];

        /// <summary>The operations of AugMix.</summary>
        internal static List<Range> Gentle(Tensor image, bool all)
        {
            const int bins = 10;
            var (_, height, width) = get_dimensions(image);
            return
            [
                Range.Of(opType.ShearX, 0, 0.3, bins), Range.Of(opType.ShearY, 0, 0.3, bins),
                Range.Of(opType.TranslateX, 0, width / 3.0, bins), Range.Of(opType.TranslateY, 0, height / 3.0, bins),
                Range.Of(opType.Rotate, 0, 30, bins), Range.Bits(4, bins), Range.Of(opType.Solarize, Brightest(image), 0, bins, false),
                Range.Plain(opType.AutoContrast), Range.Plain(opType.Equalize),
                .. all ? Colours.Select(op => Range.Of(op, 0, 0.9, bins)) : [],
            ];
        }
    }
}
