using TorchSharp.Modules;
using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchSharp.Modules
{
    /// <summary>MobileNet v2 (Sandler et al. 2018): [N, 3, 224, 224] to [N, classes].</summary>
    public class MobileNetV2 : Layer
    {
        // Expansion, channels, blocks, stride of the first block.
        private static readonly long[][] Plan =
            [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]];

        private readonly Sequential classifier;
        private readonly Sequential features;

        internal MobileNetV2(MobileNetV2Options options)
            : base(nameof(MobileNetV2))
        {
            var norm = options.Norm ?? (channels => nn.BatchNorm2d(channels));
            var block = options.Block ?? ((from, to, stride, expansion, makesNorm) => new InvertedResidual(from, to, stride, expansion,
                makesNorm));
            var plan = options.Plan ?? Plan;
            if (plan.Length == 0 || plan.Any(row => row.Length != 4))
                throw new ArgumentException("inverted_residual_setting must hold rows of 4 numbers: expansion, channels, blocks, stride.");
            var channels = Model.Divisible(32 * options.Width, options.Divisor);
            var last = Model.Divisible(1280 * Math.Max(1, options.Width), options.Divisor);
            var layers = new List<Layer> { Conv(3, channels, stride: 2, norm: norm) };
            foreach (var row in plan)
            {
                for (var k = 0; k < row[2]; k++)
                {
                    var to = Model.Divisible(row[1] * options.Width, options.Divisor);
                    layers.Add(block(channels, to, k == 0 ? row[3] : 1, row[0], norm));
                    channels = to;
                }
            }
            layers.Add(Conv(channels, last, kernel: 1, norm: norm));
            features = nn.Sequential(layers);
            classifier = nn.Sequential(nn.Dropout(options.Dropout), nn.Linear(last, options.Classes));
            RegisterComponents();
            Model.Initialize(this, new(Linear: 0.01, nn.init.NonlinearityType.LeakyReLU));
        }

        private static Layer Conv(long from, long to, Func<long, Layer> norm, long kernel = 3, long stride = 1, long groups = 1) =>
            torchvision.ops.Conv2dNormActivation(from, to, kernel, stride, groups: groups, norm_layer: norm,
                activation_layer: inplace => nn.ReLU6(inplace));

        /// <inheritdoc/>
        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return classifier.call(nn.functional.adaptive_avg_pool2d(features.call(x), (1, 1)).flatten(1)).MoveToOuterDisposeScope();
        }

        /// <summary>Channels expanded, filtered each by itself, and reduced; the input added where the shapes allow.</summary>
        private sealed class InvertedResidual : Layer
        {
            private readonly bool adds;
            private readonly Sequential conv;

            internal InvertedResidual(long from, long to, long stride, double expansion, Func<long, Layer> norm)
                : base(nameof(InvertedResidual))
            {
                if (stride is not (1 or 2))
                    throw new ArgumentOutOfRangeException(nameof(stride), stride, "The stride of an inverted residual is 1 or 2.");
                var hidden = (long)Math.Round(from * expansion);
                adds = stride == 1 && from == to;
                Layer[] expand = expansion == 1 ? [] : [Conv(from, hidden, norm, kernel: 1)];
                conv = nn.Sequential(
                    [.. expand, Conv(hidden, hidden, norm, stride: stride, groups: hidden), nn.Conv2d(hidden, to, 1, bias: false),
                    norm(to)]);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => adds ? x + conv.call(x) : conv.call(x);
        }
    }

    /// <summary>The settings of <see cref="MobileNetV2"/>.</summary>
    internal sealed record MobileNetV2Options(long Classes, double Width, long[][]? Plan, long Divisor, double Dropout)
    {
        public Func<long, long, long, long, Func<long, Layer>, Layer>? Block { get; init; }
        public Func<long, Layer>? Norm { get; init; }
    }
}

namespace TorchSharp
{
    public static partial class torchvision
    {
        public static partial class models
        {
            /// <summary>MobileNet v2.</summary>
            /// <param name="num_classes">Classes.</param>
            /// <param name="width_mult">The factor of all channels.</param>
            /// <param name="inverted_residual_setting">Rows of expansion, channels, blocks, stride; those of the paper by default.</param>
            /// <param name="round_nearest">Channels are multiples of it.</param>
            /// <param name="block">Makes a block of channels in, channels out, stride, expansion, normalisation.</param>
            /// <param name="norm_layer">Makes a normalisation; batch normalisation by default.</param>
            /// <param name="dropout">The probability of dropout.</param>
            public static MobileNetV2 mobilenet_v2(
                long num_classes = 1000, double width_mult = 1, long[][]? inverted_residual_setting = null, long round_nearest = 8,
                Func<long, long, long, long, Func<long, Layer>, Layer>? block = null, Func<long, Layer>? norm_layer = null,
                double dropout = 0.2) =>
                new(new(num_classes, width_mult, inverted_residual_setting, round_nearest, dropout) { Block = block, Norm = norm_layer });
        }
    }
}
