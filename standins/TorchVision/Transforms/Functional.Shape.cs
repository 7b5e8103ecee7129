using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class transforms
    {
        public static partial class functional
        {
            /// <summary>
            /// Runs a change that takes [N, C, H, W] of a floating-point type on images of any number of dimensions and type; integers are
            /// rounded.
            /// </summary>
            private static Tensor OnBatches(Tensor image, ScalarType type, Func<Tensor, Tensor> change)
            {
                var batch = image.reshape([-1, .. image.shape[^3..]]);
                var result = change(is_floating_point(batch) ? batch : batch.to_type(type));
                if (!is_floating_point(image))
                    result = result.round().to_type(image.dtype);
                return result.reshape([.. image.shape[..^3], .. result.shape[1..]]);
            }

            /// <summary>A part of the image; what lies outside is 0.</summary>
            public static Tensor crop(Tensor input, int top, int left, int height, int width) => input.crop(top, left, height, width);

            /// <summary>A square part of the image.</summary>
            public static Tensor crop(Tensor input, int top, int left, int size) => crop(input, top, left, size, size);

            /// <summary>The middle of the image; what lies outside is 0.</summary>
            public static Tensor center_crop(Tensor input, int height, int width)
            {
                var (_, h, w) = get_dimensions(input);
                return crop(input, (int)Math.Round((h - height) / 2.0), (int)Math.Round((w - width) / 2.0), height, width);
            }

            /// <summary>The square in the middle of the image.</summary>
            public static Tensor center_crop(Tensor input, int size) => center_crop(input, size, size);

            /// <summary>Puts a value in a part of the image.</summary>
            public static Tensor erase(Tensor img, int top, int left, int height, int width, Tensor value, bool inplace = false)
            {
                var result = inplace ? img.alias() : img.clone();
                using var part = result.narrow(-2, top, height);
                using var place = part.narrow(-1, left, width);
                place.copy_(value);
                return result;
            }

            /// <summary>Mirrors left and right.</summary>
            public static Tensor hflip(Tensor input) => input.flip(-1);

            /// <summary>Mirrors top and bottom.</summary>
            public static Tensor vflip(Tensor input) => input.flip(-2);

            /// <summary>Pads all sides.</summary>
            public static Tensor pad(Tensor input, long padding, double fill = 0, PaddingModes padding_mode = PaddingModes.Constant) =>
                pad(input, [padding], fill, padding_mode);

            /// <summary>Pads left and right, top and bottom.</summary>
            public static Tensor pad(Tensor input, (long, long) padding, double fill = 0,
                PaddingModes padding_mode = PaddingModes.Constant) =>
                pad(input, [padding.Item1, padding.Item2], fill, padding_mode);

            /// <summary>Pads left, top, right, bottom.</summary>
            public static Tensor pad(
                Tensor input, (long, long, long, long) padding, double fill = 0, PaddingModes padding_mode = PaddingModes.Constant) =>
                pad(input, [padding.Item1, padding.Item2, padding.Item3, padding.Item4], fill, padding_mode);

            /// <summary>Pads all sides; left and right, top and bottom; or left, top, right, bottom.</summary>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> padding, double fill = 0,
                PaddingModes padding_mode = PaddingModes.Constant) =>
                pad(input, padding.ToArray(), fill, padding_mode);

            /// <summary>Pads all sides; left and right, top and bottom; or left, top, right, bottom.</summary>
            /// <exception cref="ArgumentException">There are not 1, 2 or 4 numbers.</exception>
            public static Tensor pad(Tensor input, long[] padding, double fill = 0, PaddingModes padding_mode = PaddingModes.Constant)
            {
                long[] sides = padding.Length switch
                {
                    1 => [padding[0], padding[0], padding[0], padding[0]],
                    2 => [padding[0], padding[0], padding[1], padding[1]],
                    4 => [padding[0], padding[2], padding[1], padding[3]],
                    _ => throw new ArgumentException($"Padding takes 1, 2 or 4 numbers; got {padding.Length}."),
                };
                return padding_mode == PaddingModes.Constant || is_floating_point(input)
                    ? nn.functional.pad(input, sides, padding_mode, fill)
                    : WrappedTensorDisposeScope(() =>
                        OnBatches(input, ScalarType.Float32, batch => nn.functional.pad(batch, sides, padding_mode, fill)));
            }

            /// <summary>Another size, by the nearest pixel.</summary>
            public static Tensor resize(Tensor input, int height, int width) => resize(input, height, width, InterpolationMode.Nearest);

            /// <summary>Another size, by the nearest pixel.</summary>
            public static Tensor resize(Tensor input, int height, int width, int? maxSize = null) =>
                resize(input, height, width, InterpolationMode.Nearest, maxSize);

            /// <summary>Another size.</summary>
            /// <param name="input">[..., C, H, W].</param>
            /// <param name="height">The new height; where the width is -1, the shorter side.</param>
            /// <param name="width">The new width, or -1 to keep the proportions.</param>
            /// <param name="interpolation">How values between pixels are found.</param>
            /// <param name="maxSize">The longest that the longer side may become.</param>
            /// <param name="antialias">Whether to smooth when shrinking; only for Bilinear and Bicubic.</param>
            /// <exception cref="ArgumentException">maxSize is not above the wanted shorter side.</exception>
            public static Tensor resize(
                Tensor input, int height, int width, InterpolationMode interpolation = InterpolationMode.Nearest, int? maxSize = null,
                bool antialias = false)
            {
                var (_, h, w) = get_dimensions(input);
                var (newHeight, newWidth) = width == -1 ? Proportional(h, w, height, maxSize) : (height, width);
                if ((newHeight, newWidth) == (h, w))
                    return input.alias();
                antialias &= interpolation is InterpolationMode.Bilinear or InterpolationMode.Bicubic;
                return WrappedTensorDisposeScope(() => OnBatches(input, ScalarType.Float32, batch =>
                {
                    var resized = nn.functional.interpolate(batch, [newHeight, newWidth], null, interpolation, null, false, antialias);
                    return is_floating_point(input) ? resized : resized.clamp(0, 255);
                }));
            }

            private static (long, long) Proportional(long height, long width, long shorter, int? longest)
            {
                if (shorter >= longest)
                    throw new ArgumentException(
                        $"maxSize = {longest} must be strictly greater than the requested size for the smaller edge size = {shorter}.");
                var (small, large) = (Math.Min(height, width), Math.Max(height, width));
                var longer = shorter * large / small;
                if (longer > longest)
                    (shorter, longer) = (longest.Value * shorter / longer, longest.Value);
                return width <= height ? (longer, shorter) : (shorter, longer);
            }

            /// <summary>A part of the image in another size.</summary>
            /// <exception cref="ArgumentException">The part does not lie within the image.</exception>
            public static Tensor resized_crop(Tensor input, int top, int left, int height, int width, int newHeight, int newWidth)
            {
                var (_, h, w) = get_dimensions(input);
                if (top < 0 || left < 0 || height <= 0 || width <= 0 || top + height > h || left + width > w)
                    throw new ArgumentException(
                        $"The part of {height}×{width} at ({top}, {left}) does not lie within the image of {h}×{w}.");
                using var part = crop(input, top, left, height, width);
                return resize(part, newHeight, newWidth);
            }

            /// <summary>Blurs with a normal distribution.</summary>
            public static Tensor gaussian_blur(Tensor input, long kernel_size, float sigma) => gaussian_blur(input, [kernel_size], [sigma]);

            /// <summary>Blurs with a normal distribution.</summary>
            public static Tensor gaussian_blur(Tensor input, long kernelHeight, long kernelWidth, float sigma_x, float sigma_y) =>
                gaussian_blur(input, [kernelWidth, kernelHeight], [sigma_x, sigma_y]);

            /// <summary>Blurs with a normal distribution.</summary>
            /// <param name="input">[..., C, H, W].</param>
            /// <param name="kernelSize">The kernel's width and height, odd; or one number for both.</param>
            /// <param name="sigma">The standard deviations along width and height, or one; empty to take them from the size.</param>
            public static Tensor gaussian_blur(Tensor input, IList<long> kernelSize, IList<float> sigma) => WrappedTensorDisposeScope(() =>
            {
                var (kx, ky) = (kernelSize[0], kernelSize[^1]);
                var (sx, sy) = sigma is { Count: > 0 } ? (sigma[0], sigma[^1]) : (DefaultSigma(kx), DefaultSigma(ky));
                var channels = get_dimensions(input).channels;
                return OnBatches(input, ScalarType.Float32, batch =>
                {
                    var kernel = outer(Bell(ky, sy), Bell(kx, sx)).to(batch).expand(channels, 1, ky, kx);
                    var padded = nn.functional.pad(batch, [kx / 2, kx / 2, ky / 2, ky / 2], PaddingModes.Reflect);
                    return nn.functional.conv2d(padded, kernel, groups: channels);
                });
            });

            private static float DefaultSigma(long size) => 0.3f * ((size - 1) * 0.5f - 1) + 0.8f;

            private static Tensor Bell(long size, double sigma)
            {
                var x = linspace(-(size - 1) / 2.0, (size - 1) / 2.0, size);
                var density = (x / sigma).square().mul(-0.5).exp();
                return density / density.sum();
            }
        }
    }
}

/// <summary>Methods of tensors that are images.</summary>
public static class VisionExtensionMethods
{
    /// <summary>A part of an image [..., H, W]; what lies outside is 0.</summary>
    public static Tensor crop(this Tensor image, int top, int left, int height, int width)
    {
        var (h, w) = ((int)image.shape[^2], (int)image.shape[^1]);
        var (bottom, right) = (top + height, left + width);
        using var rows = image.narrow(-2, Math.Clamp(top, 0, h), Math.Clamp(bottom, 0, h) - Math.Clamp(top, 0, h));
        using var part = rows.narrow(-1, Math.Clamp(left, 0, w), Math.Clamp(right, 0, w) - Math.Clamp(left, 0, w));
        if (top >= 0 && left >= 0 && bottom <= h && right <= w)
            return part.alias();
        return nn.functional.pad(part, [Math.Max(-left, 0), Math.Max(right - w, 0), Math.Max(-top, 0), Math.Max(bottom - h, 0)]);
    }
}
