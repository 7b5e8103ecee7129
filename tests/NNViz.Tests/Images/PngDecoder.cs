using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NNViz.Images;

namespace NNViz.Tests.Images;

/// <summary>Reads the PNG files of these tests slowly and plainly, by the standard: 8-bit RGB, or a palette of 1, 2, 4 or 8 bits.</summary>
internal static class PngDecoder
{
    public static Raster Decode(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], file[..8]);
        Dictionary<string, byte[]> chunks = Chunks(file);
        byte[] header = chunks["IHDR"];
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        (int bits, bool indexed) = (header[8], header[9] == 3);
        int rowBytes = indexed ? ((width * bits) + 7) / 8 : 3 * width;
        var raster = new Raster(width, height);
        byte[] above = new byte[rowBytes];
        using var data = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        for (int y = 0; y < height; y++)
        {
            int filter = data.ReadByte();
            var row = new byte[rowBytes];
            data.ReadExactly(row);
            Unfilter(filter, row, above, indexed ? 1 : 3);
            above = row;
            for (int x = 0; x < width; x++)
            {
                raster[x, y] = indexed ? Color(chunks["PLTE"], IndexAt(row, x, bits)) : Color(row, x);
            }
        }

        Assert.Equal(-1, data.ReadByte());
        return raster;
    }

    private static Dictionary<string, byte[]> Chunks(byte[] file)
    {
        var chunks = new Dictionary<string, byte[]>();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            byte[] content = file[(at + 4)..(at + 8 + length)];
            Assert.Equal(SlowCrc(content), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            chunks.Add(Encoding.ASCII.GetString(content, 0, 4), content[4..]);
            at += 12 + length;
        }

        Assert.Empty(chunks["IEND"]);
        return chunks;
    }

    private static uint SlowCrc(byte[] bytes)
    {
        uint crc = 0xffffffff;
        foreach (bool bit in bytes.SelectMany(b => Enumerable.Range(0, 8).Select(i => ((b >> i) & 1) != 0)))
        {
            crc = (crc >> 1) ^ (((crc & 1) != 0) != bit ? 0xedb88320 : 0);
        }

        return ~crc;
    }

    private static void Unfilter(int filter, byte[] row, byte[] above, int step)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < step ? 0 : row[i - step], b = above[i], c = i < step ? 0 : above[i - step];
            int p = a + b - c;
            int nearest = new[] { a, b, c }.MinBy(v => Math.Abs(p - v)); // the first of equals
            row[i] += (byte)(filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, 4 => nearest, _ => throw new InvalidDataException() });
        }
    }

    private static int IndexAt(byte[] row, int x, int bits) => (row[x * bits / 8] >> (8 - bits - (x * bits % 8))) & ((1 << bits) - 1);

    private static Rgb Color(byte[] table, int i) => new(table[3 * i], table[(3 * i) + 1], table[(3 * i) + 2]);
}
