using TorchSharp.Modules;
using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchSharp.Modules
{
    public partial class ResNet
    {
        /// <summary>The net with 18 layers.</summary>
        public static ResNet ResNet18(
            int numClasses = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
            (bool, bool, bool)? replace_stride_with_dilation = null, Func<int, Layer>? norm_layer = null, string? weights_file = null,
            bool skipfc = true, Device? device = null) =>
            new("ResNet18", Basic, BasicBlock.Expansion, [2, 2, 2, 2], numClasses, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation, norm_layer, weights_file, skipfc, device);

        /// <summary>The net with 34 layers.</summary>
        public static ResNet ResNet34(
            int numClasses = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
            (bool, bool, bool)? replace_stride_with_dilation = null, Func<int, Layer>? norm_layer = null, string? weights_file = null,
            bool skipfc = true, Device? device = null) =>
            new("ResNet34", Basic, BasicBlock.Expansion, [3, 4, 6, 3], numClasses, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation, norm_layer, weights_file, skipfc, device);

        /// <summary>The net with 50 layers.</summary>
        public static ResNet ResNet50(
            int numClasses = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
            (bool, bool, bool)? replace_stride_with_dilation = null, Func<int, Layer>? norm_layer = null, string? weights_file = null,
            bool skipfc = true, Device? device = null) =>
            new("ResNet50", Deep, Bottleneck.Expansion, [3, 4, 6, 3], numClasses, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation, norm_layer, weights_file, skipfc, device);

        /// <summary>The net with 101 layers.</summary>
        public static ResNet ResNet101(
            int numClasses = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
            (bool, bool, bool)? replace_stride_with_dilation = null, Func<int, Layer>? norm_layer = null, string? weights_file = null,
            bool skipfc = true, Device? device = null) =>
            new("ResNet101", Deep, Bottleneck.Expansion, [3, 4, 23, 3], numClasses, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation, norm_layer, weights_file, skipfc, device);

        /// <summary>The net with 152 layers.</summary>
        public static ResNet ResNet152(
            int numClasses = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
            (bool, bool, bool)? replace_stride_with_dilation = null, Func<int, Layer>? norm_layer = null, string? weights_file = null,
            bool skipfc = true, Device? device = null) =>
            new("ResNet152", Deep, Bottleneck.Expansion, [3, 8, 36, 3], numClasses, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation, norm_layer, weights_file, skipfc, device);
    }
}

namespace TorchSharp
{
    public static partial class torchvision
    {
        public static partial class models
        {
            /// <summary>ResNet with 18 layers.</summary>
            public static ResNet resnet18(
                int num_classes = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
                (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet18(num_classes, zero_init_residual, groups, width_per_group, replace_stride_with_dilation, norm_layer,
                    weights_file, skipfc, device);

            /// <summary>ResNet with 34 layers.</summary>
            public static ResNet resnet34(
                int num_classes = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
                (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet34(num_classes, zero_init_residual, groups, width_per_group, replace_stride_with_dilation, norm_layer,
                    weights_file, skipfc, device);

            /// <summary>ResNet with 50 layers.</summary>
            public static ResNet resnet50(
                int num_classes = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
                (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet50(num_classes, zero_init_residual, groups, width_per_group, replace_stride_with_dilation, norm_layer,
                    weights_file, skipfc, device);

            /// <summary>ResNet with 101 layers.</summary>
            public static ResNet resnet101(
                int num_classes = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
                (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet101(num_classes, zero_init_residual, groups, width_per_group, replace_stride_with_dilation, norm_layer,
                    weights_file, skipfc, device);

            /// <summary>ResNet with 152 layers.</summary>
            public static ResNet resnet152(
                int num_classes = 1000, bool zero_init_residual = false, int groups = 1, int width_per_group = 64,
                (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet152(num_classes, zero_init_residual, groups, width_per_group, replace_stride_with_dilation, norm_layer,
                    weights_file, skipfc, device);

            /// <summary>ResNeXt with 50 layers, 32 groups of 4 channels (Xie et al. 2016).</summary>
            public static ResNet resnext50_32x4d(
                int num_classes = 1000, bool zero_init_residual = false, (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet50(num_classes, zero_init_residual, 32, 4, replace_stride_with_dilation, norm_layer, weights_file, skipfc,
                    device);

            /// <summary>ResNeXt with 101 layers, 32 groups of 8 channels (Xie et al. 2016).</summary>
            public static ResNet resnext101_32x8d(
                int num_classes = 1000, bool zero_init_residual = false, (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet101(num_classes, zero_init_residual, 32, 8, replace_stride_with_dilation, norm_layer, weights_file, skipfc,
                    device);

            /// <summary>ResNeXt with 101 layers, 64 groups of 4 channels (Xie et al. 2016).</summary>
            public static ResNet resnext101_64x4d(
                int num_classes = 1000, bool zero_init_residual = false, (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet101(num_classes, zero_init_residual, 64, 4, replace_stride_with_dilation, norm_layer, weights_file, skipfc,
                    device);

            /// <summary>ResNet with 50 layers, inner convolutions twice as wide (Zagoruyko and Komodakis 2016).</summary>
            public static ResNet wide_resnet50_2(
                int num_classes = 1000, bool zero_init_residual = false, int groups = 1,
                (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet50(num_classes, zero_init_residual, groups, 128, replace_stride_with_dilation, norm_layer, weights_file,
                    skipfc, device);

            /// <summary>ResNet with 101 layers, inner convolutions twice as wide (Zagoruyko and Komodakis 2016).</summary>
            public static ResNet wide_resnet101_2(
                int num_classes = 1000, bool zero_init_residual = false, int groups = 1,
                (bool, bool, bool)? replace_stride_with_dilation = null,
                Func<int, Layer>? norm_layer = null, string? weights_file = null, bool skipfc = true, Device? device = null) =>
                ResNet.ResNet101(num_classes, zero_init_residual, groups, 128, replace_stride_with_dilation, norm_layer, weights_file,
                    skipfc, device);
        }
    }
}
