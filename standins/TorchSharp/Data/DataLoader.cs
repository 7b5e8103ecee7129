using System.Collections;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Goes through a data set in batches, each pass from the beginning. A batch lives until the next one is asked for.
/// </summary>
/// <typeparam name="T">What one sample is.</typeparam>
/// <typeparam name="S">What one batch is.</typeparam>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    /// <summary>A loader that takes the samples in the order of their index or shuffled.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">How many make a batch; the last may have fewer.</param>
    /// <param name="collate_fn">Makes a batch of samples, on a device.</param>
    /// <param name="shuffle">Whether the samples come in random order.</param>
    /// <param name="device">Where batches are put; the CPU by default.</param>
    /// <param name="seed">Makes every pass shuffle alike.</param>
    /// <param name="num_worker">How many threads read samples.</param>
    /// <param name="drop_last">Whether to leave out a last batch that is not full.</param>
    /// <param name="disposeBatch">Whether a batch is disposed when the next is asked for.</param>
    /// <param name="disposeDataset">Whether disposing the loader disposes the data set.</param>
    public DataLoader(
        utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false, Device? device = null,
        int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : this(
            dataset, batchSize, collate_fn, shuffle ? new FisherYatesShuffler(dataset.Count, seed) : Range(dataset.Count), device, num_worker,
            drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <summary>A loader that takes the samples in a given order.</summary>
    /// <inheritdoc cref="DataLoader{T, S}(utils.data.Dataset{T}, int, Func{IEnumerable{T}, Device, S}, bool, Device, int?, int, bool, bool, bool)"/>
    public DataLoader(
        utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, IEnumerable<long> shuffler,
        Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (this.dataset, batch_size, this.collate_fn, sampler) = (dataset, batchSize, collate_fn, shuffler);
        (Device, num_workers, this.drop_last) = (device ?? CPU, Math.Max(num_worker, 1), drop_last);
        (DisposeBatch, DisposeDataset) = (disposeBatch, disposeDataset);
    }

    /// <summary>The samples.</summary>
    public utils.data.Dataset<T> dataset { get; }

    /// <summary>How many samples make a batch.</summary>
    public int batch_size { get; }

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool drop_last { get; }

    /// <summary>The order of the samples.</summary>
    public IEnumerable<long> sampler { get; }

    /// <summary>How many threads read samples.</summary>
    public int num_workers { get; }

    /// <summary>Makes a batch of samples.</summary>
    public Func<IEnumerable<T>, Device, S> collate_fn { get; }

    /// <summary>Where batches are put.</summary>
    public Device Device { get; }

    /// <summary>Whether a batch is disposed when the next is asked for.</summary>
    public bool DisposeBatch { get; }

    /// <summary>Whether disposing the loader disposes the data set.</summary>
    public bool DisposeDataset { get; }

    /// <summary>How many batches a pass has.</summary>
    public long Count => drop_last ? dataset.Count / batch_size : (dataset.Count + batch_size - 1) / batch_size;

    /// <summary>A pass over the batches.</summary>
    public IEnumerator<S> GetEnumerator()
    {
        IReadOnlyList<IDisposable> last = [];
        try
        {
            foreach (var indices in sampler.Chunk(batch_size))
            {
                if (drop_last && indices.Length < batch_size)
                    break;
                DisposeAll(last);
                (var batch, last) = Load(indices);
                yield return batch;
            }
        }
        finally
        {
            DisposeAll(last);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes the data set if <see cref="DisposeDataset"/>.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the data set if <see cref="DisposeDataset"/>.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset)
            dataset.Dispose();
    }

    private static IEnumerable<long> Range(long count)
    {
        for (var k = 0L; k < count; k++)
            yield return k;
    }

    /// <summary>A batch, and what to dispose with it.</summary>
    private (S Batch, IReadOnlyList<IDisposable> Owned) Load(long[] indices)
    {
        var samples = new (T Sample, IReadOnlyList<IDisposable> Owned)[indices.Length];
        if (num_workers == 1)
        {
            for (var k = 0; k < indices.Length; k++)
                samples[k] = Read(indices[k]);
        }
        else
        {
            Parallel.For(0, indices.Length, new ParallelOptions { MaxDegreeOfParallelism = num_workers }, k => samples[k] = Read(indices[k]));
        }
        try
        {
            var batch = Kept(() => collate_fn(samples.Select(entry => entry.Sample), Device));
            return DisposeBatch ? batch : (batch.Result, []);
        }
        finally
        {
            foreach (var (_, owned) in samples)
                DisposeAll(owned);
        }
    }

    private (T, IReadOnlyList<IDisposable>) Read(long index) => Kept(() => dataset.GetTensor(index));

    /// <summary>A result with everything that was created for it, in no scope any more.</summary>
    private static (TResult Result, IReadOnlyList<IDisposable> Owned) Kept<TResult>(Func<TResult> make)
    {
        using var scope = NewDisposeScope();
        var result = make();
        var owned = scope.DisposablesView;
        scope.Detach(owned);
        return (result, owned);
    }

    private static void DisposeAll(IReadOnlyList<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            disposable.Dispose();
    }
}

/// <summary>Batches of named tensors: each is the samples' tensors of that name, stacked along a new first dimension.</summary>
public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
{
    /// <inheritdoc/>
    public DataLoader(
        utils.data.Dataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1,
        bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <inheritdoc/>
    public DataLoader(
        utils.data.Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false,
        bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    private static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> samples, Device device)
    {
        var list = samples.ToList();
        return list[0].Keys.ToDictionary(name => name, name => stack(list.Select(sample => sample[name]).ToArray()).to(device));
    }
}

/// <summary>Batches of tensors in order: each is the samples' tensors at that place, stacked along a new first dimension.</summary>
public class IterableDataLoader : DataLoader<IList<Tensor>, IList<Tensor>>
{
    /// <inheritdoc/>
    public IterableDataLoader(
        utils.data.IterableDataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1,
        bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <inheritdoc/>
    public IterableDataLoader(
        utils.data.IterableDataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1,
        bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    private static IList<Tensor> Collate(IEnumerable<IList<Tensor>> samples, Device device)
    {
        var list = samples.ToList();
        return [.. list[0].Select((_, place) => stack(list.Select(sample => sample[place]).ToArray()).to(device))];
    }
}
