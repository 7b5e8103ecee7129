using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.Data;

/// <summary>Loaders: order, batches, threads, life of a batch.</summary>
[Collection(nameof(LifeTests))]
public sealed class DataLoaderTests
{
    private sealed class Squares(long count) : utils.data.Dataset
    {
        public bool IsDisposed { get; private set; }

        public override long Count => count;

        public override Dictionary<string, Tensor> GetTensor(long index) =>
            new() { ["data"] = full(2, (float)index), ["label"] = tensor(index * index) };

        protected override void Dispose(bool disposing) => IsDisposed = true;
    }

    private static long[][] Labels(IEnumerable<Dictionary<string, Tensor>> loader) =>
        [.. loader.Select(batch => batch["label"].data<long>().ToArray())];

    [Fact]
    public void BatchesComeInOrderAndTheLastMayBeShort()
    {
        using var loader = utils.data.DataLoader(new Squares(5), 2);
        Assert.Equal(3, loader.Count);
        Assert.Equal([[0, 1], [4, 9], [16]], Labels(loader));
        Assert.Equal([[0, 1], [4, 9], [16]], Labels(loader));
        foreach (var batch in loader)
            Assert.Equal([batch["label"].shape[0], 2], batch["data"].shape);
    }

    [Fact]
    public void AShortBatchCanBeDropped()
    {
        using var loader = utils.data.DataLoader(new Squares(5), 2, drop_last: true);
        Assert.Equal(2, loader.Count);
        Assert.Equal([[0, 1], [4, 9]], Labels(loader));
    }

    [Fact]
    public void ASeedShufflesAlikeAndEveryIndexComesOnce()
    {
        var orders = Enumerable.Range(0, 2).Select(_ => Labels(utils.data.DataLoader(new Squares(50), 50, shuffle: true,
            seed: 3))[0]).ToList();
        Assert.Equal(orders[0], orders[1]);
        Assert.Equal(Enumerable.Range(0, 50).Select(k => (long)k * k), orders[0].Order());
        Assert.NotEqual(orders[0].Order(), orders[0]);
    }

    [Fact]
    public void ThreadsKeepTheOrder()
    {
        using var loader = utils.data.DataLoader(new Squares(200), 32, num_worker: 4);
        Assert.Equal(Enumerable.Range(0, 200).Select(k => (long)k * k), Labels(loader).SelectMany(l => l));
    }

    [Fact]
    public void AGivenOrderIsFollowed() =>
        Assert.Equal([[9, 1], [9]], Labels(utils.data.DataLoader(new Squares(5), 2, shuffler: [3L, 1, 3])));

    [Fact]
    public void ABatchIsDisposedWithTheNextUnlessKept()
    {
        Tensor? first = null;
        foreach (var batch in utils.data.DataLoader(new Squares(4), 2))
        {
            Assert.Equal(first is not null, first?.IsInvalid ?? false);
            first ??= batch["data"];
        }
        var kept = utils.data.DataLoader(new Squares(4), 2, disposeBatch: false).Select(batch => batch["data"]).ToList();
        Assert.All(kept, data => Assert.False(data.IsInvalid));
    }

    private sealed class Words : utils.data.Dataset<string>
    {
        public override long Count => 5;

        public override string GetTensor(long index) => new('a', (int)index);
    }

    /// <summary>Samples of any kind become batches of any kind; what the function makes lives as long as its batch.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AFunctionMakesTheBatches(int workers)
    {
        var before = LifeTests.Living();
        List<Tensor> seen = [];
        Device? given = null;
        Tensor Lengths(IEnumerable<string> words, Device device)
        {
            given = device;
            return stack([.. words.Select(word => tensor((long)word.Length))]);
        }
        long[] order = [4, 0, 3, 1, 2];
        using (var loader = new TorchSharp.Modules.DataLoader<string, Tensor>(new Words(), 2, Lengths, order, num_worker: workers))
        {
            Assert.Equal(3, loader.Count);
            long[][] batches = [.. loader.Select(batch =>
            {
                Assert.All(seen, earlier => Assert.True(earlier.IsInvalid));
                seen.Add(batch);
                return batch.data<long>().ToArray();
            })];
            Assert.Equal([[4, 0], [3, 1], [2]], batches);
        }
        Assert.Equal(DeviceType.CPU, given!.type);
        Assert.InRange(LifeTests.Living(), 0, before);
        Assert.Equal(
            ["|a|aa"],
            new TorchSharp.Modules.DataLoader<string, string>(new Words(), 3, (words, _) => string.Join('|', words), drop_last: true));
    }

    [Fact]
    public void APassLeavesNoTensorBehind()
    {
        var before = LifeTests.Living();
        using (var loader = utils.data.DataLoader(new Squares(100), 10, num_worker: 2))
            Assert.Equal(10, loader.Count());
        Assert.InRange(LifeTests.Living(), 0, before);
    }

    [Fact]
    public void DisposingALoaderDisposesItsData()
    {
        var (owned, lent) = (new Squares(1), new Squares(1));
        utils.data.DataLoader(owned, 1).Dispose();
        utils.data.DataLoader(lent, 1, disposeDataset: false).Dispose();
        Assert.True(owned.IsDisposed);
        Assert.False(lent.IsDisposed);
    }

    [Fact]
    public void TensorsMakeADataset()
    {
        using var scope = NewDisposeScope();
        var data = utils.data.TensorDataset(arange(10).reshape(5, 2), arange(5));
        Assert.Equal(5, data.Count);
        Assert.Equal([6L, 7], data[3][0].data<long>().ToArray());
        var batches = utils.data.DataLoader(data, 2).Select(b => b[1].data<long>().ToArray()).ToArray();
        Assert.Equal([[0, 1], [2, 3], [4]], batches);
        Assert.Throws<ArgumentException>(() => utils.data.TensorDataset(ones(2), ones(3)));
    }
}
