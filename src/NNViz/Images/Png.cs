using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NNViz.Images;

/// <summary>
/// Writes PNG (ISO/IEC 15948), lossless: a palette of 1, 2, 4 or 8 bits where a picture has at most 256 colours, else RGB with a filter
/// chosen for each row.
/// </summary>
public static class Png
{
    private const byte TrueColor = 2, Indexed = 3;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => CrcOfByte((uint)n))];

    /// <summary>The bytes of a PNG file.</summary>
    public static byte[] Encode(Raster raster)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        if (PngPalette.Of(raster) is { } palette)
        {
            WriteChunk(file, "IHDR", Header(raster, palette.Bits, Indexed));
            WriteChunk(file, "PLTE", palette.Bytes);
            WriteChunk(file, "IDAT", Compress(palette.Rows(raster)));
        }
        else
        {
            WriteChunk(file, "IHDR", Header(raster, 8, TrueColor));
            WriteChunk(file, "IDAT", Compress(PngFilter.Rows(raster)));
        }

        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The file as a <c>data:image/png;base64,…</c> address.</summary>
    public static string DataUri(Raster raster) => "data:image/png;base64," + Convert.ToBase64String(Encode(raster));

    private static byte[] Header(Raster raster, byte bits, byte colorType)
    {
        var header = new byte[13]; // compression, filter set and interlacing: all 0
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), raster.Height);
        (header[8], header[9]) = (bits, colorType);
        return header;
    }

    private static byte[] Compress(byte[] rows)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            zlib.Write(rows);
        }

        return compressed.ToArray();
    }

    // Length, type, data, and the check sum of type and data.
    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc = CrcTable[(crc ^ b) & 0xff] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint CrcOfByte(uint n)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            n = (n & 1) != 0 ? 0xedb88320 ^ (n >> 1) : n >> 1;
        }

        return n;
    }
}
