using TorchSharp.Modules;
using static TorchSharp.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Inception v3 (Szegedy et al. 2015): [N, 3, 299, 299] to [N, classes]. The auxiliary output AuxLogits has its weights but is not
    /// computed, as in TorchSharp.
    /// </summary>
    public class InceptionV3 : Module<Tensor, Tensor>
    {
        private readonly bool transformsInput;

        /// <summary>The net, with weights from a file where one is given.</summary>
        /// <param name="numClasses">Classes.</param>
        /// <param name="dropout">The probability of dropout.</param>
        /// <param name="transform_input">Whether the input is normalised as for torchvision's other models.</param>
        /// <param name="weights_file">A file that <c>save</c> wrote, or null.</param>
        /// <param name="skipfc">Whether to leave the last layers out of the file.</param>
        /// <param name="device">Where to put the net.</param>
        public InceptionV3(
            int numClasses = 1000, float dropout = 0.5f, bool transform_input = false, string? weights_file = null, bool skipfc = true,
            Device? device = null)
            : base(nameof(InceptionV3))
        {
            transformsInput = transform_input;
            (string, Module<Tensor, Tensor>)[] layers =
            [
                ("Conv2d_1a_3x3", ConvBlock(3, 32, 3, 2)), ("Conv2d_2a_3x3", ConvBlock(32, 32, 3)),
                ("Conv2d_2b_3x3", ConvBlock(32, 64, 3, padding: 1)), ("maxpool1", MaxPool2d(3, 2)), ("Conv2d_3b_1x1", ConvBlock(64, 80, 1)),
                ("Conv2d_4a_3x3", ConvBlock(80, 192, 3)), ("maxpool2", MaxPool2d(3, 2)),
                ("Mixed_5b", A(192, 32)), ("Mixed_5c", A(256, 64)), ("Mixed_5d", A(288, 64)), ("Mixed_6a", B(288)),
                ("Mixed_6b", C(768, 128)), ("Mixed_6c", C(768, 160)), ("Mixed_6d", C(768, 160)), ("Mixed_6e", C(768, 192)),
                ("AuxLogits", Auxiliary(768, numClasses)), ("Mixed_7a", D(768)), ("Mixed_7b", E(1280)), ("Mixed_7c", E(2048)),
                ("avgpool", AdaptiveAvgPool2d((1, 1))), ("dropout", Dropout(dropout)), ("fc", Linear(2048, numClasses)),
            ];
            foreach (var (name, layer) in layers)
                register_module(name, layer);
            string[] skip = skipfc ? ["fc.weight", "fc.bias", "AuxLogits.fc.weight", "AuxLogits.fc.bias"] : [];
            Prepare(this, new(Linear: 0.01), weights_file, skip, device);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            x = transformsInput ? TransformInput(x) : x;
            foreach (var (name, layer) in named_children().Where(child => child.name != "AuxLogits"))
                x = ((Module<Tensor, Tensor>)layer).call(name == "fc" ? x.flatten(1) : x);
            return x.MoveToOuterDisposeScope();
        }

        private static Branches A(int channels, int pool) => new(
            "InceptionA",
            [
                ("branch1x1", ConvBlock(channels, 64, 1)),
                ("branch5x5_1", ConvBlock(channels, 48, 1)), ("branch5x5_2", ConvBlock(48, 64, 5, padding: 2)),
                ("branch3x3dbl_1", ConvBlock(channels, 64, 1)), ("branch3x3dbl_2", ConvBlock(64, 96, 3, padding: 1)),
                ("branch3x3dbl_3", ConvBlock(96, 96, 3, padding: 1)), ("branch_pool", ConvBlock(channels, pool, 1)),
            ],
            "branch1x1", "branch5x5_1 branch5x5_2", "branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3", "average branch_pool");

        private static Branches B(int channels) => new(
            "InceptionB",
            [
                ("branch3x3", ConvBlock(channels, 384, 3, 2)), ("branch3x3dbl_1", ConvBlock(channels, 64, 1)),
                ("branch3x3dbl_2", ConvBlock(64, 96, 3, padding: 1)), ("branch3x3dbl_3", ConvBlock(96, 96, 3, 2)),
            ],
            "branch3x3", "branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3", "largest");

        private static Branches C(int channels, int c) => new(
            "InceptionC",
            [
                ("branch1x1", ConvBlock(channels, 192, 1)),
                ("branch7x7_1", ConvBlock(channels, c, 1)), ("branch7x7_2", Wide(c, c)), ("branch7x7_3", High(c, 192)),
                ("branch7x7dbl_1", ConvBlock(channels, c, 1)), ("branch7x7dbl_2", High(c, c)), ("branch7x7dbl_3", Wide(c, c)),
                ("branch7x7dbl_4", High(c, c)), ("branch7x7dbl_5", Wide(c, 192)), ("branch_pool", ConvBlock(channels, 192, 1)),
            ],
            "branch1x1", "branch7x7_1 branch7x7_2 branch7x7_3",
            "branch7x7dbl_1 branch7x7dbl_2 branch7x7dbl_3 branch7x7dbl_4 branch7x7dbl_5", "average branch_pool");

        private static Branches D(int channels) => new(
            "InceptionD",
            [
                ("branch3x3_1", ConvBlock(channels, 192, 1)), ("branch3x3_2", ConvBlock(192, 320, 3, 2)),
                ("branch7x7x3_1", ConvBlock(channels, 192, 1)), ("branch7x7x3_2", Wide(192, 192)), ("branch7x7x3_3", High(192, 192)),
                ("branch7x7x3_4", ConvBlock(192, 192, 3, 2)),
            ],
            "branch3x3_1 branch3x3_2", "branch7x7x3_1 branch7x7x3_2 branch7x7x3_3 branch7x7x3_4", "largest");

        private static Branches E(int channels) => new(
            "InceptionE",
            [
                ("branch1x1", ConvBlock(channels, 320, 1)), ("branch3x3_1", ConvBlock(channels, 384, 1)),
                ("branch3x3_2a", Wide(384, 384, 3)), ("branch3x3_2b", High(384, 384, 3)),
                ("branch3x3dbl_1", ConvBlock(channels, 448, 1)), ("branch3x3dbl_2", ConvBlock(448, 384, 3, padding: 1)),
                ("branch3x3dbl_3a", Wide(384, 384, 3)), ("branch3x3dbl_3b", High(384, 384, 3)),
                ("branch_pool", ConvBlock(channels, 192, 1)),
            ],
            "branch1x1", "branch3x3_1 branch3x3_2a|branch3x3_2b", "branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3a|branch3x3dbl_3b",
            "average branch_pool");

        private static Branches Auxiliary(int channels, int classes) => new(
            "InceptionAux",
            [("conv0", ConvBlock(channels, 128, 1)), ("conv1", ConvBlock(128, 768, 5)), ("fc", Linear(768, classes))],
            "conv0 conv1 fc");

        private static Module<Tensor, Tensor> Wide(int channels, int features, int size = 7) =>
            ConvBlock(channels, features, (1, size), null, (0, size / 2));

        private static Module<Tensor, Tensor> High(int channels, int features, int size = 7) =>
            ConvBlock(channels, features, (size, 1), null, (size / 2, 0));
    }
}

namespace TorchSharp
{
    public static partial class torchvision
    {
        public static partial class models
        {
            /// <inheritdoc cref="Modules.InceptionV3(int, float, bool, string, bool, Device)"/>
            public static InceptionV3 inception_v3(
                int num_classes = 1000, float dropout = 0.5f, bool transform_input = false, string? weights_file = null, bool skipfc = true,
                Device? device = null) => new(num_classes, dropout, transform_input, weights_file, skipfc, device);
        }
    }
}
