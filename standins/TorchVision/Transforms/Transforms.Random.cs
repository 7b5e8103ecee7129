using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms.functional;

namespace TorchSharp;

public static partial class torchvision
{
    // Chance comes from torch's own generator, so that manual_seed repeats it.
    public static partial class transforms
    {
        private static double Uniform(double low, double high)
        {
            using var draw = rand(1, ScalarType.Float64);
            return low + (high - low) * draw.item<double>();
        }

        /// <summary>A number from low to below high.</summary>
        private static int Integer(long low, long high)
        {
            using var draw = randint(low, high, [1]);
            return (int)draw.item<long>();
        }

        /// <summary>A transform with probability p, else the image under a second handle.</summary>
        public static ITransform Randomize(ITransform transform, double p = 0.1) =>
            Of(image => Uniform(0, 1) < p ? transform.call(image) : image.alias());

        /// <summary>All transforms in order with probability p, else none.</summary>
        public static ITransform RandomApply(ITransform[] transforms, double p = 0.5) => Randomize(Compose(transforms), p);

        /// <summary>One of several transforms.</summary>
        public static ITransform RandomChoice(params ITransform[] transforms) =>
            Of(image => transforms[Integer(0, transforms.Length)].call(image));

        /// <summary>One of several transforms, chosen by a generator.</summary>
        public static ITransform RandomChoice(Generator generator, params ITransform[] transforms) => Of(image =>
        {
            using var draw = randint(0L, transforms.Length, [1], generator: generator);
            return transforms[(int)draw.item<long>()].call(image);
        });

        /// <summary>All transforms in random order.</summary>
        public static ITransform RandomOrder(params ITransform[] transforms) => Of(image =>
        {
            using var order = randperm(transforms.Length);
            return Chain(image, order.data<long>().ToArray().Select(k => transforms[k]));
        });

        /// <summary>Sharpness by a factor, with probability p.</summary>
        public static ITransform RandomAdjustSharpness(double sharpness, double p = 0.5) => Randomize(AdjustSharpness(sharpness), p);

        /// <summary>Contrast to the whole range, with probability p.</summary>
        public static ITransform RandomAutoContrast(double p = 0.5) => Randomize(AutoContrast(), p);

        /// <summary>Equal frequencies, with probability p.</summary>
        public static ITransform Equalize(double p = 0.5) => Randomize(Equalize(), p);

        /// <summary>Grey in as many channels as before, with probability p.</summary>
        public static ITransform RandomGrayscale(double p = 0.1) =>
            Randomize(Of(image => rgb_to_grayscale(image, (int)get_dimensions(image).channels)), p);

        /// <summary>Mirrored left and right, with probability p.</summary>
        public static ITransform RandomHorizontalFlip(double p = 0.5) => Randomize(HorizontalFlip(), p);

        /// <summary>Mirrored top and bottom, with probability p.</summary>
        public static ITransform RandomVerticalFlip(double p = 0.5) => Randomize(VerticalFlip(), p);

        /// <summary>The negative, with probability p.</summary>
        public static ITransform RandomInvert(double p = 0.5) => Randomize(Invert(), p);

        /// <summary>Fewer bits, with probability p.</summary>
        public static ITransform RandomPosterize(int bits, double p = 0.5) => Randomize(Posterize(bits), p);

        /// <summary>The negative above a threshold, with probability p.</summary>
        public static ITransform RandomSolarize(double threshold, double p = 0.5) => Randomize(Solarize(threshold), p);

        /// <summary>Turned by up to so many degrees either way.</summary>
        public static ITransform RandomRotation(
            double degrees, InterpolationMode interpolation = InterpolationMode.Nearest, bool expand = false, (int, int)? center = null,
            IList<float>? fill = null) => RandomRotation((-degrees, degrees), interpolation, expand, center, fill);

        /// <summary>Turned by degrees from a range.</summary>
        public static ITransform RandomRotation(
            (double, double) degrees, InterpolationMode interpolation = InterpolationMode.Nearest, bool expand = false,
            (int, int)? center = null,
            IList<float>? fill = null) =>
            Of(image => rotate(image, (float)Uniform(degrees.Item1, degrees.Item2), interpolation, expand, center, fill));

        /// <summary>The corners moved inwards by up to distortion/2 of the sides, with probability p.</summary>
        public static ITransform RandomPerspective(double distortion = 0.5, double p = 0.5) => Randomize(
            Of(image =>
            {
                var (_, h, w) = get_dimensions(image);
                var (dx, dy) = ((long)(distortion * (w / 2)) + 1, (long)(distortion * (h / 2)) + 1);
                IList<IList<int>> from = [[0, 0], [(int)w - 1, 0], [(int)w - 1, (int)h - 1], [0, (int)h - 1]];
                IList<IList<int>> to =
                [
                    [Integer(0, dx), Integer(0, dy)], [Integer(w - dx, w), Integer(0, dy)],
                    [Integer(w - dx, w), Integer(h - dy, h)], [Integer(0, dx), Integer(h - dy, h)],
                ];
                return perspective(image, from, to);
            }),
            p);

