using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Writes the values row by row, little-endian, from any device.</summary>
        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using var values = detach().cpu().contiguous();
            using var memory = new UnmanagedMemoryStream((byte*)DataOf(values), values.NumberOfElements * values.ElementSize);
            memory.CopyTo(stream, bufferSize);
        }

        /// <summary>Reads the values row by row, little-endian, as many as the tensor has elements.</summary>
        /// <exception cref="EndOfStreamException">The stream holds fewer.</exception>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            using var values = torch.empty(shape, dtype);
            var start = (byte*)DataOf(values);
            var count = NumberOfElements * ElementSize;
            for (var done = 0L; done < count; done += bufferSize)
                stream.ReadExactly(new Span<byte>(start + done, (int)Math.Min(bufferSize, count - done)));
            using (no_grad())
                copy_(values);
        }
    }
}

/// <summary>TorchSharp's own file format: dtype, rank and dimensions as ULEB128, then the values, little-endian, row by row.</summary>
public static partial class TensorExtensionMethods
{
    /// <summary>Writes a tensor.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        var shape = tensor.shape;
        writer.Write7BitEncodedInt64(shape.Length);
        foreach (var size in shape)
            writer.Write7BitEncodedInt64(size);
        writer.Flush();
        tensor.WriteBytesToStream(writer.BaseStream);
    }

    /// <inheritdoc cref="Save(Tensor, BinaryWriter)"/>
    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    /// <inheritdoc cref="Save(Tensor, BinaryWriter)"/>
    public static void Save(this Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads values into a tensor of the same dtype and shape, or with <paramref name="skip"/> passes over them.</summary>
    /// <exception cref="ArgumentException">The dtype or the shape differs.</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (type != tensor.dtype || !(skip || shape.SequenceEqual(tensor.shape)))
            throw new ArgumentException($"Mismatched tensor while loading: the file has {type} [{string.Join(", ", shape)}], the target is "
                + $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]. Make sure that the model you are loading into is exactly the same as the origin.");
        using var values = ReadValues(reader, type, shape);
        using (no_grad())
        {
            if (!skip)
                tensor.copy_(values);
        }
    }

    /// <summary>Reads a tensor; with <paramref name="skip"/> the result has the shape, but zeros for values.</summary>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        Tensor? tensor = null;
        Load(ref tensor, reader, skip);
        return tensor!;
    }

    /// <summary>Reads into a tensor, or makes one where there is none.</summary>
    /// <inheritdoc cref="Load(Tensor, BinaryReader, bool)"/>
    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        if (tensor is not null)
        {
            tensor.Load(reader, skip);
            return;
        }
        var (type, shape) = ReadHeader(reader);
        tensor = ReadValues(reader, type, shape);
        if (skip)
            tensor.zero_();
    }

    private static (ScalarType, long[]) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (var k = 0; k < shape.Length; k++)
            shape[k] = reader.Read7BitEncodedInt64();
        return (type, shape);
    }

    private static Tensor ReadValues(BinaryReader reader, ScalarType type, long[] shape)
    {
        var values = empty(shape, type);
        values.ReadBytesFromStream(reader.BaseStream);
        return values;
    }
}
