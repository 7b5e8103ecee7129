using TorchSharp.Modules;
using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchSharp.Modules
{
    /// <summary>MobileNet v3 (Howard et al. 2019): [N, 3, 224, 224] to [N, 1000].</summary>
    public class MobileNetV3 : Layer
    {
        /// <summary>
        /// A block: channels in, kernel, expanded channels, channels out, squeeze and excitation, hard swish in place of ReLU, stride.
        /// </summary>
        internal readonly record struct Block(long From, long Kernel, long Expanded, long To, bool Squeezes, bool HardSwish, long Stride);

        internal static readonly Block[] Large =
        [
            new(16, 3, 16, 16, false, false, 1), new(16, 3, 64, 24, false, false, 2), new(24, 3, 72, 24, false, false, 1),
            new(24, 5, 72, 40, true, false, 2), new(40, 5, 120, 40, true, false, 1), new(40, 5, 120, 40, true, false, 1),
            new(40, 3, 240, 80, false, true, 2), new(80, 3, 200, 80, false, true, 1), new(80, 3, 184, 80, false, true, 1),
            new(80, 3, 184, 80, false, true, 1), new(80, 3, 480, 112, true, true, 1), new(112, 3, 672, 112, true, true, 1),
            new(112, 5, 672, 160, true, true, 2), new(160, 5, 960, 160, true, true, 1), new(160, 5, 960, 160, true, true, 1),
        ];

        internal static readonly Block[] Small =
        [
            new(16, 3, 16, 16, true, false, 2), new(16, 3, 72, 24, false, false, 2), new(24, 3, 88, 24, false, false, 1),
            new(24, 5, 96, 40, true, true, 2), new(40, 5, 240, 40, true, true, 1), new(40, 5, 240, 40, true, true, 1),
            new(40, 5, 120, 48, true, true, 1), new(48, 5, 144, 48, true, true, 1), new(48, 5, 288, 96, true, true, 2),
            new(96, 5, 576, 96, true, true, 1), new(96, 5, 576, 96, true, true, 1),
        ];

        private readonly AdaptiveAvgPool2d avgpool;
        private readonly Sequential classifier;
        private readonly Sequential features;

        internal MobileNetV3(Block[] blocks, long last)
            : base(nameof(MobileNetV3))
        {
            var channels = 6 * blocks[^1].To;
            features = nn.Sequential(
            [
                Conv(3, blocks[0].From, hardSwish: true, stride: 2),
                .. blocks.Select(block => new InvertedResidual(block)),
                Conv(blocks[^1].To, channels, hardSwish: true, kernel: 1),
            ]);
            avgpool = nn.AdaptiveAvgPool2d(1);
            classifier = nn.Sequential(nn.Linear(channels, last), nn.Hardswish(true), nn.Dropout(0.2, true), nn.Linear(last, 1000));
            RegisterComponents();
            Model.Initialize(this, new(Linear: 0.01, nn.init.NonlinearityType.LeakyReLU));
        }

        /// <summary>A convolution with normalisation; the activation is hard swish, ReLU, or with null none.</summary>
        private static Layer Conv(long from, long to, bool? hardSwish, long kernel = 3, long stride = 1, long groups = 1) =>
            torchvision.ops.Conv2dNormActivation(
                from, to, kernel, stride, groups: groups,
                norm_layer: channels => nn.BatchNorm2d(channels, eps: 0.001, momentum: 0.01),
                activation_layer: hardSwish is { } hard ? inplace => hard ? nn.Hardswish(inplace) : nn.ReLU(inplace) : null);

        /// <inheritdoc/>
        public override Tensor forward(Tensor x) => Model.Classify(x, features, avgpool, classifier);

        /// <summary>Channels expanded, filtered each by itself, weighted, and reduced; the input added where the shapes allow.</summary>
        private sealed class InvertedResidual : Layer
        {
            private readonly bool adds;
            private readonly Sequential block;

            internal InvertedResidual(Block plan)
                : base(nameof(InvertedResidual))
            {
                adds = plan.Stride == 1 && plan.From == plan.To;
                Layer[] expand = plan.Expanded == plan.From ? [] : [Conv(plan.From, plan.Expanded, plan.HardSwish, kernel: 1)];
                Layer[] squeeze = plan.Squeezes
                    ? [torchvision.ops.SqueezeExcitation(plan.Expanded, Model.Divisible(plan.Expanded / 4), () => nn.ReLU(),
                        () => nn.Hardsigmoid())]
                    : [];
                block = nn.Sequential(
                [
                    .. expand,
                    Conv(plan.Expanded, plan.Expanded, plan.HardSwish, plan.Kernel, plan.Stride, plan.Expanded),
                    .. squeeze,
                    Conv(plan.Expanded, plan.To, null, kernel: 1),
                ]);
                RegisterComponents();
            }

            public override Tensor forward(Tensor input) => adds ? block.call(input) + input : block.call(input);
        }
    }
}

namespace TorchSharp
{
    public static partial class torchvision
    {
        public static partial class models
        {
            /// <summary>The large MobileNet v3.</summary>
            public static MobileNetV3 mobilenet_v3_large() => new(MobileNetV3.Large, 1280);

            /// <summary>The small MobileNet v3.</summary>
            public static MobileNetV3 mobilenet_v3_small() => new(MobileNetV3.Small, 1024);
        }
    }
}
