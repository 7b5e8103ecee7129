using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>Helpers around images.</summary>
    public static partial class utils
    {
        /// <summary>Images of one size side by side.</summary>
        /// <inheritdoc cref="make_grid(Tensor, long, int, bool, ValueTuple{double, double}?, bool, double)"/>
        public static Tensor make_grid(
            IEnumerable<Tensor> tensors, long nrow = 8, int padding = 2, bool normalize = false,
            (double low, double high)? value_range = null,
            bool scale_each = false, double pad_value = 0)
        {
            using var images = stack(tensors.ToArray());
            return make_grid(images, nrow, padding, normalize, value_range, scale_each, pad_value);
        }

        /// <summary>Images side by side: [N, C, H, W] (or [C, H, W], [H, W]) to [C, height, width]; one channel becomes three.</summary>
        /// <param name="tensor">The images.</param>
        /// <param name="nrow">How many in a row.</param>
        /// <param name="padding">Pixels between them and around.</param>
        /// <param name="normalize">Whether to scale the values to 0 … 1.</param>
        /// <param name="value_range">What becomes 0 and 1; the least and largest value by default.</param>
        /// <param name="scale_each">Whether each image is scaled by itself.</param>
        /// <param name="pad_value">The value between the images.</param>
        public static Tensor make_grid(
            Tensor tensor, long nrow = 8, int padding = 2, bool normalize = false, (double low, double high)? value_range = null,
            bool scale_each = false, double pad_value = 0)
        {
            using var scope = NewDisposeScope();
            var images = tensor;
            while (images.dim() < 4)
                images = images.unsqueeze(0);
            if (images.shape[1] == 1)
                images = images.expand(-1, 3, -1, -1);
            if (normalize)
                images = scale_each ? stack(images.unbind(0).Select(image => Scaled(image, value_range)).ToArray()) : Scaled(images,
                    value_range);
            if (images.shape[0] == 1)
                return images.squeeze(0).contiguous().MoveToOuterDisposeScope();
            var (count, columns) = (images.shape[0], Math.Min(nrow, images.shape[0]));
            var (height, width) = (images.shape[2] + padding, images.shape[3] + padding);
            var rows = (count + columns - 1) / columns;
            var grid = images.new_full([images.shape[1], height * rows + padding, width * columns + padding], pad_value);
            for (var k = 0L; k < count; k++)
            {
                grid.narrow(1, k / columns * height + padding, height - padding)
                    .narrow(2, k % columns * width + padding, width - padding)
                    .copy_(images[k]);
            }
            return grid.MoveToOuterDisposeScope();
        }

        private static Tensor Scaled(Tensor images, (double Low, double High)? range)
        {
            var (low, high) = range ?? (images.min().ToDouble(), images.max().ToDouble());
            return images.clamp(low, high).sub(low).div(Math.Max(high - low, 1e-5));
        }
    }
}
