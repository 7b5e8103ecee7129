using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>VGG (Simonyan and Zisserman 2014): [N, 3, 224, 224] to [N, classes].</summary>
    public class VGG : Module<Tensor, Tensor>
    {
        // Features of each convolution; 0 is a pool.
        private static readonly Dictionary<string, long[]> Plans = new()
        {
            ["VGG11"] = [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0],
            ["VGG13"] = [64, 64, 0, 128, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0],
            ["VGG16"] = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0],
            ["VGG19"] = [64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0],
        };

        private readonly Sequential features;
        private readonly AdaptiveAvgPool2d avgpool;
        private readonly Sequential classifier;

        /// <summary>The net of a name, with weights from a file where one is given.</summary>
        /// <param name="name">VGG11, VGG13, VGG16 or VGG19.</param>
        /// <param name="numClasses">Classes.</param>
        /// <param name="batch_norm">Whether each convolution is followed by batch normalisation.</param>
        /// <param name="dropout">The probability of dropout.</param>
        /// <param name="weights_file">A file that <c>save</c> wrote, or null.</param>
        /// <param name="skipfc">Whether to leave the last layer out of the file.</param>
        /// <param name="device">Where to put the net.</param>
        /// <exception cref="ArgumentException">There is no net of that name.</exception>
        public VGG(
            string name, int numClasses, bool batch_norm, float dropout = 0.5f, string? weights_file = null, bool skipfc = true,
            Device? device = null)
            : base(name)
        {
            if (!Plans.TryGetValue(name, out var plan))
                throw new ArgumentException($"There is no VGG '{name}'; there are {string.Join(", ", Plans.Keys)}.");
            var layers = new List<Module<Tensor, Tensor>>();
            var channels = 3L;
            foreach (var size in plan)
            {
                layers.AddRange(size == 0 ? [MaxPool2d(2, 2)]
                    : batch_norm ? [Conv2d(channels, size, 3, padding: 1), BatchNorm2d(size), ReLU(true)]
                    : [Conv2d(channels, size, 3, padding: 1), ReLU(true)]);
                channels = size == 0 ? channels : size;
            }
            features = Sequential(layers);
            avgpool = AdaptiveAvgPool2d([7, 7]);
            classifier = Sequential(
                Linear(512 * 7 * 7, 4096), ReLU(true), Dropout(dropout), Linear(4096, 4096), ReLU(true), Dropout(dropout),
                Linear(4096, numClasses));
            RegisterComponents();
            Model.Prepare(this, new(Linear: 0.01), weights_file, skipfc ? ["classifier.6.weight", "classifier.6.bias"] : [], device);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => Model.Classify(input, features, avgpool, classifier);
    }
}

namespace TorchSharp
{
    public static partial class torchvision
    {
        public static partial class models
        {
            /// <summary>VGG with 11 layers.</summary>
            public static VGG vgg11(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG11", num_classes, false, dropout, weights_file, skipfc, device);

            /// <summary>VGG with 11 layers and batch normalisation.</summary>
            public static VGG vgg11_bn(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG11", num_classes, true, dropout, weights_file, skipfc, device);

            /// <summary>VGG with 13 layers.</summary>
            public static VGG vgg13(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG13", num_classes, false, dropout, weights_file, skipfc, device);

            /// <summary>VGG with 13 layers and batch normalisation.</summary>
            public static VGG vgg13_bn(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG13", num_classes, true, dropout, weights_file, skipfc, device);

            /// <summary>VGG with 16 layers.</summary>
            public static VGG vgg16(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG16", num_classes, false, dropout, weights_file, skipfc, device);

            /// <summary>VGG with 16 layers and batch normalisation.</summary>
            public static VGG vgg16_bn(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG16", num_classes, true, dropout, weights_file, skipfc, device);

            /// <summary>VGG with 19 layers.</summary>
            public static VGG vgg19(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG19", num_classes, false, dropout, weights_file, skipfc, device);

            /// <summary>VGG with 19 layers and batch normalisation.</summary>
            public static VGG vgg19_bn(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new("VGG19", num_classes, true, dropout, weights_file, skipfc, device);
        }
    }
}
