using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>Cells that tile a plane through samples, and what of the samples each cell holds.</summary>
internal sealed class PlaneGrid
{
    private const int BatchRows = 1024;

    private readonly DataMatrix _data;
    private readonly int[] _rest;

    private PlaneGrid(DataMatrix data, Plane plane, DecisionBoundaryOptions options)
    {
        (_data, Plane) = (data, plane);
        Points = [.. Enumerable.Range(0, data.Count).Select(i => plane.Project(data.Row(i)))];
        (Across, Up) = (Middles([.. Points.Select(p => p.X)], options), Middles([.. Points.Select(p => p.Y)], options));
        _rest = plane.IsWhole ? new int[Cells] : NearestSamples();
    }

    /// <summary>The plane.</summary>
    public Plane Plane { get; }

    /// <summary>The place of each sample.</summary>
    public (double X, double Y)[] Points { get; }

    /// <summary>The middles of the cells from left to right.</summary>
    public double[] Across { get; }

    /// <summary>The middles of the cells from bottom to top.</summary>
    public double[] Up { get; }

    /// <summary>Cells in all.</summary>
    public int Cells => Across.Length * Up.Length;

    /// <summary>Cells and, behind them, the samples themselves.</summary>
    public int Rows => Cells + _data.Count;

    /// <summary>What is shown, a sentence.</summary>
    public string Facts => Plane.IsWhole ? $"Shown is {Plane.Words}." : $"Shown is {Plane.Words}; what it does not show is held as the nearest sample has it.";

    /// <summary>The grid that the options choose.</summary>
    /// <exception cref="ArgumentException">The samples are no floating-point features, or the options do not fit them.</exception>
    public static PlaneGrid Of(Tensor x, DecisionBoundaryOptions options)
    {
        if (!x.is_floating_point())
        {
            throw new ArgumentException($"Samples of dtype {DTypes.Name(x.dtype)} cannot be moved about in a plane: give floating-point features.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resolution, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Resolution, 300);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Margin);
        DataMatrix data = DataMatrix.Of(x);
        return new PlaneGrid(data, Plane.Of(data, options), options);
    }

    /// <summary>Samples that are made, in batches; each is disposed when the next is asked for.</summary>
    /// <param name="rows">How many samples.</param>
    /// <param name="fill">Writes the features of a sample.</param>
    /// <param name="like">Shape (but for axis 0), dtype and device of what a network takes.</param>
    public static IEnumerable<Tensor> Batches(int rows, Action<int, Span<double>> fill, Tensor like)
    {
        long[] shape = like.shape[1..];
        int features = (int)shape.Aggregate(1L, (product, size) => product * size);
        for (int first = 0; first < rows; first += BatchRows)
        {
            int count = Math.Min(BatchRows, rows - first);
            var values = new double[count * features];
            for (int row = 0; row < count; row++)
            {
                fill(first + row, values.AsSpan(row * features, features));
            }

            using Tensor wide = tensor(values, [count, .. shape]), own = wide.to(like.dtype), batch = own.to(like.device);
            yield return batch;
        }
    }

    /// <summary>Writes the features of a cell, row-major from the lowest row, or of a sample.</summary>
    public void Fill(int row, Span<double> features)
    {
        if (row >= Cells)
        {
            _data.Row(row - Cells).CopyTo(features);
            return;
        }

        (double, double) place = (Across[row % Across.Length], Up[row / Across.Length]);
        Plane.Move(_data.Row(_rest[row]), Points[_rest[row]], place, features);
    }

    // The cells tile the range of the samples and the margins; samples that are all at one place get a range of 1.
    private static double[] Middles(double[] places, DecisionBoundaryOptions options)
    {
        (double low, double high) = (places.Min(), places.Max());
        double range = high > low ? high - low : 1, margin = high > low ? options.Margin * range : 0.5;
        double start = low - margin, step = (Math.Max(high - low, 0) + (2 * margin)) / options.Resolution;
        return [.. Enumerable.Range(0, options.Resolution).Select(i => start + ((i + 0.5) * step))];
    }

    private int[] NearestSamples()
    {
        var nearest = new int[Cells];
        Parallel.For(0, nearest.Length, cell =>
        {
            (double x, double y) = (Across[cell % Across.Length], Up[cell / Across.Length]);
            double least = double.PositiveInfinity;
            for (int i = 0; i < Points.Length; i++)
            {
                double distance = ((Points[i].X - x) * (Points[i].X - x)) + ((Points[i].Y - y) * (Points[i].Y - y));
                (least, nearest[cell]) = distance < least ? (distance, i) : (least, nearest[cell]);
            }
        });
        return nearest;
    }
}
