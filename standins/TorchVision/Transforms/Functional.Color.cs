using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>Changes to images.</summary>
    public static partial class transforms
    {
        /// <summary>
        /// Changes to images [..., C, H, W]: bytes from 0 to 255 or floating-point numbers from 0 to 1. The formulas are torchvision's.
        /// </summary>
        public static partial class functional
        {
            private static double Bound(Tensor image) => is_floating_point(image) ? 1 : 255;

            private static ScalarType Precise(Tensor image) => is_floating_point(image) ? image.dtype : ScalarType.Float32;

            /// <summary>ratio·a + (1 - ratio)·b, clipped.</summary>
            private static Tensor Blend(Tensor a, Tensor b, double ratio) => WrappedTensorDisposeScope(() =>
                (ratio * a.to_type(Precise(a)) + (1 - ratio) * b.to_type(Precise(b))).clamp(0, Bound(a)).to_type(a.dtype));

            private static void CheckFactor(double factor, string name)
            {
                if (factor < 0)
                    throw new ArgumentException($"'{name}' should be a non-negative real number; it is {factor}.", name);
            }

            /// <summary>Channels, height and width.</summary>
            public static (long channels, long height, long width) get_dimensions(Tensor img) =>
                (img.dim() == 2 ? 1 : img.shape[^3], img.shape[^2], img.shape[^1]);

            /// <summary>Times a factor: 0 is black, 1 the image itself.</summary>
            public static Tensor adjust_brightness(Tensor img, double brightness_factor)
            {
                CheckFactor(brightness_factor, nameof(brightness_factor));
                using var black = zeros_like(img);
                return Blend(img, black, brightness_factor);
            }

            /// <summary>Away from the mean grey by a factor: 0 is grey, 1 the image itself.</summary>
            public static Tensor adjust_contrast(Tensor img, double contrast_factor)
            {
                CheckFactor(contrast_factor, nameof(contrast_factor));
                using var scope = NewDisposeScope();
                var mean = rgb_to_grayscale(img).to_type(Precise(img)).mean([-3, -2, -1], keepdim: true);
                return Blend(img, mean, contrast_factor).MoveToOuterDisposeScope();
            }

            /// <summary>Away from grey by a factor: 0 is grey, 1 the image itself.</summary>
            public static Tensor adjust_saturation(Tensor img, double saturation_factor)
            {
                CheckFactor(saturation_factor, nameof(saturation_factor));
                using var grey = rgb_to_grayscale(img);
                return Blend(img, grey, saturation_factor);
            }

            /// <summary>gain·image^gamma, with values from 0 to 1.</summary>
            public static Tensor adjust_gamma(Tensor img, double gamma, double gain = 1)
            {
                CheckFactor(gamma, nameof(gamma));
                return WrappedTensorDisposeScope(() =>
                    convert_image_dtype((gain * convert_image_dtype(img, Precise(img)).pow(gamma)).clamp(0, 1), img.dtype));
            }

            /// <summary>Turns the hue by a part of the circle, -0.5 to 0.5, or by degrees; images of one channel stay.</summary>
            public static Tensor adjust_hue(Tensor img, double hue_factor, bool degrees = false)
            {
                if (hue_factor == 0 || get_dimensions(img).channels == 1)
                    return img.alias();
                return WrappedTensorDisposeScope(() =>
                {
                    var rgb = is_floating_point(img) ? img : img.to_type(Precise(img)) / Bound(img);
                    var value = rgb.amax([-3]);
                    var range = value - rgb.amin([-3]);
                    var grey = range.eq(0);
                    var saturation = range / value.masked_fill(grey, 1);
                    var hue = (Hue(rgb, value, range.masked_fill(grey, 1)) + (degrees ? hue_factor / 360 : hue_factor)).remainder(1) * 6;
                    var turned = Rgb(hue, saturation, value);
                    // Bytes are cut off, as in torchvision.
                    return is_floating_point(img) ? turned : (turned * Bound(img)).to_type(img.dtype);
                });
            }

            /// <summary>Colours of a hue from 0 to 6: in each sixth of the circle one channel is full, one least, one rises or falls.</summary>
            private static Tensor Rgb(Tensor hue, Tensor saturation, Tensor value)
            {
                var sixth = hue.floor();
                var along = hue - sixth;
                Tensor[] levels = [value, value * (1 - saturation * along), value * (1 - saturation), value * (1 - saturation * (1 - along))];
                var all = stack(levels, -3).clamp(0, 1);
                const int full = 0, falls = 1, least = 2, rises = 3;
                long[][] channels =
                [
                    [full, falls, least, least, rises, full], [rises, full, full, falls, least, least],
                    [least, least, rises, full, full, falls],
                ];
                var place = sixth.to_type(ScalarType.Int64).remainder(6);
                return cat([.. channels.Select(levelOf => all.gather(-3, tensor(levelOf)[place].unsqueeze(-3)))], -3);
            }

            /// <summary>The hue from 0 to 1.</summary>
            private static Tensor Hue(Tensor rgb, Tensor value, Tensor range)
            {
                var c = rgb.unbind(-3).Select(channel => (value - channel) / range).ToArray();
                var isRed = value.eq(rgb.select(-3, 0));
                var isGreen = value.eq(rgb.select(-3, 1)).logical_and(isRed.logical_not());
                var sixths = where(isRed, c[2] - c[1], where(isGreen, 2 + c[0] - c[2], 4 + c[1] - c[0]));
                return (sixths / 6 + 1).remainder(1);
            }

            /// <summary>Away from a blurred image by a factor: 0 is blurred, 1 the image itself.</summary>
            public static Tensor adjust_sharpness(Tensor img, double sharpness)
            {
                CheckFactor(sharpness, nameof(sharpness));
                var (channels, height, width) = get_dimensions(img);
                if (height <= 2 || width <= 2)
                    return img.alias();
                return WrappedTensorDisposeScope(() =>
                {
                    var kernel = ones(3, 3);
                    kernel[1, 1] = tensor(5f);
                    var blurred = img.clone();
                    Inner(blurred).copy_(OnBatches(img, ScalarType.Float32, batch =>
                        nn.functional.conv2d(batch, (kernel / 13).to(batch).expand(channels, 1, 3, 3), groups: channels)));
                    return Blend(img, blurred, sharpness);
                });
            }

            private static Tensor Inner(Tensor image) => image.narrow(-2, 1, image.shape[^2] - 2).narrow(-1, 1, image.shape[^1] - 2);

            /// <summary>Stretches each channel to the whole range.</summary>
            public static Tensor autocontrast(Tensor input) => WrappedTensorDisposeScope(() =>
            {
                var precise = input.to_type(Precise(input));
                var (least, most) = (precise.amin([-2, -1], keepdim: true), precise.amax([-2, -1], keepdim: true));
                var flat = most.eq(least);
                var scale = (Bound(input) / (most - least).masked_fill(flat, Bound(input)));
                return ((precise - least.masked_fill(flat, 0)) * scale).clamp(0, Bound(input)).to_type(input.dtype);
            });

            /// <summary>Spreads each channel of a byte image so that all values are about as frequent.</summary>
            /// <exception cref="ArgumentException">The image is not of bytes.</exception>
            public static Tensor equalize(Tensor input)
            {
                if (input.dtype != ScalarType.Byte)
                    throw new ArgumentException($"equalize() requires a byte image, but the type of the argument is {input.dtype}.");
                return WrappedTensorDisposeScope(() =>
                {
                    var planes = input.reshape([-1, .. input.shape[^2..]]);
                    return stack(planes.unbind(0).Select(EqualizePlane).ToArray()).reshape(input.shape);
                });
            }

            private static Tensor EqualizePlane(Tensor plane)
            {
                var values = plane.to_type(ScalarType.Int64);
                var counts = values.reshape(-1).bincount(null, 256).data<long>().ToArray();
                var last = Array.FindLastIndex(counts, count => count > 0);
                var step = (counts.Sum() - counts[last]) / 255;
                if (step == 0)
                    return plane;
                var (table, below) = (new long[256], 0L);
                for (var v = 0; v < 256; v++)
                {
                    table[v] = v == 0 ? 0 : Math.Clamp((below + step / 2) / step, 0, 255);
                    below += counts[v];
                }
                return tensor(table).take(values).to_type(ScalarType.Byte);
            }

            /// <summary>The negative.</summary>
            public static Tensor invert(Tensor input)
            {
                using var negative = is_floating_point(input) ? input.neg() : input.bitwise_not();
                return is_floating_point(input) ? negative + 1 : negative.alias();
            }

            /// <summary>Keeps the highest bits of a byte image.</summary>
            /// <exception cref="ArgumentException">The image is not of bytes.</exception>
            public static Tensor posterize(Tensor input, int bits)
            {
                if (input.dtype != ScalarType.Byte)
                    throw new ArgumentException($"posterize() requires a byte image, but the type of the argument is {input.dtype}.");
                using var mask = tensor((byte)-(1 << (8 - bits)));
                return input.bitwise_and(mask);
            }

            /// <summary>The negative where the value is at or above a threshold.</summary>
            public static Tensor solarize(Tensor input, double threshold)
            {
                if (threshold > Bound(input))
                    throw new ArgumentOutOfRangeException(
                        nameof(threshold), threshold, $"The threshold should be at most the largest value, {Bound(input)}.");
                using var negative = invert(input);
                using var below = input.lt(threshold);
                return where(below, input, negative);
            }

            /// <summary>The brightness as one channel, or three equal ones.</summary>
            public static Tensor rgb_to_grayscale(Tensor input, int num_output_channels = 1)
            {
                if (num_output_channels is not (1 or 3))
                    throw new ArgumentException("The number of output channels must be 1 or 3.");
                if (get_dimensions(input).channels == 1)
                    return num_output_channels == 1 ? input.alias() : input.repeat_interleave(3, -3);
                return WrappedTensorDisposeScope(() =>
                {
                    var rgb = input.unbind(-3);
                    var grey = (rgb[0] * 0.2989 + rgb[1] * 0.587 + rgb[2] * 0.114).to_type(input.dtype).unsqueeze(-3);
                    return num_output_channels == 3 ? grey.expand(input.shape) : grey;
                });
            }

            /// <summary>(image - mean)/deviation for each channel.</summary>
            /// <exception cref="ArgumentException">Their number is not that of the channels.</exception>
            public static Tensor normalize(Tensor input, double[] means, double[] stdevs, ScalarType dtype = ScalarType.Float32)
            {
                if (means.Length != stdevs.Length || means.Length != get_dimensions(input).channels)
                    throw new ArgumentException($"There are {get_dimensions(input).channels} channels, {means.Length} means and {stdevs.Length} standard deviations.");
                return WrappedTensorDisposeScope(() =>
                    (input - tensor(means).reshape(-1, 1, 1).to(input.dtype, input.device)) / tensor(stdevs).reshape(-1, 1,
                        1).to(input.dtype, input.device));
            }

            /// <summary>Values in another type, scaled from its range to the other's.</summary>
            /// <exception cref="ArgumentException">The floating-point type has too few digits for the integer type.</exception>
            public static Tensor convert_image_dtype(Tensor image, ScalarType dtype = ScalarType.Float32)
            {
                if (image.dtype == dtype)
                    return image.alias();
                var (from, to) = (image.dtype, dtype);
                if (is_floating_point(from) && is_floating_point(to))
                    return image.to_type(to);
                if (is_floating_point(from))
                {
                    if (to == ScalarType.Int64 || (to == ScalarType.Int32 && from != ScalarType.Float64))
                        throw new ArgumentException($"The cast from {from} to {to} cannot be performed safely.");
                    using var scaled = image.mul(Largest(to) + 1 - 1e-3);
                    return scaled.to_type(to);
                }
                using var values = image.to_type(is_floating_point(to) ? to : ScalarType.Int64);
                if (is_floating_point(to))
                    return values.div(Largest(from));
                using var integers = Largest(from) > Largest(to)
                    ? values.div((long)((Largest(from) + 1) / (Largest(to) + 1)), RoundingMode.floor)
                    : values.mul((long)((Largest(to) + 1) / (Largest(from) + 1)));
                return integers.to_type(to);
            }

            private static double Largest(ScalarType type) => max_int_value(type);
        }
    }
}