        /// <summary>A random part of the image in a given size.</summary>
        /// <inheritdoc cref="RandomResizedCrop(int, int, double, double, double, double)"/>
        public static ITransform RandomResizedCrop(
            int size, double scaleMin = 0.08, double scaleMax = 1, double ratioMin = 0.75, double ratioMax = 1.3333333333333) =>
            RandomResizedCrop(size, size, scaleMin, scaleMax, ratioMin, ratioMax);

        /// <summary>A random part of the image in a given size.</summary>
        /// <param name="height">The result's height.</param>
        /// <param name="width">The result's width.</param>
        /// <param name="scaleMin">The least area of the part over the image's.</param>
        /// <param name="scaleMax">The largest area of the part over the image's.</param>
        /// <param name="ratioMin">The least width over height of the part.</param>
        /// <param name="ratioMax">The largest width over height of the part.</param>
        public static ITransform RandomResizedCrop(
            int height, int width, double scaleMin = 0.08, double scaleMax = 1, double ratioMin = 0.75,
            double ratioMax = 1.3333333333333) => Of(image =>
        {
            var (_, h, w) = get_dimensions(image);
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var area = h * w * Uniform(scaleMin, scaleMax);
                var ratio = Math.Exp(Uniform(Math.Log(ratioMin), Math.Log(ratioMax)));
                var (partWidth, partHeight) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
                if (partWidth > 0 && partWidth <= w && partHeight > 0 && partHeight <= h)
                {
                    var (top, left) = (Integer(0, h - partHeight + 1), Integer(0, w - partWidth + 1));
                    return resized_crop(image, top, left, partHeight, partWidth, height, width);
                }
            }
            var given = (double)w / h;
            var cropWidth = given > ratioMax ? (int)Math.Round(h * ratioMax) : (int)w;
            var cropHeight = given < ratioMin ? (int)Math.Round(w / ratioMin) : (int)h;
            using var middle = center_crop(image, cropHeight, cropWidth);
            return resize(middle, height, width);
        });

        /// <summary>Blurred with a standard deviation from a range.</summary>
        public static ITransform GaussianBlur(IList<long> kernelSize, float min = 0.1f, float max = 2f) =>
            Of(image => gaussian_blur(image, kernelSize, [(float)Uniform(min, max)]));

        /// <summary>Blurred with a standard deviation.</summary>
        public static ITransform GaussianBlur(IList<long> kernelSize, float sigma) =>
            Of(image => gaussian_blur(image, kernelSize, [sigma]));

        /// <inheritdoc cref="GaussianBlur(IList{long}, float, float)"/>
        public static ITransform GaussianBlur(long kernelHeight, long kernelWidth, float min = 0.1f, float max = 2f) =>
            GaussianBlur([kernelWidth, kernelHeight], min, max);

        /// <inheritdoc cref="GaussianBlur(IList{long}, float)"/>
        public static ITransform GaussianBlur(long kernelHeight, long kernelWidth, float sigma) =>
            GaussianBlur([kernelWidth, kernelHeight], sigma);

        /// <inheritdoc cref="GaussianBlur(IList{long}, float, float)"/>
        public static ITransform GaussianBlur(long kernel_size, float min = 0.1f, float max = 2f) => GaussianBlur([kernel_size], min, max);

        /// <inheritdoc cref="GaussianBlur(IList{long}, float)"/>
        public static ITransform GaussianBlur(long kernel_size, float sigma) => GaussianBlur([kernel_size], sigma);

        /// <summary>Brightness, contrast, saturation and hue by chance, up to so much either way.</summary>
        public static ITransform ColorJitter(float brightness = 0, float contrast = 0, float saturation = 0, float hue = 0) =>
            ColorJitter(About(brightness), About(contrast), About(saturation), (-hue, hue));

        private static (float, float) About(float most) => (Math.Max(0, 1 - most), 1 + most);

        /// <summary>Brightness, contrast, saturation and hue from ranges, in random order.</summary>
        public static ITransform ColorJitter((float, float) brightness, (float, float) contrast, (float, float) saturation,
            (float, float) hue) =>
            RandomOrder(
                Of(image => adjust_brightness(image, Uniform(brightness.Item1, brightness.Item2))),
                Of(image => adjust_contrast(image, Uniform(contrast.Item1, contrast.Item2))),
                Of(image => adjust_saturation(image, Uniform(saturation.Item1, saturation.Item2))),
                Of(image => adjust_hue(image, Uniform(hue.Item1, hue.Item2))));
    }
}
