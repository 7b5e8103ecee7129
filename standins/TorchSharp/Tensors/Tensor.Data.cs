using System.Numerics;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Access to the elements as values of .NET.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's type.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckType(typeof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The value of a tensor of one element.</summary>
        /// <exception cref="ArgumentException">There are several elements, or <typeparamref name="T"/> is not the tensor's
        /// type.</exception>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"Number of elements in the tensor must be 1; this one has shape [{string.Join(", ", shape)}]");
            CheckType(typeof(T));
            using var host = InMemory();
            return *(T*)DataOf(host);
        }

        /// <summary>
        /// A tensor whose memory is on the host and holds the values as they are: this one under a second handle where that is so.
        /// </summary>
        internal Tensor InMemory()
        {
            var info = Info;
            if (info.DeviceType == (int)DeviceType.CPU && info.IsLazy == 0)
                return alias();
            using var host = cpu();
            return host.resolve_conj().resolve_neg().clone();
        }

        /// <summary>The value of a tensor of one element as a scalar of its type.</summary>
        public Scalar ToScalar()
        {
            var type = dtype;
            return type switch
            {
                ScalarType.Byte => item<byte>(),
                ScalarType.Int8 => item<sbyte>(),
                ScalarType.Int16 => item<short>(),
                ScalarType.Int32 => item<int>(),
                ScalarType.Int64 => item<long>(),
                ScalarType.Float16 => item<Half>(),
                ScalarType.Float32 => item<float>(),
                ScalarType.Float64 => item<double>(),
                ScalarType.Bool => item<bool>(),
                ScalarType.ComplexFloat32 => item<(float, float)>(),
                ScalarType.ComplexFloat64 => item<Complex>(),
                ScalarType.BFloat16 => Scalar.OfBFloat16(this.ToSingle()),
                _ => throw new NotSupportedException($"no scalar of type {type}"),
            };
        }

        /// <summary>The raw memory of a contiguous CPU tensor; setting copies that many bytes in.</summary>
        /// <exception cref="NotSupportedException">The tensor is not contiguous or not on the CPU.</exception>
        public Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new NotSupportedException("bytes need a contiguous tensor: call contiguous() first");
                if (device_type != DeviceType.CPU)
                    throw new NotSupportedException("bytes need a tensor on the CPU: call cpu() first");
                if (Info.IsLazy != 0)
                    throw new NotSupportedException("bytes need values in memory: call resolve_conj() or clone() first");
                return new(DataOf(this), checked((int)(NumberOfElements * ElementSize)));
            }
            set
            {
                var own = bytes;
                if (value.Length != own.Length)
                    throw new ArgumentException($"the tensor has {own.Length} bytes, the span {value.Length}", nameof(value));
                value.CopyTo(own);
            }
        }

        private void CheckType(Type type)
        {
            var own = dtype;
            if (TypeOf(type) != own)
                throw new ArgumentException(
                    $"{type} is not compatible with {own}; convert first, for example with to_type(ScalarType.{TypeOf(type)})");
        }

        /// <summary>Whether the tensor takes part in gradients.</summary>
        public bool requires_grad
        {
            get => Info.RequiresGrad != 0;
            set => Native.Check(Native.ts_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }
    }
}

/// <summary>Values of tensors of one element in types of .NET, converted where the types differ; and sizes.</summary>
public static partial class TensorExtensionMethods
{
    private static Scalar Value(torch.Tensor value)
    {
        if (value.dtype != torch.ScalarType.BFloat16)
            return value.ToScalar();
        using var single = value.to_type(torch.ScalarType.Float32);
        return single.ToScalar();
    }

    public static bool ToBoolean(this torch.Tensor value) => Value(value).ToBoolean();
    public static byte ToByte(this torch.Tensor value) => Value(value).ToByte();
    public static sbyte ToSByte(this torch.Tensor value) => Value(value).ToSByte();
    public static short ToInt16(this torch.Tensor value) => Value(value).ToInt16();
    public static int ToInt32(this torch.Tensor value) => Value(value).ToInt32();
    public static long ToInt64(this torch.Tensor value) => Value(value).ToInt64();
    public static Half ToHalf(this torch.Tensor value) => Value(value).ToHalf();
    public static float ToSingle(this torch.Tensor value) => Value(value).ToSingle();
    public static double ToDouble(this torch.Tensor value) => Value(value).ToDouble();
    public static (float Real, float Imaginary) ToComplex32(this torch.Tensor value) => Value(value).ToComplexFloat32();
    public static (float Real, float Imaginary) ToComplexFloat32(this torch.Tensor value) => Value(value).ToComplexFloat32();
    public static Complex ToComplex64(this torch.Tensor value) => Value(value).ToComplexFloat64();
    public static Complex ToComplexFloat64(this torch.Tensor value) => Value(value).ToComplexFloat64();

    /// <summary>Bytes of one element.</summary>
    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new NotSupportedException($"no element size for {type}"),
    };

    /// <summary>The number of elements of a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>The shape in 32 bits.</summary>
    public static ReadOnlySpan<int> IntShape(this torch.Tensor tensor) => Array.ConvertAll(tensor.shape, extent => checked((int)extent));
}
