using System.Buffers.Binary;
using System.IO.Compression;

namespace NNViz.Datasets;

/// <summary>An array of bytes in the IDX format in which MNIST is published, plain or gzipped.</summary>
internal sealed record IdxFile(int[] Shape, byte[] Values)
{
    private const int ByteType = 0x08;

    /// <summary>Reads an IDX file of unsigned bytes.</summary>
    /// <exception cref="InvalidDataException">The file is not IDX, does not hold bytes, or is cut short.</exception>
    public static IdxFile Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            Span<byte> head = stackalloc byte[4];
            stream.ReadExactly(head);
            if (head[0] != 0 || head[1] != 0 || head[2] != ByteType)
            {
                throw new InvalidDataException(
                    $"{path} is not an IDX file of bytes: it begins with {Convert.ToHexString(head)}, expected 000008 and the rank.");
            }
            var shape = new int[head[3]];
            for (var axis = 0; axis < shape.Length; axis++)
            {
                stream.ReadExactly(head);
                shape[axis] = BinaryPrimitives.ReadInt32BigEndian(head);
            }
            var values = new byte[shape.Aggregate(1, (n, size) => checked(n * size))];
            stream.ReadExactly(values);
            return new IdxFile(shape, values);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"{path} is cut short: delete it and fetch it again.", e);
        }
    }
}
