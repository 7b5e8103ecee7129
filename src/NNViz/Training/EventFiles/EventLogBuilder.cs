using System.Globalization;
using System.Text;

namespace NNViz.Training.EventFiles;

/// <summary>Puts the events of files together, by kind and tag.</summary>
internal sealed class EventLogBuilder
{
    private readonly Dictionary<string, List<ScalarEvent>> scalars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<HistogramEvent>> histograms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ImageEvent>> images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> plugins = new(StringComparer.Ordinal);
    private readonly SortedSet<string> skipped = new(StringComparer.Ordinal);

    public bool IsCut { get; set; }

    /// <summary>Adds an Event message: wall_time = 1, step = 2, summary = 5.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        var (time, step) = (0.0, 0L);
        ReadOnlySpan<byte> summary = [];
        for (var reader = new ProtoReader(message); reader.Next(out var field);)
        {
            switch (field.Number)
            {
                case 1: time = field.Double; break;
                case 2: step = field.Integer; break;
                case 5: summary = field.Bytes; break;
            }
        }
        var at = (step, DateTimeOffset.UnixEpoch.AddSeconds(double.IsFinite(time) && Math.Abs(time) < 1e11 ? time : 0));
        for (var reader = new ProtoReader(summary); reader.Next(out var field);)
        {
            if (field.Number == 1)
            {
                AddValue(field.Bytes, at);
            }
        }
    }

    public EventLog Build() => new()
    {
        Scalars = Done(scalars),
        Histograms = Done(histograms),
        Images = Done(images),
        IsCut = IsCut,
        Skipped = [.. skipped],
    };

    private static Dictionary<string, IReadOnlyList<T>> Done<T>(Dictionary<string, List<T>> lists) =>
        lists.ToDictionary(entry => entry.Key, IReadOnlyList<T> (entry) => entry.Value, StringComparer.Ordinal);

    /// <summary>Adds a Summary.Value: tag = 1, simple_value = 2, image = 4, histo = 5, tensor = 8, metadata = 9.</summary>
    private void AddValue(ReadOnlySpan<byte> message, (long Step, DateTimeOffset Time) at)
    {
        var (tag, kind) = ("", 0);
        float number = 0;
        ReadOnlySpan<byte> content = [];
        for (var reader = new ProtoReader(message); reader.Next(out var field);)
        {
            switch (field.Number)
            {
                case 1: tag = field.Text; break;
                case 2: (kind, number) = (2, field.Single); break;
                case 9: NotePlugin(tag, field.Bytes); break;
                case > 2 and <= 8: kind = field.Number; content = field.Bytes; break;
            }
        }
        switch (kind)
        {
            case 2: Add(scalars, tag, new ScalarEvent(at.Step, at.Time, number)); break;
            case 4: AddImage(tag, content, at); break;
            case 5: AddHistogram(tag, content, at); break;
            case 8: AddTensor(tag, EventTensor.Read(content), at); break;
            default: skipped.Add(tag); break;
        }
    }

    /// <summary>SummaryMetadata: plugin_data = 1, which holds plugin_name = 1. Writers give it with the first value of a tag only.</summary>
    private void NotePlugin(string tag, ReadOnlySpan<byte> metadata)
    {
        for (var reader = new ProtoReader(metadata); reader.Next(out var field);)
        {
            for (var plugin = new ProtoReader(field.Number == 1 ? field.Bytes : []); plugin.Next(out var part);)
            {
                if (part.Number == 1)
                {
                    plugins[tag] = part.Text;
                }
            }
        }
    }

    private void AddTensor(string tag, EventTensor tensor, (long Step, DateTimeOffset Time) at)
    {
        string plugin = plugins.GetValueOrDefault(tag, "");
        if (tensor.Strings.Count > 2 && plugin is "images" or "")
        {
            // Width, height, and one file a sample.
            var (width, height) = (Size(tensor.Strings[0]), Size(tensor.Strings[1]));
            foreach (byte[] file in width > 0 && height > 0 ? tensor.Strings.Skip(2) : [])
            {
                Add(images, tag, new ImageEvent(at.Step, at.Time, width, height, file));
            }
        }
        else if (tensor is { Shape: [_, 3], Values.Count: > 0 } && plugin is "histograms" or "")
        {
            // Rows of left edge, right edge, count.
            var rows = tensor.Values.Chunk(3).ToArray();
            Add(histograms, tag, new HistogramEvent(at.Step, at.Time, [.. rows.Select(row => row[0]), rows[^1][1]], [.. rows.Select(row => row[2])]));
        }
        else if (tensor.Values.Count == 1 && plugin is "scalars" or "")
        {
            Add(scalars, tag, new ScalarEvent(at.Step, at.Time, tensor.Values[0]));
        }
        else
        {
            skipped.Add(tag);
        }
    }

    private static int Size(byte[] text) =>
        int.TryParse(Encoding.ASCII.GetString(text), NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0;

    /// <summary>Summary.Image: height = 1, width = 2, encoded_image_string = 4.</summary>
    private void AddImage(string tag, ReadOnlySpan<byte> message, (long Step, DateTimeOffset Time) at)
    {
        var (height, width, file) = (0, 0, Array.Empty<byte>());
        for (var reader = new ProtoReader(message); reader.Next(out var field);)
        {
            switch (field.Number)
            {
                case 1: height = (int)field.Integer; break;
                case 2: width = (int)field.Integer; break;
                case 4: file = field.Bytes.ToArray(); break;
            }
        }
        Add(images, tag, new ImageEvent(at.Step, at.Time, width, height, file));
    }

    /// <summary>
    /// HistogramProto: min = 1, max = 2, bucket_limit = 6 (upper edges), bucket = 7. The first bucket begins at the minimum and the last ends at the
    /// maximum, whatever limits the writer gave them; empty buckets at both ends are left out.
    /// </summary>
    private void AddHistogram(string tag, ReadOnlySpan<byte> message, (long Step, DateTimeOffset Time) at)
    {
        var (min, max, limits, counts) = (0.0, 0.0, new List<double>(), new List<double>());
        for (var reader = new ProtoReader(message); reader.Next(out var field);)
        {
            switch (field.Number)
            {
                case 1: min = field.Double; break;
                case 2: max = field.Double; break;
                case 6: field.AddTo(limits, BitConverter.UInt64BitsToDouble); break;
                case 7: field.AddTo(counts, BitConverter.UInt64BitsToDouble); break;
            }
        }
        if (limits.Count != counts.Count)
        {
            throw new InvalidDataException($"The histogram '{tag}' at step {at.Step} has {limits.Count} bucket limits for {counts.Count} buckets.");
        }
        var (first, last) = (counts.FindIndex(count => count > 0), counts.FindLastIndex(count => count > 0));
        double[] edges = first < 0 ? [] : [min, .. limits[first..last].Select(limit => Math.Clamp(limit, min, max)), max];
        Add(histograms, tag, new HistogramEvent(at.Step, at.Time, edges, first < 0 ? [] : counts[first..(last + 1)]));
    }

    private static void Add<T>(Dictionary<string, List<T>> lists, string tag, T item)
    {
        if (!lists.TryGetValue(tag, out var list))
        {
            lists.Add(tag, list = []);
        }
        list.Add(item);
    }
}
