namespace NNViz.Images;

/// <summary>How a value between samples is found.</summary>
public enum Interpolation
{
    /// <summary>The value of the sample whose cell holds the point.</summary>
    Nearest,

    /// <summary>Linear in both directions between the four samples around the point.</summary>
    Bilinear,
}

/// <summary>
/// Resizes a row-major array [height, width] as PyTorch's <c>interpolate</c> does with <c>align_corners=False</c>: sample centres lie
/// at half-pixels, and what lies beyond the border has the border's value.
/// </summary>
public static class Resize
{
    /// <summary>The array [newHeight, newWidth], row-major.</summary>
    /// <exception cref="ArgumentException">The array does not have height · width values, or a size is not positive.</exception>
    public static float[] To(ReadOnlySpan<float> values, (int Height, int Width) from, (int Height, int Width) to, Interpolation how)
    {
        if (from.Height < 1 || from.Width < 1 || to.Height < 1 || to.Width < 1 || values.Length != from.Height * from.Width)
        {
            throw new ArgumentException(
                $"Cannot resize {values.Length} values as {from.Height}×{from.Width} to {to.Height}×{to.Width}.", nameof(values));
        }

        return how == Interpolation.Nearest ? Nearest(values, from, to) : Bilinear(values, from, to);
    }

    private static float[] Nearest(ReadOnlySpan<float> values, (int Height, int Width) from, (int Height, int Width) to)
    {
        var result = new float[to.Height * to.Width];
        for (int y = 0, i = 0; y < to.Height; y++)
        {
            int row = (int)((long)y * from.Height / to.Height) * from.Width;
            for (int x = 0; x < to.Width; x++, i++)
            {
                result[i] = values[row + (int)((long)x * from.Width / to.Width)];
            }
        }

        return result;
    }

    private static float[] Bilinear(ReadOnlySpan<float> values, (int Height, int Width) from, (int Height, int Width) to)
    {
        var result = new float[to.Height * to.Width];
        Neighbours[] columns = Along(from.Width, to.Width);
        int i = 0;
        foreach (Neighbours row in Along(from.Height, to.Height))
        {
            ReadOnlySpan<float> above = values.Slice(row.First * from.Width, from.Width);
            ReadOnlySpan<float> below = values.Slice(row.Second * from.Width, from.Width);
            foreach (Neighbours column in columns)
            {
                float top = column.Between(above[column.First], above[column.Second]);
                float bottom = column.Between(below[column.First], below[column.Second]);
                result[i++] = row.Between(top, bottom);
            }
        }

        return result;
    }

    private static Neighbours[] Along(int from, int to)
    {
        var neighbours = new Neighbours[to];
        for (int i = 0; i < to; i++)
        {
            double source = Math.Max(0, ((i + 0.5) * from / to) - 0.5);
            int first = Math.Min((int)source, from - 1);
            neighbours[i] = new Neighbours(first, Math.Min(first + 1, from - 1), (float)(source - first));
        }

        return neighbours;
    }

    // The two samples beside a point, and how far it lies from the first to the second.
    private readonly record struct Neighbours(int First, int Second, float Weight)
    {
        // A sample of no weight has no say: 0 · NaN would be NaN.
        public float Between(float first, float second) => Weight == 0 ? first : (first * (1 - Weight)) + (second * Weight);
    }
}
