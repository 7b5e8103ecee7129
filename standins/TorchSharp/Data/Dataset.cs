using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Data sets and their loaders.</summary>
    public static partial class utils
    {
        /// <summary>Data sets and their loaders.</summary>
        public static partial class data
        {
            /// <summary>Samples by index.</summary>
            /// <typeparam name="T">What one sample is.</typeparam>
            public abstract class Dataset<T> : IDisposable
            {
                /// <summary>How many samples there are.</summary>
                public abstract long Count { get; }

                /// <summary>The sample of an index from 0 to Count - 1; a loader calls it from several threads.</summary>
                public abstract T GetTensor(long index);

                /// <summary>Disposes the data.</summary>
                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                /// <summary>Disposes the data.</summary>
                protected virtual void Dispose(bool disposing)
                {
                }
            }

            /// <summary>Samples that are tensors by name, such as "data" and "label".</summary>
            public abstract class Dataset : Dataset<Dictionary<string, Tensor>>
            {
            }

            /// <summary>Samples that are tensors in order.</summary>
            public abstract class IterableDataset : Dataset<IList<Tensor>>
            {
            }

            /// <summary>Sample k is element k of the first dimension of each tensor.</summary>
            /// <exception cref="ArgumentException">There is no tensor, or the first dimensions differ.</exception>
            public static TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);

            /// <inheritdoc cref="Modules.DataLoader{T, S}"/>
            public static DataLoader DataLoader(
                Dataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1,
                bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

            /// <inheritdoc cref="Modules.DataLoader{T, S}"/>
            public static DataLoader DataLoader(
                Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1,
                bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);

            /// <inheritdoc cref="Modules.DataLoader{T, S}"/>
            public static IterableDataLoader DataLoader(
                IterableDataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1,
                bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

            /// <inheritdoc cref="Modules.DataLoader{T, S}"/>
            public static IterableDataLoader DataLoader(
                IterableDataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1,
                bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);
        }
    }
}
