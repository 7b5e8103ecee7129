using TorchSharp.Modules;
using static TorchSharp.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>
    /// GoogLeNet with batch normalisation, without auxiliary outputs (Szegedy et al. 2014): [N, 3, 224, 224] to [N, classes].
    /// </summary>
    public class GoogleNet : Module<Tensor, Tensor>
    {
        // Channels in, then of the four branches: 1×1; 3×3 reduced and full; 5×5 reduced and full; after the pool. Null is a pool.
        private static readonly (string Name, int[]? Channels, int Pool)[] Plan =
        [
            ("inception3a", [192, 64, 96, 128, 16, 32, 32], 0), ("inception3b", [256, 128, 128, 192, 32, 96, 64], 0), ("maxpool3", null, 3),
            ("inception4a", [480, 192, 96, 208, 16, 48, 64], 0), ("inception4b", [512, 160, 112, 224, 24, 64, 64], 0),
            ("inception4c", [512, 128, 128, 256, 24, 64, 64], 0), ("inception4d", [512, 112, 144, 288, 32, 64, 64], 0),
            ("inception4e", [528, 256, 160, 320, 32, 128, 128], 0), ("maxpool4", null, 2),
            ("inception5a", [832, 256, 160, 320, 32, 128, 128], 0), ("inception5b", [832, 384, 192, 384, 48, 128, 128], 0),
        ];

        private readonly bool transformsInput;

        /// <summary>The net, with weights from a file where one is given.</summary>
        /// <param name="numClasses">Classes.</param>
        /// <param name="transform_input">Whether the input is normalised as for torchvision's other models.</param>
        /// <param name="weights_file">A file that <c>save</c> wrote, or null.</param>
        /// <param name="skipfc">Whether to leave the last layer out of the file.</param>
        /// <param name="dropout">The probability of dropout.</param>
        /// <param name="dropout_aux">Of no effect: there are no auxiliary outputs.</param>
        /// <param name="device">Where to put the net.</param>
        public GoogleNet(
            int numClasses = 1000, bool transform_input = false, string? weights_file = null, bool skipfc = true, float dropout = 0.2f,
            float dropout_aux = 0.7f, Device? device = null)
            : base(nameof(GoogleNet))
        {
            transformsInput = transform_input;
            register_module("conv1", ConvBlock(3, 64, 7, 2, 3));
            register_module("maxpool1", MaxPool2d(3, 2, ceil_mode: true));
            register_module("conv2", ConvBlock(64, 64, 1));
            register_module("conv3", ConvBlock(64, 192, 3, padding: 1));
            register_module("maxpool2", MaxPool2d(3, 2, ceil_mode: true));
            foreach (var (name, channels, pool) in Plan)
                register_module(name, channels is null ? MaxPool2d(pool, 2, ceil_mode: true) : Inception(channels));
            register_module("avgpool", AdaptiveAvgPool2d((1, 1)));
            register_module("dropout", Dropout(dropout));
            register_module("fc", Linear(1024, numClasses));
            Prepare(this, new(Linear: null), weights_file, skipfc ? ["fc.weight", "fc.bias"] : [], device);
        }

        private static Branches Inception(int[] c) => new(
            "Inception",
            [
                ("branch1", ConvBlock(c[0], c[1], 1)),
                ("branch2", Sequential(ConvBlock(c[0], c[2], 1), ConvBlock(c[2], c[3], 3, padding: 1))),
                ("branch3", Sequential(ConvBlock(c[0], c[4], 1), ConvBlock(c[4], c[5], 3, padding: 1))),
                ("branch4", Sequential(MaxPool2d(3, 1, 1, ceil_mode: true), ConvBlock(c[0], c[6], 1))),
            ],
            "branch1", "branch2", "branch3", "branch4");

        /// <inheritdoc/>
        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            x = transformsInput ? TransformInput(x) : x;
            foreach (var (name, layer) in named_children())
                x = ((Module<Tensor, Tensor>)layer).call(name == "dropout" ? x.flatten(1) : x);
            return x.MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torchvision
    {
        public static partial class models
        {
            /// <inheritdoc cref="Modules.GoogleNet(int, bool, string, bool, float, float, Device)"/>
            public static GoogleNet googlenet(
                int num_classes = 1000, bool transform_input = false, string? weights_file = null, bool skipfc = true, float dropout = 0.2f,
                float dropout_aux = 0.7f, Device? device = null) =>
                new(num_classes, transform_input, weights_file, skipfc, dropout, dropout_aux, device);
        }
    }
}
