using System.Text;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Writes a tensor to a file in PyTorch's archive format, as torch::save of C++ does.</summary>
    public static void save(Tensor t, string location) => t.save(location);

    /// <summary>Reads what <see cref="save(Tensor, string)"/> wrote.</summary>
    public static Tensor load(string location) => Tensor.load(location);

    public unsafe partial class Tensor
    {
        /// <summary>Writes the tensor to a file in PyTorch's archive format, as torch::save of C++ does.</summary>
        public void save(string location)
        {
            fixed (byte* path = Encoding.UTF8.GetBytes(location + '\0'))
                Native.Check(Native.ts_tensor_save(Handle, path));
        }

        /// <summary>Reads what <see cref="save"/> wrote.</summary>
        public static Tensor load(string location)
        {
            if (!File.Exists(location))
                throw new FileNotFoundException($"no file '{Path.GetFullPath(location)}'", location);
            nint result;
            fixed (byte* path = Encoding.UTF8.GetBytes(location + '\0'))
                Native.Check(Native.ts_tensor_load(path, &result));
            return new Tensor(result);
        }

        /// <summary>Reads a tensor in TorchSharp's own format.</summary>
        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        public static Tensor Load(string location)
        {
            using var stream = File.OpenRead(location);
            return Load(stream);
        }

        /// <summary>Writes the raw values of a contiguous CPU tensor.</summary>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            CheckForBytes();
            byte* data = (byte*)DataOf(this);
            foreach (var (start, length) in Blocks(bufferSize))
                stream.Write(new ReadOnlySpan<byte>(data + start, length));
            GC.KeepAlive(this);
        }

        /// <summary>Reads raw values into a contiguous CPU tensor.</summary>
        /// <exception cref="EndOfStreamException">The stream has too few bytes.</exception>
        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            CheckForBytes();
            byte* data = (byte*)DataOf(this);
            foreach (var (start, length) in Blocks(bufferSize))
                stream.ReadExactly(new Span<byte>(data + start, length));
            GC.KeepAlive(this);
        }

        private void CheckForBytes()
        {
            if (!is_contiguous() || device_type != DeviceType.CPU)
                throw new NotSupportedException("raw values need a contiguous tensor on the CPU: call contiguous() and cpu() first");
        }

        private IEnumerable<(long Start, int Length)> Blocks(int bufferSize)
        {
            long total = NumberOfElements * ElementSize;
            for (long start = 0; start < total; start += bufferSize)
                yield return (start, (int)Math.Min(bufferSize, total - start));
        }
    }
}

/// <summary>
/// TorchSharp's own format of a tensor: dtype number, rank and each extent as ULEB128, then the raw little-endian values.
/// </summary>
public static partial class TensorExtensionMethods
{
    private const int BlockSize = 1 << 20;

    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.Dimensions);
        foreach (long extent in tensor.shape)
            writer.Write7BitEncodedInt64(extent);
        writer.Flush();
        using var scope = torch.NewDisposeScope();
        tensor.detach().cpu().contiguous().WriteBytesToStream(writer.BaseStream, BlockSize);
    }

    public static void Save(this torch.Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this torch.Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads a tensor, or with <paramref name="skip"/> passes over its values and gives zeros.</summary>
    public static torch.Tensor Load(BinaryReader reader, bool skip = false)
    {
        torch.Tensor? tensor = null;
        Load(ref tensor, reader, skip);
        return tensor!;
    }

    /// <summary>Reads values into a tensor of the same type and shape.</summary>
    /// <exception cref="ArgumentException">The file holds another type or shape.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        torch.Tensor? target = tensor;
        Load(ref target, reader, skip);
    }

    /// <summary>Reads values into a tensor of the same type and shape; null becomes a new tensor.</summary>
    /// <exception cref="ArgumentException">The file holds another type or shape.</exception>
    public static void Load(ref torch.Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        var type = (torch.ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (int k = 0; k < shape.Length; k++)
            shape[k] = reader.Read7BitEncodedInt64();
        if (tensor is not null && type != tensor.dtype)
            throw new ArgumentException($"Mismatched tensor data types while loading: the file holds {type}, the tensor is {tensor.dtype}");
        if (tensor is not null && !skip && !shape.SequenceEqual(tensor.shape))
            throw new ArgumentException($"Mismatched tensor shape while loading: the file holds [{string.Join(", ", shape)}], the tensor is [{string.Join(", ", tensor.shape)}]");
        tensor ??= torch.zeros(shape, type);
        using var read = torch.empty(skip ? shape : tensor.shape, type, torch.CPU);
        read.ReadBytesFromStream(reader.BaseStream, BlockSize);
        if (skip)
            return;
        using var mode = torch.no_grad();
        tensor.copy_(read);
    }

    /// <summary>A number as a tensor without axes.</summary>
    public static torch.Tensor ToTensor<T>(this T scalar, torch.Device? device = null, bool requires_grad = false) where T : struct
    {
        using var one = torch.from_array(new[] { scalar }, device);
        var result = one.reshape(Array.Empty<long>());
        result.requires_grad = requires_grad;
        return result;
    }

    /// <summary>An array in a shape. The values are copied in any case.</summary>
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        using var flat = torch.from_array(rawArray);
        var result = flat.reshape(dimensions);
        result.requires_grad = requires_grad;
        return result;
    }
}
