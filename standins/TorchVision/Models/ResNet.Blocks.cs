using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchSharp.Modules;

public partial class ResNet
{
    /// <summary>Two convolutions of 3×3 and the input, or a projection of it, added.</summary>
    private sealed class BasicBlock : Layer
    {
        internal const int Expansion = 1;

        private readonly Conv2d conv1;
        private readonly Layer bn1;
        private readonly Conv2d conv2;
        private readonly Layer bn2;
        private readonly ReLU relu1;
        private readonly Layer? downsample;

        internal BasicBlock(int inplanes, int planes, int stride, Layer? downsample, BlockSettings settings)
            : base(nameof(BasicBlock))
        {
            if (settings.Groups != 1 || settings.Width != 64 || settings.Dilation > 1)
                throw new ArgumentException(
                    "BasicBlock only supports groups=1, base_width=64 and dilation=1; ResNet50 and deeper take others.");
            conv1 = Conv2d(inplanes, planes, 3, stride, 1, bias: false);
            bn1 = settings.Norm(planes);
            relu1 = ReLU(true);
            conv2 = Conv2d(planes, planes, 3, 1, 1, bias: false);
            bn2 = settings.Norm(planes);
            this.downsample = downsample;
            RegisterComponents();
        }

        /// <summary>The normalisation before the sum.</summary>
        internal Layer Last => bn2;

        public override Tensor forward(Tensor input)
        {
            var x = bn2.call(conv2.call(relu1.call(bn1.call(conv1.call(input)))));
            return x.add_(downsample?.call(input) ?? input).relu_();
        }
    }

    /// <summary>Convolutions of 1×1, 3×3 and 1×1 and the input, or a projection of it, added.</summary>
    private sealed class Bottleneck : Layer
    {
        internal const int Expansion = 4;

        private readonly Conv2d conv1;
        private readonly Layer bn1;
        private readonly Conv2d conv2;
        private readonly Layer bn2;
        private readonly Conv2d conv3;
        private readonly Layer bn3;
        private readonly ReLU relu1;
        private readonly ReLU relu2;
        private readonly Layer? downsample;

        internal Bottleneck(int inplanes, int planes, int stride, Layer? downsample, BlockSettings settings)
            : base(nameof(Bottleneck))
        {
            var width = (int)(planes * (settings.Width / 64.0)) * settings.Groups;
            conv1 = Conv2d(inplanes, width, 1, bias: false);
            bn1 = settings.Norm(width);
            relu1 = ReLU(true);
            conv2 = Conv2d(width, width, 3, stride, settings.Dilation, settings.Dilation, groups: settings.Groups, bias: false);
            bn2 = settings.Norm(width);
            relu2 = ReLU(true);
            conv3 = Conv2d(width, planes * Expansion, 1, bias: false);
            bn3 = settings.Norm(planes * Expansion);
            this.downsample = downsample;
            RegisterComponents();
        }

        /// <summary>The normalisation before the sum.</summary>
        internal Layer Last => bn3;

        public override Tensor forward(Tensor input)
        {
            var x = relu2.call(bn2.call(conv2.call(relu1.call(bn1.call(conv1.call(input))))));
            return bn3.call(conv3.call(x)).add_(downsample?.call(input) ?? input).relu_();
        }
    }

    /// <summary>What all blocks of a net share.</summary>
    private sealed record BlockSettings(int Groups, int Width, int Dilation, Func<int, Layer> Norm)
    {
        internal static BlockSettings From(int groups, int width, int dilation, Func<int, Layer>? norm) =>
            new(groups, width, dilation, norm ?? (planes => BatchNorm2d(planes)));
    }

    private static readonly BlockFunc Basic = (inplanes, planes, stride, downsample, groups, width, dilation, norm) =>
        new BasicBlock(inplanes, planes, stride, downsample, BlockSettings.From(groups, width, dilation, norm));

    private static readonly BlockFunc Deep = (inplanes, planes, stride, downsample, groups, width, dilation, norm) =>
        new Bottleneck(inplanes, planes, stride, downsample, BlockSettings.From(groups, width, dilation, norm));
}
