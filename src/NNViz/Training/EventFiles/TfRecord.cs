using System.Buffers.Binary;
using System.Numerics;

namespace NNViz.Training.EventFiles;

/// <summary>The frame of an event file: each record as its length, a checksum of the length, the bytes, a checksum of the bytes.</summary>
internal static class TfRecord
{
    private const int HeadLength = 12, FootLength = 4;

    /// <summary>The most bytes that a record may claim: what is beyond is damage and no record.</summary>
    private const ulong MostBytes = int.MaxValue - 64;

    /// <summary>The records of a stream, in order.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">What the file is called, for errors.</param>
    /// <param name="cut">Told when the last record is not whole, as in a file that is still being written.</param>
    /// <exception cref="InvalidDataException">A checksum is wrong.</exception>
    public static IEnumerable<byte[]> Read(Stream stream, string name, Action cut)
    {
        var head = new byte[HeadLength];
        for (long record = 0, at = 0; ; record++)
        {
            int got = stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
            if (got < HeadLength)
            {
                if (got > 0)
                {
                    cut();
                }
                yield break;
            }
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(head);
            if (Masked(head.AsSpan(0, 8)) != BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) || length > MostBytes)
            {
                throw Damaged(name, record, at, "length");
            }
            var data = new byte[(int)length + FootLength];
            if (stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length)
            {
                cut();
                yield break;
            }
            if (Masked(data.AsSpan(0, (int)length)) != BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)length)))
            {
                throw Damaged(name, record, at, "content");
            }
            at += HeadLength + data.Length;
            yield return data[..(int)length];
        }
    }

    /// <summary>Writes one record.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[HeadLength], foot = stackalloc byte[FootLength];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Masked(head[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(foot, Masked(data));
        stream.Write(head);
        stream.Write(data);
        stream.Write(foot);
    }

    /// <summary>CRC-32C (Castagnoli), turned by 15 bits and shifted, since checksums of data that hold checksums would be weak.</summary>
    internal static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = Crc32C(data);
        return BitOperations.RotateRight(crc, 15) + 0xa282ead8u;
    }

    internal static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= 8; data = data[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }
        foreach (byte b in data)
        {
            crc = BitOperations.Crc32C(crc, b);
        }
        return ~crc;
    }

    private static InvalidDataException Damaged(string name, long record, long at, string part) => new(
        $"{name} is damaged: the {part} of record {record} at byte {at} does not fit its checksum. "
            + "Either it is no event file, or it was cut or changed on its way.");
}
