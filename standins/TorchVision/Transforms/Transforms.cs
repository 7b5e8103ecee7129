using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms.functional;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class transforms
    {
        private static ITransform Of(Func<Tensor, Tensor> function) => new FunctionTransform(function);

        /// <summary>A function.</summary>
        public static ITransform Lambda(Func<Tensor, Tensor> lambda) => Of(lambda);

        /// <summary>One after the other.</summary>
        public static ITransform Compose(params ITransform[] transforms) => Of(image => Chain(image, transforms));

        /// <summary>Applies transforms in order; disposes what is between.</summary>
        private static Tensor Chain(Tensor image, IEnumerable<ITransform> transforms)
        {
            using var scope = NewDisposeScope();
            return transforms.Aggregate(image.alias(), (current, transform) => transform.call(current)).MoveToOuterDisposeScope();
        }

        /// <inheritdoc cref="adjust_brightness"/>
        public static ITransform AdjustBrightness(double brightness_factor) => Of(image => adjust_brightness(image, brightness_factor));

        /// <inheritdoc cref="adjust_contrast"/>
        public static ITransform AdjustContrast(double contrast_factor) => Of(image => adjust_contrast(image, contrast_factor));

        /// <inheritdoc cref="adjust_gamma"/>
        public static ITransform AdjustGamma(double gamma, double gain = 1) => Of(image => adjust_gamma(image, gamma, gain));

        /// <inheritdoc cref="adjust_hue"/>
        public static ITransform AdjustHue(double hue_factor) => Of(image => adjust_hue(image, hue_factor));

        /// <inheritdoc cref="adjust_saturation"/>
        public static ITransform AdjustSaturation(double saturation_factor) => Of(image => adjust_saturation(image, saturation_factor));

        /// <inheritdoc cref="adjust_sharpness"/>
        public static ITransform AdjustSharpness(double sharpness) => Of(image => adjust_sharpness(image, sharpness));

        /// <inheritdoc cref="autocontrast"/>
        public static ITransform AutoContrast() => Of(autocontrast);

        /// <inheritdoc cref="center_crop(Tensor, int, int)"/>
        public static ITransform CenterCrop(int height, int width) => Of(image => center_crop(image, height, width));

        /// <inheritdoc cref="center_crop(Tensor, int)"/>
        public static ITransform CenterCrop(int size) => CenterCrop(size, size);

        /// <inheritdoc cref="convert_image_dtype"/>
        public static ITransform ConvertImageDtype(ScalarType dtype) => Of(image => convert_image_dtype(image, dtype));

        /// <inheritdoc cref="convert_image_dtype"/>
        [Obsolete("Deprecating misspelled transform. Use 'ConvertImageDtype' instead.", false)]
        public static ITransform ConvertImageDType(ScalarType dtype) => ConvertImageDtype(dtype);

        /// <inheritdoc cref="crop(Tensor, int, int, int, int)"/>
        public static ITransform Crop(int top, int left, int height, int width) => Of(image => crop(image, top, left, height, width));

        /// <inheritdoc cref="equalize"/>
        public static ITransform Equalize() => Of(equalize);

        /// <inheritdoc cref="erase"/>
        public static ITransform Erase(int top, int left, int height, int width, Tensor value, bool inplace = false) =>
            Of(image => erase(image, top, left, height, width, value, inplace));

        /// <inheritdoc cref="rgb_to_grayscale"/>
        public static ITransform Grayscale(int outputChannels = 1) => Of(image => rgb_to_grayscale(image, outputChannels));

        /// <inheritdoc cref="hflip"/>
        public static ITransform HorizontalFlip() => Of(hflip);

        /// <inheritdoc cref="vflip"/>
        public static ITransform VerticalFlip() => Of(vflip);

        /// <inheritdoc cref="invert"/>
        public static ITransform Invert() => Of(invert);

        /// <inheritdoc cref="normalize"/>
        public static ITransform Normalize(double[] means, double[] stdevs, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
            Of(image => normalize(image, means, stdevs, dtype));

        /// <inheritdoc cref="pad(Tensor, long[], double, PaddingModes)"/>
        public static ITransform Pad(long[] padding, PaddingModes mode = PaddingModes.Constant, double fill = 0) =>
            Of(image => pad(image, padding, fill, mode));

        /// <inheritdoc cref="perspective"/>
        public static ITransform Perspective(
            IList<IList<int>> startpoints, IList<IList<int>> endpoints, InterpolationMode interpolation = InterpolationMode.Bilinear,
            IList<float>? fill = null) => Of(image => perspective(image, startpoints, endpoints, interpolation, fill));

        /// <inheritdoc cref="posterize"/>
        public static ITransform Posterize(int bits) => Of(image => posterize(image, bits));

        /// <inheritdoc cref="solarize"/>
        public static ITransform Solarize(double threshold) => Of(image => solarize(image, threshold));

        /// <inheritdoc cref="resize(Tensor, int, int, InterpolationMode, int?, bool)"/>
        public static ITransform Resize(
            int height, int width, InterpolationMode interpolation = InterpolationMode.Nearest, int? maxSize = null,
            bool antialias = false) =>
            Of(image => resize(image, height, width, interpolation, maxSize, antialias));

        /// <inheritdoc cref="resize(Tensor, int, int, int?)"/>
        public static ITransform Resize(int height, int width, int? maxSize = null) => Of(image => resize(image, height, width, maxSize));

        /// <inheritdoc cref="resize(Tensor, int, int)"/>
        public static ITransform Resize(int height, int width) => Of(image => resize(image, height, width));

        /// <summary>The shorter side to a size, the proportions kept.</summary>
        public static ITransform Resize(
            int size, InterpolationMode interpolation = InterpolationMode.Nearest, int? maxSize = null, bool antialias = false) =>
            Resize(size, -1, interpolation, maxSize, antialias);

        /// <summary>The shorter side to a size, the proportions kept.</summary>
        public static ITransform Resize(int size, int? maxSize = null) => Resize(size, -1, maxSize);

        /// <summary>The shorter side to a size, the proportions kept.</summary>
        public static ITransform Resize(int size) => Resize(size, -1);

        /// <inheritdoc cref="resized_crop"/>
        public static ITransform ResizedCrop(int top, int left, int height, int width, int newHeight, int newWidth) =>
            Of(image => resized_crop(image, top, left, height, width, newHeight, newWidth));

        /// <summary>A square part of the image in another size.</summary>
        public static ITransform ResizedCrop(int top, int left, int size, int newSize) =>
            ResizedCrop(top, left, size, size, newSize, newSize);

        /// <inheritdoc cref="rotate"/>
        public static ITransform Rotate(
            float angle, InterpolationMode interpolation = InterpolationMode.Nearest, bool expand = false, (int, int)? center = null,
            IList<float>? fill = null) => Of(image => rotate(image, angle, interpolation, expand, center, fill));
    }
}
