namespace NNViz.Images;

// The colours of a picture that has at most 256, in order of appearance.
internal sealed class PngPalette
{
    private readonly Dictionary<int, byte> _indices;

    private PngPalette(Dictionary<int, byte> indices) => _indices = indices;

    /// <summary>Bits of an index: 1, 2, 4 or 8.</summary>
    public byte Bits => _indices.Count switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };

    /// <summary>R, G, B of each colour.</summary>
    public byte[] Bytes => [.. _indices.Keys.SelectMany(c => new[] { (byte)(c >> 16), (byte)(c >> 8), (byte)c })];

    /// <summary>The palette of a picture, or null where it has more than 256 colours.</summary>
    public static PngPalette? Of(Raster raster)
    {
        var indices = new Dictionary<int, byte>();
        ReadOnlySpan<byte> pixels = raster.Pixels;
        int last = -1;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            int color = ColorAt(pixels, i);
            if (color == last)
            {
                continue;
            }

            last = color;
            if (!indices.ContainsKey(color))
            {
                if (indices.Count == 256)
                {
                    return null;
                }

                indices.Add(color, (byte)indices.Count);
            }
        }

        return new PngPalette(indices);
    }

    /// <summary>Each row: filter byte 0, then the indices, several to a byte, the leftmost in the high bits.</summary>
    public byte[] Rows(Raster raster)
    {
        int perByte = 8 / Bits;
        int stride = 1 + ((raster.Width + perByte - 1) / perByte);
        var rows = new byte[stride * raster.Height];
        (int color, byte index) last = (-1, 0);
        for (int y = 0; y < raster.Height; y++)
        {
            Span<byte> pixels = raster.Row(y);
            for (int x = 0; x < raster.Width; x++)
            {
                int color = ColorAt(pixels, 3 * x);
                if (color != last.color)
                {
                    last = (color, _indices[color]);
                }

                rows[(y * stride) + 1 + (x / perByte)] |= (byte)(last.index << (8 - Bits - (x % perByte * Bits)));
            }
        }

        return rows;
    }

    private static int ColorAt(ReadOnlySpan<byte> pixels, int i) => (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
}
