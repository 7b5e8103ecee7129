using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>AlexNet in its one-column form (Krizhevsky 2014): [N, 3, 224, 224] to [N, classes].</summary>
    public class AlexNet : Module<Tensor, Tensor>
    {
        private readonly Sequential features;
        private readonly AdaptiveAvgPool2d avgpool;
        private readonly Sequential classifier;

        /// <summary>The net, with weights from a file where one is given.</summary>
        /// <param name="numClasses">Classes.</param>
        /// <param name="dropout">The probability of dropout.</param>
        /// <param name="weights_file">A file that <c>save</c> wrote, or null.</param>
        /// <param name="skipfc">Whether to leave the last layer out of the file.</param>
        /// <param name="device">Where to put the net.</param>
        public AlexNet(int numClasses, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null)
            : base(nameof(AlexNet))
        {
            features = Sequential(
                Conv2d(3, 64, 11, stride: 4, padding: 2), ReLU(true), MaxPool2d(3, 2),
                Conv2d(64, 192, 5, padding: 2), ReLU(true), MaxPool2d(3, 2),
                Conv2d(192, 384, 3, padding: 1), ReLU(true),
                Conv2d(384, 256, 3, padding: 1), ReLU(true),
                Conv2d(256, 256, 3, padding: 1), ReLU(true), MaxPool2d(3, 2));
            avgpool = AdaptiveAvgPool2d([6, 6]);
            classifier = Sequential(
                Dropout(dropout), Linear(256 * 6 * 6, 4096), ReLU(true),
                Dropout(dropout), Linear(4096, 4096), ReLU(true),
                Linear(4096, numClasses));
            RegisterComponents();
            Model.Prepare(this, null, weights_file, skipfc ? ["classifier.6.weight", "classifier.6.bias"] : [], device);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => Model.Classify(input, features, avgpool, classifier);
    }
}

namespace TorchSharp
{
    public static partial class torchvision
    {
        /// <summary>Networks for images.</summary>
        public static partial class models
        {
            /// <inheritdoc cref="Modules.AlexNet(int, float, string, bool, Device)"/>
            public static AlexNet alexnet(
                int num_classes = 1000, float dropout = 0.5f, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                new(num_classes, dropout, weights_file, skipfc, device);
        }
    }
}
