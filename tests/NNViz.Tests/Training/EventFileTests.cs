using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NNViz.Training;
using NNViz.Training.EventFiles;

namespace NNViz.Tests.Training;

public sealed class EventFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nnviz-events-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The independent writer and reader, events.py; skips the test where Python's protobuf is not there.</summary>
    private static string Python(string verb, string path)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(Shared.Root, "tests", "NNViz.Tests", "Training", "events.py"), verb, path })
        {
            start.ArgumentList.Add(argument);
        }
        if (!File.Exists(start.FileName))
        {
            Assert.Skip("there is no /usr/bin/python3");
        }
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (error.Contains("No module named 'google'", StringComparison.Ordinal))
        {
            Assert.Skip("python3-protobuf is not installed (apt-get install python3-protobuf)");
        }
        Assert.True(process.ExitCode == 0, error);
        return output;
    }

    // RFC 3720, B.4, and the check value of the catalogue of CRC algorithms.
    [Theory]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794E)]
    public void TheChecksumIsCrc32C(string bytes, uint expected) => Assert.Equal(expected, TfRecord.Crc32C(Convert.FromHexString(bytes)));

    [Fact]
    public void AScalarsBytesAreThoseOfTheProtoFile()
    {
        // Event: wall_time = 1 (fixed64), step = 2 (varint), summary = 5; Summary: value = 1; Value: tag = 1, simple_value = 2 (fixed32).
        byte[] expected =
        [
            0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, // wall_time 1.5
            0x10, 0xAC, 0x02, // step 300
            0x2A, 0x0D, // summary of 13 bytes
            0x0A, 0x0B, // value of 11 bytes
            0x0A, 0x04, (byte)'l', (byte)'o', (byte)'s', (byte)'s',
            0x15, 0, 0, 0x20, 0x40, // simple_value 2.5
        ];
        var clock = new ManualTime(DateTimeOffset.UnixEpoch.AddSeconds(1.5));
        string path;
        using (var writer = new EventWriter(folder, clock))
        {
            writer.Scalar("loss", 300, 2.5);
            path = writer.FilePath;
        }
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(expected, bytes[^(expected.Length + 4)..^4]);
        Assert.Equal(TfRecord.Masked(expected), BitConverter.ToUInt32(bytes, bytes.Length - 4));
        Assert.Equal("brain.Event:2", Encoding.ASCII.GetString(bytes, 12 + 9 + 2, 13));
    }

    [Fact]
    public void WhatAnotherWriterWroteIsRead()
    {
        var path = Path.Combine(folder, "events.out.tfevents.1");
        Python("write", path);
        var log = EventLog.Read(folder);
        Assert.False(log.IsCut);
        Approx.Equal([2.5, 1.25, 2.5 / 3], [.. log.Scalars["loss"].Select(one => one.Value)], 1e-7, 0);
        Assert.Equal([0, 1, 2], log.Scalars["loss"].Select(one => one.Step));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_001_250), log.Scalars["loss"][1].Time);
        Assert.Equal([0, 0.25, 0.5], log.Scalars["accuracy"].Select(one => one.Value));
        Approx.Equal([1, 0.1, 0.01], [.. log.Scalars["rate"].Select(one => one.Value)], 1e-12, 0);
        Assert.Equal(0, Assert.Single(log.Scalars["nothing"]).Value);
        var old = Assert.Single(log.Histograms["old"]);
        Assert.Equal([-1.5, 0, 1, 2], [old.Edges[0], old.Edges[2], old.Edges[3], old.Edges[4]]);
        Assert.Equal([1, 2, 0, 3], old.Counts);
        var recent = Assert.Single(log.Histograms["new"]);
        Assert.Equal([-1, 0, 1], recent.Edges);
        Assert.Equal([4, 5], recent.Counts);
        var picture = Assert.Single(log.Images["picture"]);
        Assert.Equal((7, 3, 2), (picture.Step, picture.Width, picture.Height));
        Assert.Equal("PNG\0\xff", Encoding.Latin1.GetString(picture.Encoded));
        Assert.Equal(["first", "second"], log.Images["pictures"].Select(one => Encoding.ASCII.GetString(one.Encoded)));
        Assert.Equal(["words"], log.Skipped);
        Assert.Equal(["loss", "accuracy", "rate", "nothing"], TrainingHistory.Load(folder).Metrics.Select(metric => metric.Name));
    }

    [Fact]
    public void WhatWasWrittenIsReadByAnotherReader()
    {
        string path;
        using (var writer = new EventWriter(folder))
        {
            writer.Scalar("loss", 3, 0.5);
            writer.Histogram("weights", 4, [-1, 0, 2], [3, 4]);
            writer.Image("filters", 5, 3, 2, [1, 2, 255]);
            path = writer.FilePath;
        }
        var events = JsonDocument.Parse(Python("read", path)).RootElement.EnumerateArray().ToArray();
        Assert.Equal("brain.Event:2", events[0].GetProperty("version").GetString());
        Assert.Equal((3, 0.5), (events[1].GetProperty("step").GetInt32(), events[1].GetProperty("scalar").GetDouble()));
        var histogram = events[2].GetProperty("histogram");
        Assert.Equal("[0,2] [3,4] -1 2 7", string.Join(' ',
            new[] { "limits", "buckets", "min", "max", "num" }.Select(name => histogram.GetProperty(name).GetRawText().Replace(".0", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal))));
        Assert.Equal("[3, 2, \"AQL/\"]", events[3].GetProperty("image").GetRawText());
    }

    [Fact]
    public void DamageIsNamedAndACutFileIsReadUntilThere()
    {
        string path;
        using (var writer = new EventWriter(folder))
        {
            for (var step = 0; step < 4; step++)
            {
                writer.Scalar("loss", step, step);
            }
            path = writer.FilePath;
        }
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^7]);
        var log = EventLog.Read(path);
        Assert.True(log.IsCut);
        Assert.Equal([0, 1, 2], log.Scalars["loss"].Select(one => one.Step));
        bytes[^6] ^= 1; // within the last record's content
        File.WriteAllBytes(path, bytes);
        Assert.Contains("the content of record 4", Assert.Throws<InvalidDataException>(() => EventLog.Read(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "step,loss\n1,2\n3,4\n");
        Assert.Contains("is no event file", Assert.Throws<InvalidDataException>(() => EventLog.Read(path)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no event file", Assert.Throws<FileNotFoundException>(() => EventLog.Read(Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName)).Message, StringComparison.Ordinal);
    }
}
