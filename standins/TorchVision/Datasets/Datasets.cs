using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>
    /// Data sets of images. Nothing is downloaded unless asked for. A sample has "data" [C, H, W] (Float32, bytes over 256) and "label"
    /// (Int64).
    /// </summary>
    public static partial class datasets
    {
        /// <summary>
        /// Handwritten digits, 28×28: idx files in ROOT/mnist, as ROOT/mnist/test_data/train-images-idx3-ubyte or ROOT/mnist/train-images-
        /// idx3-ubyte.gz.
        /// </summary>
        /// <param name="root">The folder.</param>
        /// <param name="train">The 60,000 for training or the 10,000 for tests.</param>
        /// <param name="download">Whether to download what is missing.</param>
        /// <param name="target_transform">Applied to each image as [1, 1, 28, 28].</param>
        /// <exception cref="FileNotFoundException">A file is missing.</exception>
        public static torch.utils.data.Dataset MNIST(string root, bool train, bool download = false, ITransform? target_transform = null) =>
            Idx(
            Path.Join(root, "mnist"), train, download, target_transform,
            "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/");

        /// <summary>Clothes, 28×28: idx files in ROOT/fashion-mnist.</summary>
        /// <inheritdoc cref="MNIST"/>
        public static torch.utils.data.Dataset FashionMNIST(string root, bool train, bool download = false,
            ITransform? target_transform = null) => Idx(
            Path.Join(root, "fashion-mnist"), train, download, target_transform,
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/");

        /// <summary>Japanese characters, 28×28: idx files in ROOT/kmnist.</summary>
        /// <inheritdoc cref="MNIST"/>
        public static torch.utils.data.Dataset KMNIST(string root, bool train, bool download = false,
            ITransform? target_transform = null) => Idx(
            Path.Join(root, "kmnist"), train, download, target_transform, "https://codh.rois.ac.jp/kmnist/dataset/kmnist/");

        private static ImageDataset Idx(string folder, bool train, bool download, ITransform? transform, params string[] addresses)
        {
            var prefix = train ? "train" : "t10k";
            Stream OpenFile(string name)
            {
                var packed = Path.Join(folder, name + ".gz");
                string[] places = [Path.Join(folder, "test_data", name), Path.Join(folder, name), packed];
                if (download && !places.Any(File.Exists))
                    Files.Download(packed, [.. addresses.Select(address => address + name + ".gz")]);
                return Files.Open(places);
            }
            using var imageFile = OpenFile($"{prefix}-images-idx3-ubyte");
            using var labelFile = OpenFile($"{prefix}-labels-idx1-ubyte");
            var (size, pixels) = Files.ReadIdx(imageFile, 3);
            var (count, labels) = Files.ReadIdx(labelFile, 1);
            if (size[0] != count[0])
                throw new InvalidDataException($"Image data and label counts are different: {size[0]} and {count[0]} in {folder}.");
            return new ImageDataset(pixels, [size[0], 1, size[1], size[2]], [("label", labels)], OnBatch(transform));
        }

        /// <summary>Ten kinds of objects, 32×32 in colour: the binary version in ROOT/CIFAR10/cifar-10-batches-bin.</summary>
        /// <param name="root">The folder.</param>
        /// <param name="train">The 50,000 for training or the 10,000 for tests.</param>
        /// <param name="download">Whether to download what is missing.</param>
        /// <param name="target_transform">Applied to each image [3, 32, 32].</param>
        /// <exception cref="FileNotFoundException">A file is missing.</exception>
        public static torch.utils.data.Dataset CIFAR10(string root, bool train, bool download = false,
            ITransform? target_transform = null) =>
            CIFAR10(root, train, download, Function(target_transform)!);

        /// <inheritdoc cref="CIFAR10(string, bool, bool, ITransform)"/>
        public static torch.utils.data.Dataset CIFAR10(string root, bool train, bool download, Func<Tensor, Tensor> target_transform) =>
            Cifar(
            Path.Join(root, "CIFAR10"), "cifar-10-batches-bin", train ? [.. Enumerable.Range(1,
            5).Select(k => $"data_batch_{k}.bin")] : ["test_batch.bin"],
            download ? "cifar-10-binary.tar.gz" : null, ["label"], target_transform);

        /// <summary>
        /// A hundred kinds of objects, 32×32 in colour: ROOT/CIFAR100/cifar-100-binary; "categories" are the twenty coarse labels.
        /// </summary>
        /// <inheritdoc cref="CIFAR10(string, bool, bool, ITransform)"/>
        public static torch.utils.data.Dataset CIFAR100(string root, bool train, bool download = false,
            ITransform? target_transform = null) =>
            CIFAR100(root, train, download, Function(target_transform)!);

        /// <inheritdoc cref="CIFAR100(string, bool, bool, ITransform)"/>
        public static torch.utils.data.Dataset CIFAR100(string root, bool train, bool download, Func<Tensor, Tensor> target_transform) =>
            Cifar(
            Path.Join(root, "CIFAR100"), "cifar-100-binary", [train ? "train.bin" : "test.bin"],
            download ? "cifar-100-binary.tar.gz" : null,
            ["categories", "label"], target_transform);

        private static ImageDataset Cifar(
            string folder, string subfolder, string[] files, string? archive, string[] labelNames, Func<Tensor, Tensor>? transform)
        {
            string[] paths = [.. files.Select(file => Path.Join(folder, subfolder, file))];
            if (archive is not null && !paths.All(File.Exists))
            {
                var packed = Path.Join(folder, archive);
                Files.Download(packed, "https://www.cs.toronto.edu/~kriz/" + archive);
                Files.Extract(packed, folder);
            }
            const int pixels = 3 * 32 * 32;
            var record = pixels + labelNames.Length;
            var content = paths.SelectMany(path => ReadRecords(path, record)).ToArray();
            var count = content.Length / record;
            var images = new byte[count * pixels];
            for (var k = 0; k < count; k++)
                Array.Copy(content, k * record + labelNames.Length, images, k * pixels, pixels);
            var labels = labelNames.Select((name, at) => (name, Enumerable.Range(0,
                count).Select(k => content[k * record + at]).ToArray()));
            return new ImageDataset(images, [count, 3, 32, 32], [.. labels], transform);
        }

        private static byte[] ReadRecords(string path, int record)
        {
            using var stream = Files.Open(path);
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.Length % record == 0 ? memory.ToArray()
                : throw new InvalidDataException($"Not a proper CIFAR file: {path} has {memory.Length} bytes, not a multiple of {record}.");
        }

        private static Func<Tensor, Tensor>? Function(ITransform? transform) => transform is null ? null : transform.call;

        /// <summary>A transform that is given an image as a batch of one, as TorchSharp does for the idx files.</summary>
        private static Func<Tensor, Tensor>? OnBatch(ITransform? transform) => transform is null ? null : image =>
        {
            using var batch = image.unsqueeze(0);
            using var transformed = transform.call(batch);
            return transformed.squeeze(0);
        };
    }
}
