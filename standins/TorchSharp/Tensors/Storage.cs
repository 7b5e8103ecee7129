using System.Collections;
using System.Numerics;

namespace TorchSharp;

public static unsafe partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of this tensor and its views as values of <typeparamref name="T"/>; what is written, all see.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's type.</exception>
        public Storage<T> storage<T>() where T : unmanaged
        {
            CheckType(typeof(T));
            return new Storage<T>(this);
        }
    }

    public static bool is_storage(object obj) => obj is Storage;

    /// <summary>The memory of a tensor as a flat list of values.</summary>
    public abstract class Storage
    {
        /// <summary>The tensor whose memory it is, under a handle of its own.</summary>
        protected Tensor _tensor;

        /// <summary>The first byte of the memory.</summary>
        protected nint _tensor_data_ptr;

        private readonly long size;

        /// <summary>The memory of a tensor on the CPU.</summary>
        protected Storage(Tensor tensor)
        {
            void* data;
            long bytes, uses;
            Native.Check(Native.ts_tensor_storage(tensor.Handle, &data, &bytes, &uses));
            (_tensor_data_ptr, size) = ((nint)data, bytes);
            _tensor = tensor.alias().DetachFromDisposeScope();
        }

        protected nint data_ptr() => _tensor_data_ptr;

        public abstract int element_size();

        /// <summary>Bytes of the whole memory.</summary>
        public ulong nbytes() => (ulong)size;

        public Storage<bool> @bool() => To<bool>();
        public Storage<byte> @byte() => To<byte>();
        public Storage<int> @int() => To<int>();
        public Storage<long> @long() => To<long>();
        public Storage<float> @float() => To<float>();
        public Storage<double> @double() => To<double>();
        public Storage<(float, float)> complex_float() => To<(float, float)>();
        public Storage<Complex> complex_double() => To<Complex>();

        /// <summary>A copy with the values in another type.</summary>
        private Storage<T> To<T>() where T : unmanaged
        {
            using var scope = NewDisposeScope();
            var all = _tensor.detach().as_strided([size / element_size()], [1], 0);
            return new Storage<T>(all.to_type(TypeOf(typeof(T))).clone());
        }

        /// <summary>A tensor of values in the given type.</summary>
        protected static Tensor CreateTypedTensor<T>(ScalarType dtype, IList<T> rawArray) where T : unmanaged
        {
            using var scope = NewDisposeScope();
            return FromArray<T>(rawArray.ToArray(), [rawArray.Count], dtype, null, false, null).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The memory of a tensor as a flat list of values of its type.</summary>
    public sealed class Storage<T> : Storage, IDisposable, IEnumerable<T> where T : unmanaged
    {
        internal Storage(Tensor tensor) : base(tensor) { }

        /// <summary>Memory of one value.</summary>
        public static implicit operator Storage<T>(T value)
        {
            using var one = CreateTypedTensor(TypeOf(typeof(T)), [value]);
            return new Storage<T>(one);
        }

        private Span<T> Values =>
            _tensor.IsInvalid ? throw new ObjectDisposedException(nameof(Storage<T>)) : new((void*)_tensor_data_ptr, Count);

        /// <summary>How many values the memory holds.</summary>
        public int Count => checked((int)(nbytes() / (ulong)sizeof(T)));

        /// <summary>False.</summary>
        public bool IsReadOnly => false;

        public Device device => _tensor.device;
        public override int element_size() => sizeof(T);

        /// <summary>One value.</summary>
        public T this[int index] { get => Values[index]; set => Values[index] = value; }

        /// <summary>A copy of some values; setting copies as many in, or one to all places.</summary>
        public Storage<T> this[Range range]
        {
            get
            {
                using var some = CreateTypedTensor(TypeOf(typeof(T)), Values[range].ToArray());
                return new Storage<T>(some);
            }
            set
            {
                if (value.Count == 1)
                    Values[range].Fill(value[0]);
                else if (value.Count == Values[range].Length)
                    value.Values.CopyTo(Values[range]);
                else
                    throw new ArgumentException($"{value.Count} values for {Values[range].Length} places", nameof(value));
            }
        }

        /// <inheritdoc cref="this[Range]"/>
        public Storage<T> this[(int? start, int? end) range]
        {
            get => this[new Range(range.start ?? 0, range.end ?? Count)];
            set => this[new Range(range.start ?? 0, range.end ?? Count)] = value;
        }

        public bool Contains(T item) => IndexOf(item) >= 0;

        /// <summary>The first place of a value, or -1.</summary>
        public int IndexOf(T item) => Array.IndexOf(ToArray(), item);

        public T[] ToArray() => Values.ToArray();
        public IList<T> tolist() => ToArray();
        public void fill_(T value) => Values.Fill(value);

        /// <summary>Copies a list to the beginning.</summary>
        public void copy_(IList<T> array) => CopyFrom(array, 0);

        /// <summary>Copies values to a list, from a position of the list on.</summary>
        public void CopyTo(IList<T> array, int arrayIndex)
        {
            for (int k = 0; k < Math.Min(Count, array.Count - arrayIndex); k++)
                array[arrayIndex + k] = this[k];
        }

        /// <summary>Copies values from a list, from a position of the list on.</summary>
        public void CopyFrom(IList<T> array, int arrayIndex)
        {
            for (int k = 0; k < Math.Min(Count, array.Count - arrayIndex); k++)
                this[k] = array[arrayIndex + k];
        }

        /// <summary>This storage: its memory is the CPU's.</summary>
        public Storage<T> cpu() => this;

        /// <exception cref="NotSupportedException">Always: there is no such device.</exception>
        public Storage<T> cuda(Device? device = null)
        {
            InitializeDeviceType(DeviceType.CUDA);
            return this;
        }

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Gives the memory up; the tensor keeps its own hold on it.</summary>
        public void Dispose() => _tensor.Dispose();
    }
}
