using System.Buffers.Binary;
using System.Diagnostics;
using NNViz.Images;

namespace NNViz.Tests.Images;

public class PngTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(13, 7, 2, 1)]
    [InlineData(13, 7, 3, 2)]
    [InlineData(9, 5, 16, 4)]
    [InlineData(17, 31, 17, 8)]
    [InlineData(40, 40, 256, 8)]
    public void AFewColorsBecomeAPalette(int width, int height, int colors, int bits)
    {
        Raster raster = Random(width, height, colors, seed: width);
        byte[] file = Png.Encode(raster);
        Assert.Equal((bits, 3), (file[24], file[25])); // IHDR: bit depth and colour type
        AssertSame(raster, PngDecoder.Decode(file));
    }

    [Fact]
    public void ManyColorsAreKeptExactly()
    {
        Raster noise = Random(37, 29, 1 << 24, seed: 1);
        AssertSame(noise, PngDecoder.Decode(Png.Encode(noise)));
    }

    [Fact]
    public void ASmoothPictureCompresses()
    {
        var smooth = new Raster(200, 150);
        for (int y = 0; y < 150; y++)
        {
            for (int x = 0; x < 200; x++)
            {
                smooth[x, y] = new Rgb((byte)x, (byte)(x + y), (byte)(y * 2));
            }
        }

        byte[] file = Png.Encode(smooth);
        AssertSame(smooth, PngDecoder.Decode(file));
        Assert.InRange(file.Length, 100, 200 * 150 * 3 / 10);
    }

    [Fact]
    public void PythonReadsTheSameBytes()
    {
        const string program = """
            import sys, zlib, struct
            f = sys.stdin.buffer.read(); at = 8; data = b''
            while at < len(f):
                n, = struct.unpack('>I', f[at:at+4]); kind = f[at+4:at+8]; body = f[at+8:at+8+n]
                assert zlib.crc32(kind + body) == struct.unpack('>I', f[at+8+n:at+12+n])[0]
                if kind == b'IDAT': data += body
                at += 12 + n
            print(len(zlib.decompress(data)))
            """;
        byte[] file = Png.Encode(Random(40, 10, 1 << 24, seed: 2));
        Assert.Equal("1210", RunPython(program, file)); // 10 rows of 1 + 3 · 40 bytes
    }

    [Fact]
    public void TheDataUriHoldsTheFile()
    {
        Raster raster = Random(5, 4, 30, seed: 3);
        string uri = Png.DataUri(raster);
        Assert.StartsWith("data:image/png;base64,", uri, StringComparison.Ordinal);
        AssertSame(raster, PngDecoder.Decode(Convert.FromBase64String(uri[(uri.IndexOf(',') + 1)..])));
    }

    private static Raster Random(int width, int height, int colors, int seed)
    {
        var random = new Random(seed);
        var raster = new Raster(width, height);
        byte[] color = new byte[4];
        for (int i = 0; i < width * height; i++)
        {
            int number = colors <= 256 && i < colors ? i : random.Next(colors); // each colour at least once
            BinaryPrimitives.WriteInt32LittleEndian(color, colors <= 256 ? number * 0x10305 : number);
            raster[i % width, i / width] = new Rgb(color[0], color[1], color[2]);
        }

        return raster;
    }

    private static void AssertSame(Raster expected, Raster actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Pixels.SequenceEqual(actual.Pixels));
    }

    private static string RunPython(string program, byte[] input)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python))
        {
            Assert.Skip($"{python} is not on this machine.");
        }

        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(program);
        using Process process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
