namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The p-norm of each window of [N, C, L].</summary>
            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using var powers = input.pow(norm_type);
                using var mean = avg_pool1d(powers, kernel_size, stride, 0, ceil_mode);
                return NormOfMean(mean, kernel_size, norm_type);
            }

            /// <summary>The p-norm of each window of [N, C, H, W].</summary>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null,
                bool ceil_mode = false)
            {
                using var powers = input.pow(norm_type);
                using var mean = avg_pool2d(powers, kernel_size, stride, null, ceil_mode);
                return NormOfMean(mean, kernel_size.Length == 1 ? kernel_size[0] * kernel_size[0] : kernel_size[0] * kernel_size[1],
                    norm_type);
            }

            /// <inheritdoc cref="lp_pool2d(Tensor, double, long[], long[], bool)"/>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) =>
                lp_pool2d(input, norm_type, Sizes.Of(2, kernel_size), Sizes.Of(2, stride), ceil_mode);

            private static Tensor NormOfMean(Tensor mean, long count, double p)
            {
                using var scope = NewDisposeScope();
                return mean.sign().mul(mean.abs().relu()).mul(count).pow(1 / p).MoveToOuterDisposeScope();
            }

            /// <summary>Puts values back at the places that max_pool1d found them at.</summary>
            public static Tensor max_unpool1d(
                Tensor input, Tensor indices, long kernel_size, long? stride = null, long? padding = null, long[]? output_size = null)
            {
                using var scope = NewDisposeScope();
                var size = UnpooledSize(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], output_size);
                return Unpool2d.Call(input.unsqueeze(-1), indices.unsqueeze(-1),
                    new[] { size[0], 1 }).squeeze(-1).MoveToOuterDisposeScope();
            }

            /// <summary>Puts values back at the places that max_pool2d found them at.</summary>
            public static Tensor max_unpool2d(
                Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                long[]? output_size = null) =>
                Unpool2d.Call(input, indices, UnpooledSize(input, kernel_size, stride ?? kernel_size, padding ?? [0], output_size));

            /// <summary>Puts values back at the places that max_pool3d found them at.</summary>
            public static Tensor max_unpool3d(
                Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                long[]? output_size = null) =>
                Unpool3d.Call(
                    input,
                    indices,
                    UnpooledSize(input, kernel_size, stride ?? kernel_size, padding ?? [0], output_size),
                    stride ?? kernel_size,
                    padding ?? Sizes.Of(3, 0));

            private static readonly Op Unpool2d = new("max_unpool2d"), Unpool3d = new("max_unpool3d");

            private static long[] UnpooledSize(Tensor input, long[] kernel, long[] stride, long[] padding, long[]? asked)
            {
                var size = new long[kernel.Length];
                for (var d = 0; d < size.Length; d++)
                    size[d] = (input.shape[^(size.Length - d)] - 1) * stride[d] + kernel[d] - 2 * padding[padding.Length == 1 ? 0 : d];
                if (asked is null)
                    return size;
                if (asked.Length == size.Length + 2)
                    asked = asked[2..];
                if (asked.Length != size.Length || asked.Where((s, d) => Math.Abs(s - size[d]) >= stride[d]).Any())
                    throw new ArgumentException(
                        $"output_size is [{string.Join(", ", asked)}]; it must have {size.Length} or {size.Length + 2} numbers, "
                        + $"each nearer than the stride to [{string.Join(", ", size)}].");
                return asked;
            }

            /// <summary>The largest values of randomly placed windows of [N, C, H, W], with their places.</summary>
            /// <param name="input">[N, C, H, W] or [C, H, W].</param>
            /// <param name="kernel_size">The windows' size.</param>
            /// <param name="output_size">The output's size; or null.</param>
            /// <param name="output_ratio">The output's size over the input's, between 0 and 1; or null.</param>
            /// <exception cref="ArgumentException">Both or none of output_size and output_ratio are given.</exception>
            public static (Tensor Values, Tensor Indices) fractional_max_pool2d_with_indices(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) =>
                Fractional(Fractional2d, input, kernel_size, FractionalSize(input, 2, output_size, output_ratio));

            /// <summary>The largest values of randomly placed windows of [N, C, D, H, W], with their places.</summary>
            /// <inheritdoc cref="fractional_max_pool2d_with_indices(Tensor, long[], long[], double[])"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool3d_with_indices(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) =>
                Fractional(Fractional3d, input, kernel_size, FractionalSize(input, 3, output_size, output_ratio));

            private static readonly Op Fractional2d = new("fractional_max_pool2d"), Fractional3d = new("fractional_max_pool3d");

            private static (Tensor, Tensor) Fractional(Op op, Tensor input, long[] kernel, long[] size)
            {
                var rank = size.Length;
                var batch = input.dim() == rank + 1 ? 1 : input.shape[0];
                using var samples = rand([batch, input.shape[^(rank + 1)], rank], input.dtype, input.device);
                return op.Call2(input, kernel, size, samples);
            }

            private static long[] FractionalSize(Tensor input, int rank, long[]? size, double[]? ratio)
            {
                if (size is null == ratio is null)
                    throw new ArgumentException("Fractional pooling takes either output_size or output_ratio, not both and not none.");
                return size ?? [.. ratio!.Select((r, d) => (long)(input.shape[^(rank - d)] * r))];
            }
        }
    }
}
