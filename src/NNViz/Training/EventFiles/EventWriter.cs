using System.Globalization;

namespace NNViz.Training.EventFiles;

/// <summary>Writes a TensorBoard event file: <c>using var events = new EventWriter("runs/first"); events.Scalar("loss", step, loss);</c></summary>
public sealed class EventWriter : IDisposable
{
    private static int files;

    private readonly FileStream stream;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();

    /// <summary>Begins a new file in a folder, which is made where it is not there.</summary>
    /// <param name="folder">The run's folder: TensorBoard names the run by it.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public EventWriter(string folder, TimeProvider? time = null)
    {
        clock = time ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{clock.GetUtcNow().ToUnixTimeSeconds():D10}.nnviz.{Environment.ProcessId}.{Interlocked.Increment(ref files)}");
        FilePath = Path.Combine(folder, name);
        stream = new FileStream(FilePath, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(new ProtoWriter().Double(1, Now).Text(3, "brain.Event:2"));
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    private double Now => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>Writes a number, rounded to single precision as the format has it.</summary>
    public void Scalar(string tag, long step, double value) => Write(tag, step, new ProtoWriter().Text(1, tag).Single(2, (float)value));

    /// <summary>Writes a histogram.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="step">The step.</param>
    /// <param name="edges">Ascending, one more than counts, two at least.</param>
    /// <param name="counts">How many values lie in [edge i, edge i + 1).</param>
    /// <exception cref="ArgumentException">The edges do not fit the counts.</exception>
    public void Histogram(string tag, long step, IReadOnlyList<double> edges, IReadOnlyList<double> counts)
    {
        if (edges.Count != counts.Count + 1 || counts.Count == 0)
        {
            throw new ArgumentException(
                $"A histogram of {counts.Count} bins has {counts.Count + 1} edges, not {edges.Count}, "
                + "and one bin at least.", nameof(edges));
        }
        // Of sum and squares the bins' middles give what TensorBoard draws from.
        double[] middles = [.. counts.Select((_, i) => (edges[i] + edges[i + 1]) / 2)];
        var histogram = new ProtoWriter().Double(1, edges[0]).Double(2, edges[^1]).Double(3, counts.Sum())
            .Double(4, middles.Zip(counts, (middle, count) => middle * count).Sum())
            .Double(5, middles.Zip(counts, (middle, count) => middle * middle * count).Sum())
            .Packed(6, [.. edges.Skip(1)]).Packed(7, [.. counts]);
        Write(tag, step, new ProtoWriter().Text(1, tag).Message(5, histogram));
    }

    /// <summary>Writes an image.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="step">The step.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="png">The bytes of a PNG file.</param>
    public void Image(string tag, long step, int width, int height, ReadOnlySpan<byte> png)
    {
        const int Rgb = 3;
        Write(tag, step, new ProtoWriter().Text(1, tag).Message(4, new ProtoWriter().Integer(1, height).Integer(2, width).Integer(3, Rgb).Data(4, png)));
    }

    /// <summary>Brings what was written to the file.</summary>
    public void Flush()
    {
        lock (gate)
        {
            stream.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Write(string tag, long step, ProtoWriter value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        Write(new ProtoWriter().Double(1, Now).Integer(2, step).Message(5, new ProtoWriter().Message(1, value)));
    }

    private void Write(ProtoWriter message)
    {
        lock (gate)
        {
            TfRecord.Write(stream, message.Bytes);
        }
    }
}
