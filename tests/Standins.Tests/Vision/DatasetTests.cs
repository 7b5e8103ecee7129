using System.IO.Compression;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;

namespace Standins.Tests.Vision;

/// <summary>Data sets from files written by hand, and the real digits where they are.</summary>
public sealed class DatasetTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("vision").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Write(string name, params byte[] content)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        using Stream target = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Compress) : file;
        target.Write(content);
    }

    [Theory]
    [InlineData("test_data/", "")]
    [InlineData("", ".gz")]
    public void IdxFilesAreRead(string folder, string ending)
    {
        using var scope = NewDisposeScope();
        Write($"mnist/{folder}t10k-images-idx3-ubyte{ending}", 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 128, 255, 64, 32, 16);
        Write($"mnist/{folder}t10k-labels-idx1-ubyte{ending}", 0, 0, 8, 1, 0, 0, 0, 2, 7, 3);
        using var data = datasets.MNIST(root, train: false);
        Assert.Equal(2, data.Count);
        var sample = data.GetTensor(1);
        Assert.Equal([1L, 1, 3], sample["data"].shape);
        Assert.Equal([64f / 256, 32f / 256, 16f / 256], sample["data"].data<float>().ToArray());
        Assert.Equal(3, sample["label"].item<long>());
        Assert.Throws<FileNotFoundException>(() => datasets.MNIST(root, train: true));
    }

    [Fact]
    public void ATransformSeesABatchOfOneDigit()
    {
        using var scope = NewDisposeScope();
        Write("fashion-mnist/train-images-idx3-ubyte", 0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 128, 0);
        Write("fashion-mnist/train-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 1, 9);
        long[] seen = [];
        var transform = transforms.Compose(transforms.Lambda(x => { seen = x.shape; return x + 1; }), transforms.HorizontalFlip());
        using var data = datasets.FashionMNIST(root, train: true, target_transform: transform);
        Assert.Equal([1f, 1.5f], data.GetTensor(0)["data"].data<float>().ToArray());
        Assert.Equal([1L, 1, 1, 2], seen);
    }

    [Fact]
    public void BadFilesAreNamed()
    {
        Write("kmnist/train-images-idx3-ubyte", 0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5);
        Write("kmnist/train-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 2, 1, 2);
        Assert.Contains("different", Assert.Throws<InvalidDataException>(() => datasets.KMNIST(root, true)).Message,
            StringComparison.Ordinal);
        Write("kmnist/train-labels-idx1-ubyte", 1, 2, 3, 4, 0, 0, 0, 2, 1, 2);
        Assert.Contains("01020304", Assert.Throws<InvalidDataException>(() => datasets.KMNIST(root, true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CifarFilesAreRead()
    {
        using var scope = NewDisposeScope();
        byte[] Image(byte first) => [first, .. Enumerable.Repeat((byte)8, 3 * 32 * 32 - 1)];
        Write("CIFAR10/cifar-10-batches-bin/test_batch.bin", [4, .. Image(1), 6, .. Image(2)]);
        using var ten = datasets.CIFAR10(root, train: false);
        Assert.Equal(2, ten.Count);
        Assert.Equal([3L, 32, 32], ten.GetTensor(0)["data"].shape);
        Assert.Equal(2f / 256, ten.GetTensor(1)["data"][0, 0, 0].item<float>());
        Assert.Equal(6, ten.GetTensor(1)["label"].item<long>());
        Write("CIFAR100/cifar-100-binary/train.bin", [11, 77, .. Image(3)]);
        using var hundred = datasets.CIFAR100(root, train: true);
        Assert.Equal((11L, 77L), (hundred.GetTensor(0)["categories"].item<long>(), hundred.GetTensor(0)["label"].item<long>()));
        Write("CIFAR100/cifar-100-binary/test.bin", 1, 2, 3);
        Assert.Throws<InvalidDataException>(() => datasets.CIFAR100(root, train: false));
    }

    [Fact]
    public void TheRealDigitsAreThere()
    {
        var folder = SharedFolder.Find("data/mnist");
        if (folder is null)
            Assert.Skip("the folder with MNIST's files is not beside the repository");
        using var scope = NewDisposeScope();
        using var data = datasets.MNIST(Path.GetDirectoryName(folder)!, train: false);
        var counts = new long[10];
        foreach (var batch in torch.utils.data.DataLoader(data, 1000, disposeDataset: false))
        {
            foreach (var label in batch["label"].data<long>().ToArray())
                counts[label]++;
        }
        // The published numbers of each digit in the test set, and its first digit.
        Assert.Equal([980L, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], counts);
        Assert.Equal(7, data.GetTensor(0)["label"].item<long>());
        Assert.Equal([1L, 28, 28], data.GetTensor(0)["data"].shape);
    }
}
