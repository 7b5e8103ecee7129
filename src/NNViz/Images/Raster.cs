namespace NNViz.Images;

/// <summary>A picture of <see cref="Width"/> × <see cref="Height"/> RGB pixels, row by row from the top left.</summary>
public sealed class Raster
{
    private readonly byte[] _pixels;

    /// <summary>A black picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive, or the picture exceeds 2 GB.</exception>
    public Raster(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(3L * width * height, Array.MaxLength, "3 * width * height");
        Width = width;
        Height = height;
        _pixels = new byte[3 * width * height];
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The bytes R, G, B of every pixel, row-major: <c>3 · Width · Height</c> of them.</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>The bytes of one row.</summary>
    public Span<byte> Row(int y) => _pixels.AsSpan(3 * Width * y, 3 * Width);

    /// <summary>The pixel in column <paramref name="x"/> and row <paramref name="y"/>, both from 0.</summary>
    public Rgb this[int x, int y]
    {
        get
        {
            int i = Index(x, y);
            return new Rgb(_pixels[i], _pixels[i + 1], _pixels[i + 2]);
        }
        set
        {
            int i = Index(x, y);
            (_pixels[i], _pixels[i + 1], _pixels[i + 2]) = (value.R, value.G, value.B);
        }
    }

    /// <summary>A picture of one colour.</summary>
    public static Raster Filled(int width, int height, Rgb color)
    {
        var raster = new Raster(width, height);
        raster.Fill(color);
        return raster;
    }

    /// <summary>A picture of the given rows: <c>3 · width</c> bytes for each.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not 3 · width · height.</exception>
    public static Raster FromPixels(int width, int height, ReadOnlySpan<byte> rgb)
    {
        var raster = new Raster(width, height);
        if (rgb.Length != raster._pixels.Length)
        {
            throw new ArgumentException($"{width}×{height} pixels take {raster._pixels.Length} bytes, not {rgb.Length}.", nameof(rgb));
        }

        rgb.CopyTo(raster._pixels);
        return raster;
    }

    /// <summary>Paints every pixel.</summary>
    public void Fill(Rgb color)
    {
        for (int i = 0; i < _pixels.Length; i += 3)
        {
            (_pixels[i], _pixels[i + 1], _pixels[i + 2]) = (color.R, color.G, color.B);
        }
    }

    /// <summary>Copies <paramref name="source"/> here with its top left corner at (x, y); what lies outside is cut off.</summary>
    public void Blit(Raster source, int x, int y)
    {
        int left = Math.Max(0, -x), right = Math.Min(source.Width, Width - x);
        int top = Math.Max(0, -y), bottom = Math.Min(source.Height, Height - y);
        for (int row = top; row < bottom && left < right; row++)
        {
            source.Row(row)[(3 * left)..(3 * right)].CopyTo(Row(y + row)[(3 * (x + left))..]);
        }
    }

    /// <summary>This picture with every pixel as a square of <paramref name="factor"/> × <paramref name="factor"/>.</summary>
    public Raster Scale(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        if (factor == 1)
        {
            return FromPixels(Width, Height, _pixels);
        }

        var scaled = new Raster(checked(Width * factor), checked(Height * factor));
        for (int y = 0; y < Height; y++)
        {
            var first = scaled.Row(y * factor);
            for (int x = 0; x < scaled.Width; x++)
            {
                Row(y).Slice(3 * (x / factor), 3).CopyTo(first[(3 * x)..]);
            }

            for (int copy = 1; copy < factor; copy++)
            {
                first.CopyTo(scaled.Row((y * factor) + copy));
            }
        }

        return scaled;
    }

    /// <summary>This picture a whole number of times smaller; a pixel is the mean of the square that it stands for.</summary>
    /// <exception cref="ArgumentException">Width or height is not a multiple of the factor.</exception>
    public Raster Shrink(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        if (Width % factor != 0 || Height % factor != 0)
        {
            throw new ArgumentException($"A {Width}×{Height} picture cannot be made {factor} times smaller.", nameof(factor));
        }

        var small = new Raster(Width / factor, Height / factor);
        int area = factor * factor;
        for (int i = 0; i < small._pixels.Length; i++)
        {
            int corner = (3 * Width * factor * (i / (3 * small.Width))) + (3 * factor * (i % (3 * small.Width) / 3)) + (i % 3), sum = area / 2;
            for (int k = 0; k < area; k++)
            {
                sum += _pixels[corner + (3 * Width * (k / factor)) + (3 * (k % factor))];
            }

            small._pixels[i] = (byte)(sum / area);
        }

        return small;
    }

    private int Index(int x, int y)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
        {
            throw new ArgumentOutOfRangeException(nameof(x), $"Pixel ({x}, {y}) lies outside the {Width}×{Height} picture.");
        }

        return 3 * ((y * Width) + x);
    }
}
