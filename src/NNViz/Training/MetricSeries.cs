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
    private readonly record struct Bucket(long Count, long NonFinite, double Sum, MetricPoint First, MetricPoint Last)
    {
        public MetricPoint? Min { get; init; }

        public MetricPoint? Max { get; init; }

        public MetricPoint? FirstNonFinite { get; init; }

        /// <summary>The mean of the finite values, in the middle of the bucket's steps.</summary>
        public MetricPoint Mean => new(First.Step + (Last.Step - First.Step) / 2, Sum / (Count - NonFinite));

        public static Bucket Of(MetricPoint point) => double.IsFinite(point.Value)
            ? new Bucket(1, 0, point.Value, point, point) { Min = point, Max = point }
            : new Bucket(1, 1, 0, point, point) { FirstNonFinite = point };

        public static Bucket Merge(Bucket a, Bucket b) =>
            new(a.Count + b.Count, a.NonFinite + b.NonFinite, a.Sum + b.Sum, a.First, b.Last)
            {
                Min = a.Min is null || b.Min?.Value < a.Min?.Value ? b.Min : a.Min,
                Max = a.Max is null || b.Max?.Value > a.Max?.Value ? b.Max : a.Max,
                FirstNonFinite = a.FirstNonFinite ?? b.FirstNonFinite,
            };

        public void AppendTo(List<MetricPoint> points)
        {
            MetricPoint?[] kept = [Min, Max, FirstNonFinite];
            points.AddRange(kept.OfType<MetricPoint>().Distinct().OrderBy(point => point.Step));
        }
    }
}
