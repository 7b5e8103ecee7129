namespace TorchSharp;

public static partial class torch
{
    /// <summary>As histogram without the last argument, which is the result too.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        out_tensor = histogram(input, bins);

    /// <summary>As histogram without the last argument, which is the result too.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(
        Tensor input, Tensor bins, Tensor? weight, bool density, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        out_tensor = histogram(input, bins, weight, density);

    /// <summary>As histogram without the last argument, which is the result too.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        out_tensor = histogram(input, (HistogramBinSelector)bins);

    /// <summary>As histogram without the last argument, which is the result too.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(
        Tensor input, long bins, (double min, double max)? range, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        out_tensor = histogram(input, (HistogramBinSelector)bins, range);

    /// <summary>As histogram without the last argument, which is the result too.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(
        Tensor input, long bins, (double min, double max)? range, Tensor? weight, bool density,
        out (Tensor hist, Tensor bin_edges) out_tensor) =>
        out_tensor = histogram(input, bins, range, weight, density);

    /// <summary>A histogram whose number of bins follows from the data by a rule, the rules of numpy.histogram_bin_edges.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(
        Tensor input, HistogramBinSelector bins, (double min, double max)? range = null, bool density = false)
    {
        double[] values;
        using (NewDisposeScope())
            values = input.detach().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
        if (range is { } r)
            values = Array.FindAll(values, v => v >= r.min && v <= r.max);
        var extent = range ?? (values.Length == 0 ? (0, 1) : (values.Min(), values.Max()));
        if (extent.min == extent.max)
            extent = (extent.min - 0.5, extent.max + 0.5);
        double width = values.Length == 0 ? 0 : BinWidth(values, bins);
        long count = width > 0 ? Math.Max(1, (long)Math.Ceiling((extent.max - extent.min) / width)) : 1;
        return histogram(input, count, ((double min, double max)?)extent, null, density);
    }

    /// <summary>How wide a rule wants the bins of these values; 0 where it has no opinion.</summary>
    private static double BinWidth(double[] values, HistogramBinSelector rule)
    {
        double n = values.Length, spread = values.Max() - values.Min(), mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / n);
        return rule switch
        {
            HistogramBinSelector.Sqrt => spread / Math.Sqrt(n),
            HistogramBinSelector.Sturges => spread / (Math.Log2(n) + 1),
            HistogramBinSelector.Rice => spread / (2 * Math.Cbrt(n)),
            HistogramBinSelector.Scott => Math.Cbrt(24 * Math.Sqrt(Math.PI) / n) * deviation,
            HistogramBinSelector.Stone => StoneWidth(values, spread),
            HistogramBinSelector.Doane when n > 2 && deviation > 0 => spread / (1 + Math.Log2(n) + Math.Log2(1
                + Math.Abs(values.Sum(v => Math.Pow((v - mean) / deviation, 3)) / n) / Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3))))),
            HistogramBinSelector.Doane => 0,
            _ => throw new ArgumentException($"no rule for bins is called {rule}", nameof(rule)),
        };
    }

    /// <summary>The width whose histogram has the least squared error, estimated by leaving out one value at a time.</summary>
    private static double StoneWidth(double[] values, double spread)
    {
        double n = values.Length, lowest = values.Min(), least = double.PositiveInfinity, best = 0;
        if (n <= 1 || spread == 0)
            return 0;
        for (int bins = 1; bins <= Math.Max(100, (int)Math.Sqrt(n)); bins++)
        {
            var counts = new double[bins];
            foreach (double v in values)
                counts[Math.Min(bins - 1, (int)((v - lowest) / spread * bins))]++;
            double error = (2 - (n + 1) * counts.Sum(c => c / n * (c / n))) * bins / spread;
            if (error < least)
                (least, best) = (error, spread / bins);
        }
        return best;
    }
}
