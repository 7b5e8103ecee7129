namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            // By mode and spatial dimensions. The nearest ones take (input, size, scales), the others (input, size, align_corners, scales).
            private static readonly Dictionary<(InterpolationMode, long), Op> Interpolators = new()
            {
                [(InterpolationMode.Nearest, 1)] = new("upsample_nearest1d.vec"),
                [(InterpolationMode.Nearest, 2)] = new("upsample_nearest2d.vec"),
                [(InterpolationMode.Nearest, 3)] = new("upsample_nearest3d.vec"),
                [(InterpolationMode.NearestExact, 1)] = new("_upsample_nearest_exact1d.vec"),
                [(InterpolationMode.NearestExact, 2)] = new("_upsample_nearest_exact2d.vec"),
                [(InterpolationMode.NearestExact, 3)] = new("_upsample_nearest_exact3d.vec"),
                [(InterpolationMode.Linear, 1)] = new("upsample_linear1d.vec"),
                [(InterpolationMode.Bilinear, 2)] = new("upsample_bilinear2d.vec"),
                [(InterpolationMode.Trilinear, 3)] = new("upsample_trilinear3d.vec"),
                [(InterpolationMode.Bicubic, 2)] = new("upsample_bicubic2d.vec"),
            };

            private static readonly Dictionary<InterpolationMode, Op> Antialiased = new()
            {
                [InterpolationMode.Bilinear] = new("_upsample_bilinear2d_aa.vec"),
                [InterpolationMode.Bicubic] = new("_upsample_bicubic2d_aa.vec"),
            };

            /// <summary>Resizes the spatial dimensions of [N, C, …].</summary>
            /// <param name="x">[N, C, L], [N, C, H, W] or [N, C, D, H, W].</param>
            /// <param name="size">The new size, one number for all dimensions or one each; or null.</param>
            /// <param name="scale_factor">The factors, one for all or one each; or null.</param>
            /// <param name="mode">How values between the given ones are found.</param>
            /// <param name="align_corners">Whether the corner elements' centres coincide; only for the linear and cubic modes.</param>
            /// <param name="recompute_scale_factor">Whether the factors are taken from the rounded size.</param>
            /// <param name="antialias">Whether to smooth when shrinking; only for Bilinear and Bicubic.</param>
            /// <exception cref="ArgumentException">Both or none of size and factor are given, or the mode does not fit the
            /// input.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if (size is null == scale_factor is null)
                    throw new ArgumentException("interpolate takes either size or scale_factor, not both and not none.");
                var dimensions = (int)x.dim() - 2;
                size = Repeat(size, dimensions, nameof(size));
                scale_factor = Repeat(scale_factor, dimensions, nameof(scale_factor));
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                    (size, scale_factor) = ([.. scale_factor.Select((f, d) => (long)Math.Floor(x.shape[d + 2] * f))], null);
                if (mode == InterpolationMode.Area)
                    return AdaptiveAverage[dimensions - 1].Call(x, size);
                var interpolator = antialias ? Antialiased.GetValueOrDefault(mode) : Interpolators.GetValueOrDefault((mode, dimensions));
                if (interpolator is null)
                    throw new ArgumentException(
                        $"Interpolation mode {mode}{(antialias ? " with antialias" : "")} does not take {dimensions + 2}-dimensional "
                        + "input: Linear takes 3, Bilinear and Bicubic 4, Trilinear 5, Nearest any of them; antialias Bilinear and Bicubic only.");
                if (mode is InterpolationMode.Nearest or InterpolationMode.NearestExact)
                {
                    return align_corners is null
                        ? interpolator.Call(x, size, scale_factor)
                        : throw new ArgumentException($"align_corners has no meaning for {mode}; leave it null.");
                }
                return interpolator.Call(x, size, align_corners ?? false, scale_factor);
            }

            private static readonly Op[] AdaptiveAverage = [new("adaptive_avg_pool1d"), new("adaptive_avg_pool2d"),
                new("adaptive_avg_pool3d")];

            private static T[]? Repeat<T>(T[]? values, int count, string name) => values switch
            {
                null => null,
                { Length: 1 } => [.. Enumerable.Repeat(values[0], count)],
                _ when values.Length == count => values,
                _ => throw new ArgumentException($"{name} has {values.Length} numbers; the input has {count} spatial dimension(s)."),
            };

            /// <inheritdoc cref="interpolate"/>
            public static Tensor upsample(
                Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, mode == UpsampleMode.Nearest ? null : align_corners);

            /// <summary><see cref="interpolate"/> with mode Nearest.</summary>
            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null,
                bool align_corners = false) =>
                upsample(x, size, scale_factor, UpsampleMode.Nearest, align_corners);

            /// <summary><see cref="interpolate"/> with mode Bilinear.</summary>
            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null,
                bool align_corners = false) =>
                upsample(x, size, scale_factor, UpsampleMode.Bilinear, align_corners);

            /// <summary>
            /// Values of an image [N, C, H, W] (or volume) at the places of a grid [N, h, w, 2], coordinates from -1 to 1.
            /// </summary>
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                GridSampler.Call(
                    input,
                    grid,
                    mode == GridSampleMode.Bilinear ? 0 : 1,
                    padding_mode switch { GridSamplePaddingMode.Zeros => 0, GridSamplePaddingMode.Border => 1, _ => 2 },
                    align_corners ?? false);

            /// <summary>The grid for <see cref="grid_sample"/> that transforms by affine matrices [N, 2, 3] or [N, 3, 4].</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                GridGenerator.Call(theta, size ?? throw new ArgumentNullException(
                    nameof(size), "affine_grid needs the size [N, C, H, W] of the output."), align_corners);

            private static readonly Op GridSampler = new("grid_sampler");
            private static readonly Op GridGenerator = new("affine_grid_generator");
        }
    }
}
