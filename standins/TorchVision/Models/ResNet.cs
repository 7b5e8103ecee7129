using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchSharp.Modules;

/// <summary>A residual network (He et al. 2015): [N, 3, 224, 224] to [N, classes].</summary>
public partial class ResNet : Layer
{
    private readonly Conv2d conv1;
    private readonly Layer bn1;
    private readonly ReLU relu;
    private readonly MaxPool2d maxpool;
    private readonly Sequential layer1 = Sequential();
    private readonly Sequential layer2 = Sequential();
    private readonly Sequential layer3 = Sequential();
    private readonly Sequential layer4 = Sequential();
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Flatten flatten;
    private readonly Linear fc;

    /// <summary>Makes a block.</summary>
    /// <param name="inplanes">Channels of the input.</param>
    /// <param name="planes">Channels of the inner convolutions; the output has expansion times as many.</param>
    /// <param name="stride">The step of the 3×3 convolution.</param>
    /// <param name="downsample">Projects the input to the output's shape, or null.</param>
    /// <param name="groups">Groups of the 3×3 convolution.</param>
    /// <param name="base_width">Channels of a group in units of planes/64.</param>
    /// <param name="dilation">Dilation of the 3×3 convolution.</param>
    /// <param name="norm_layer">Makes a normalisation of so many channels.</param>
    public delegate Layer BlockFunc(
        int inplanes, int planes, int stride = 1, Layer? downsample = null, int groups = 1, int base_width = 64, int dilation = 1,
        Func<int, Layer>? norm_layer = null);

    /// <summary>A net of given blocks.</summary>
    /// <param name="name">What GetName returns.</param>
    /// <param name="block">Makes a block.</param>
    /// <param name="expansion">A block's output channels over its planes.</param>
    /// <param name="layers">How many blocks each of the four layers has.</param>
    /// <param name="numClasses">Classes.</param>
    /// <param name="zero_init_residual">Whether the last normalisation of each block begins with zero.</param>
    /// <param name="groups">Groups of the 3×3 convolutions.</param>
    /// <param name="width_per_group">Channels of a group in the first layer.</param>
    /// <param name="replace_stride_with_dilation">For layers 2, 3 and 4: whether dilation takes the place of the stride.</param>
    /// <param name="norm_layer">Makes a normalisation; batch normalisation by default.</param>
    /// <param name="weights_file">A file that <c>save</c> wrote, or null.</param>
    /// <param name="skipfc">Whether to leave the last layer out of the file.</param>
    /// <param name="device">Where to put the net.</param>
    public ResNet(
        string name, BlockFunc block, int expansion, IList<int> layers, int numClasses = 1000, bool zero_init_residual = false,
        int groups = 1,
        int width_per_group = 64, (bool, bool, bool)? replace_stride_with_dilation = null, Func<int, Layer>? norm_layer = null,
        string? weights_file = null, bool skipfc = true, Device? device = null)
        : base(name)
    {
        var norm = norm_layer ?? (planes => BatchNorm2d(planes));
        conv1 = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
        bn1 = norm(64);
        relu = ReLU(true);
        maxpool = MaxPool2d(3, 2, 1);
        var (dilate2, dilate3, dilate4) = replace_stride_with_dilation ?? default;
        (Sequential Layer, int Planes, int Stride, bool Dilates)[] plan =
            [(layer1, 64, 1, false), (layer2, 128, 2, dilate2), (layer3, 256, 2, dilate3), (layer4, 512, 2, dilate4)];
        var (inplanes, dilation) = (64, 1);
        foreach (var ((layer, planes, stride, dilates), count) in plan.Zip(layers))
        {
            var (before, step) = (dilation, dilates ? 1 : stride);
            dilation *= dilates ? stride : 1;
            var downsample = step == 1 && inplanes == planes * expansion ? null
                : Sequential(Conv2d(inplanes, planes * expansion, 1, step, bias: false), norm(planes * expansion));
            layer.append(block(inplanes, planes, step, downsample, groups, width_per_group, before, norm));
            inplanes = planes * expansion;
            for (var k = 1; k < count; k++)
                layer.append(block(inplanes, planes, 1, null, groups, width_per_group, dilation, norm));
        }
        avgpool = AdaptiveAvgPool2d([1, 1]);
        flatten = Flatten();
        fc = Linear(512 * expansion, numClasses);
        RegisterComponents();
        Model.Prepare(this, new(Linear: null), weights_file, skipfc ? ["fc.weight", "fc.bias"] : [], device);
        if (zero_init_residual && string.IsNullOrEmpty(weights_file))
            ZeroResiduals();
    }

    private void ZeroResiduals()
    {
        foreach (var module in modules())
        {
            if ((module as BasicBlock)?.Last is BatchNorm2d basic)
                init.zeros_(basic.weight);
            if ((module as Bottleneck)?.Last is BatchNorm2d deep)
                init.zeros_(deep.weight);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = maxpool.call(relu.call(bn1.call(conv1.call(input))));
        x = layer4.call(layer3.call(layer2.call(layer1.call(x))));
        return fc.call(flatten.call(avgpool.call(x))).MoveToOuterDisposeScope();
    }
}
