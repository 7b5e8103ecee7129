namespace NNViz.Tensors;

/// <summary>Order statistics without sorting everything.</summary>
internal static class Quantiles
{
    /// <summary>
    /// The quantiles of <paramref name="values"/> at <paramref name="probabilities"/> (increasing), interpolated linearly between
    /// neighbours (type 7, the default of <c>torch.quantile</c> and NumPy). Reorders <paramref name="values"/>.
    /// </summary>
    public static double[] Of(Span<double> values, ReadOnlySpan<double> probabilities)
    {
        var result = new double[probabilities.Length];
        var from = 0;
        for (var i = 0; i < result.Length; i++)
        {
            if (values.IsEmpty)
            {
                result[i] = double.NaN;
                continue;
            }
            var position = probabilities[i] * (values.Length - 1);
            var rank = (int)position;
            // Everything before an earlier rank is already no larger, so each search starts there.
            Select(values[from..], rank - from);
            var low = values[rank];
            from = rank;
            var fraction = position - rank;
            result[i] = fraction == 0 ? low : low + fraction * (Lowest(values[(rank + 1)..]) - low);
        }
        return result;
    }

    /// <summary>
    /// Moves the element of that rank to its place, lower ones before it and higher ones behind (Hoare's quickselect, three ways, because
    /// many are equal: zeros after a ReLU).
    /// </summary>
    private static void Select(Span<double> values, int rank)
    {
        while (values.Length > 1)
        {
            var (low, high) = Partition(values, MedianOfThree(values[0], values[values.Length / 2], values[^1]));
            if (rank >= low && rank < high)
            {
                return;
            }
            if (rank < low)
            {
                values = values[..low];
            }
            else
            {
                values = values[high..];
                rank -= high;
            }
        }
    }

    /// <summary>Puts what is lower than the pivot first and what is higher last; what lies between the two results equals it.</summary>
    private static (int Low, int High) Partition(Span<double> values, double pivot)
    {
        var (low, i, high) = (0, 0, values.Length);
        while (i < high)
        {
            var value = values[i];
            if (value < pivot)
            {
                (values[low], values[i]) = (value, values[low]);
                low++;
                i++;
            }
            else if (value > pivot)
            {
                high--;
                (values[high], values[i]) = (value, values[high]);
            }
            else
            {
                i++;
            }
        }
        return (low, high);
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static double Lowest(ReadOnlySpan<double> values)
    {
        var lowest = values[0];
        foreach (var value in values)
        {
            lowest = value < lowest ? value : lowest;
        }
        return lowest;
    }
}
