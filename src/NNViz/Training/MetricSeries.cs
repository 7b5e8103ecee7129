namespace NNViz.Training;

/// <summary>
/// Values in a bounded number of buckets. Each bucket stands for the same number of consecutive values; when all are full, neighbours merge
/// and the number doubles. Adding is O(1) amortised. Not thread-safe: its owner locks.
/// </summary>
/// <param name="name">The metric's name.</param>
/// <param name="capacity">The most buckets, and so the most values that are kept one by one; even.</param>
internal sealed class MetricSeries(string name, int capacity = MetricSeries.Capacity)
{
    /// <summary>The most buckets of a history's metric.</summary>
    public const int Capacity = 4096;

    private readonly List<Bucket> buckets = [];
    private long perBucket = 1;
    private long count;
    private MetricPoint last;

    public string Name => name;

    public void Add(MetricPoint point)
    {
        if (buckets.Count > 0 && buckets[^1].Count < perBucket)
        {
            buckets[^1] = Bucket.Merge(buckets[^1], Bucket.Of(point));
        }
        else
        {
            if (buckets.Count == capacity)
            {
                Halve();
            }
            buckets.Add(Bucket.Of(point));
        }
        count++;
        last = point;
    }

    public Metric Snapshot()
    {
        var points = new List<MetricPoint>(buckets.Count * 2);
        foreach (var bucket in buckets)
        {
            bucket.AppendTo(points);
        }
        var whole = buckets.Aggregate(Bucket.Merge);
        return new Metric
        {
            Name = name,
            Count = count,
            NonFinite = whole.NonFinite,
            Last = last,
            Min = whole.Min,
            Max = whole.Max,
            Points = points,
            Means = [.. buckets.Where(bucket => bucket.Count > bucket.NonFinite).Select(bucket => bucket.Mean)],
            PerBucket = perBucket,
        };
    }

    /// <summary>
    /// Everything there is, to be kept in a file: a row [step, value] for each single value, and for each bucket of several [count, not finite, sum, first
    /// step, last step, step and value of the lowest, the highest, the first that is not finite], with NaN for steps of what there is not.
    /// </summary>
    public IReadOnlyList<double[]> Rows() => [.. buckets.Select(bucket => bucket.ToRow())];

    /// <summary>The series whose <see cref="Rows"/> these were.</summary>
    /// <exception cref="InvalidDataException">They are no such rows.</exception>
    public static MetricSeries Restore(string name, long perBucket, MetricPoint last, IEnumerable<double[]> rows)
    {
        var series = new MetricSeries(name) { perBucket = perBucket, last = last };
        series.buckets.AddRange(rows.Select(Bucket.FromRow));
        series.count = series.buckets.Sum(bucket => bucket.Count);
        return series.buckets.Count is > 0 and <= Capacity
            ? series
            : throw new InvalidDataException($"The metric '{name}' has {series.buckets.Count} rows, not 1 to {Capacity}.");
    }

    public (long PerBucket, MetricPoint Last) State => (perBucket, last);

    private void Halve()
    {
        for (var i = 0; i < capacity / 2; i++)
        {
            buckets[i] = Bucket.Merge(buckets[2 * i], buckets[2 * i + 1]);
        }
        buckets.RemoveRange(capacity / 2, capacity / 2);
        perBucket *= 2;
    }

    /// <summary>Consecutive values in one place; merging two neighbours loses neither an extreme nor the first non-finite value.</summary>
    private readonly record struct Bucket(long Count, long NonFinite, double Sum, long First, long Last)
    {
        public MetricPoint? Min { get; init; }

        public MetricPoint? Max { get; init; }

        public MetricPoint? FirstNonFinite { get; init; }

        /// <summary>The mean of the finite values, in the middle of the bucket's steps.</summary>
        public MetricPoint Mean => new(First + (Last - First) / 2, Sum / (Count - NonFinite));

        public static Bucket Of(MetricPoint point) => double.IsFinite(point.Value)
            ? new Bucket(1, 0, point.Value, point.Step, point.Step) { Min = point, Max = point }
            : new Bucket(1, 1, 0, point.Step, point.Step) { FirstNonFinite = point };

        public static Bucket Merge(Bucket a, Bucket b) =>
            new(a.Count + b.Count, a.NonFinite + b.NonFinite, a.Sum + b.Sum, a.First, b.Last)
            {
                Min = a.Min is null || b.Min?.Value < a.Min?.Value ? b.Min : a.Min,
                Max = a.Max is null || b.Max?.Value > a.Max?.Value ? b.Max : a.Max,
                FirstNonFinite = a.FirstNonFinite ?? b.FirstNonFinite,
            };

        public double[] ToRow() => Count == 1
            ? [First, (Min ?? FirstNonFinite)!.Value.Value]
            : [Count, NonFinite, Sum, First, Last,
                .. new[] { Min, Max, FirstNonFinite }.SelectMany(point => new[] { point?.Step ?? double.NaN, point?.Value ?? double.NaN })];

        public static Bucket FromRow(double[] row)
        {
            MetricPoint? Point(int at) => double.IsNaN(row[at]) ? null : new MetricPoint((long)row[at], row[at + 1]);
            return row.Length switch
            {
                2 => Of(new MetricPoint((long)row[0], row[1])),
                11 => new Bucket((long)row[0], (long)row[1], row[2], (long)row[3], (long)row[4]) { Min = Point(5), Max = Point(7), FirstNonFinite = Point(9) },
                _ => throw new InvalidDataException($"A row of a metric has 2 or 11 numbers, not {row.Length}."),
            };
        }

        public void AppendTo(List<MetricPoint> points)
        {
            MetricPoint?[] kept = [Min, Max, FirstNonFinite];
            points.AddRange(kept.OfType<MetricPoint>().Distinct().OrderBy(point => point.Step));
        }
    }
}
