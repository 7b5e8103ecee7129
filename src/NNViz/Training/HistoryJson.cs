using System.Text.Json;
using System.Text.Json.Serialization;

namespace NNViz.Training;

/// <summary>A history as a .json file, whole.</summary>
internal static class HistoryJson
{
    private const string Format = "NNViz training history";
    private const int Version = 1;

    // NaN and infinities are written as texts.
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static void Write(TrainingHistory history, string path)
    {
        var (metrics, lastStep) = history.State;
        var document = new Document
        {
            Format = Format,
            Version = Version,
            Name = history.Name,
            LastStep = lastStep,
            Metrics = [.. metrics.Select(metric => new MetricEntry(metric.Name, metric.PerBucket, [metric.Last.Step, metric.Last.Value], metric.Rows))],
            Weights = history.Weights.Series,
            Gradients = history.Gradients.Series,
        };
        string beside = path + ".new";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (var stream = File.Create(beside))
        {
            JsonSerializer.Serialize(stream, document, Options);
        }
        File.Move(beside, path, overwrite: true);
    }

    public static TrainingHistory Read(string path, string? name)
    {
        using var stream = File.OpenRead(path);
        try
        {
            var document = JsonSerializer.Deserialize<Document>(stream, Options);
            if (document is not { Format: Format, Version: Version })
            {
                throw new InvalidDataException($"{path} is no training history that SaveJson of this version wrote.");
            }
            return TrainingHistory.Restore(name ?? document.Name ?? Path.GetFileNameWithoutExtension(path), document.LastStep,
                document.Metrics.Select(metric =>
                    MetricSeries.Restore(metric.Name, metric.PerBucket, new MetricPoint((long)metric.Last[0], metric.Last[1]), metric.Rows)),
                [new Distributions("weights", document.Weights), new Distributions("gradients", document.Gradients)]);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no training history: {e.Message}", e);
        }
    }

    private sealed record Document
    {
        public string Format { get; init; } = "";

        public int Version { get; init; }

        public string? Name { get; init; }

        public long LastStep { get; init; }

        public IReadOnlyList<MetricEntry> Metrics { get; init; } = [];

        public IReadOnlyList<DistributionSeries> Weights { get; init; } = [];

        public IReadOnlyList<DistributionSeries> Gradients { get; init; } = [];
    }

    private sealed record MetricEntry(string Name, long PerBucket, double[] Last, IReadOnlyList<double[]> Rows);
}
