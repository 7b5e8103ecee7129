using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Datasets;

/// <summary>Handwritten digits for tutorials: the 10,000 of MNIST's test set, or drawn ones where those cannot be had.</summary>
/// <param name="Images">Float32 <c>[N,1,28,28]</c>, 0 (paper) to 1 (ink).</param>
/// <param name="Labels">Int64 <c>[N]</c>, 0 to 9.</param>
/// <param name="Source">Where the digits come from, in words.</param>
/// <param name="AreReal">False when the digits were drawn by this library.</param>
public sealed record Mnist(Tensor Images, Tensor Labels, string Source, bool AreReal)
{
    private const int DrawnCount = 10_000;
    private const string Mirror = "https://storage.googleapis.com/cvdf-datasets/mnist/";

    // Published names and the SHA-256 of the files.
    private static readonly (string Name, string Sha256)[] Files =
    [
        ("t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        ("t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ];

    /// <summary>
    /// Reads the digits from <paramref name="folder"/>, else from <c>$NNVIZ_DATA</c>, else from the cache of an earlier download, else downloads
    /// 1.6 MB (SHA-256 checked, given up after 10 seconds), else draws digits and says so in <see cref="Source"/>.
    /// </summary>
    /// <exception cref="FileNotFoundException">A folder was named and does not hold the files.</exception>
    /// <exception cref="InvalidDataException">A file is there and is not what was published.</exception>
    public static Mnist Load(string? folder = null)
    {
        folder ??= Environment.GetEnvironmentVariable("NNVIZ_DATA");
        if (!string.IsNullOrEmpty(folder))
        {
            return Read(folder) ?? throw new FileNotFoundException(
                $"{Path.GetFullPath(folder)} does not hold {Files[0].Name} and {Files[1].Name} (with or without .gz): put them there, or unset NNVIZ_DATA.");
        }
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "nnviz", "mnist");
        if (Read(cache) is { } cached)
        {
            return cached;
        }
        return Download(cache) is { } failure ? Drawn(failure) : Read(cache)!;
    }

    private static Mnist? Read(string folder)
    {
        var paths = Files.Select(file => Path.Combine(folder, file.Name)).Select(path => File.Exists(path) ? path : path[..^".gz".Length]).ToArray();
        if (!paths.All(File.Exists))
        {
            return null;
        }
        var (images, labels) = (IdxFile.Read(paths[0]), IdxFile.Read(paths[1]));
        if (images.Shape is not [var count, 28, 28] || labels.Shape is not [var labelled] || count != labelled)
        {
            throw new InvalidDataException(
                $"{folder} holds images {Words.Shape(images.Shape)} and labels {Words.Shape(labels.Shape)}; expected [N, 28, 28] and [N].");
        }
        using var bytes = torch.tensor(images.Values);
        using var floats = bytes.to(ScalarType.Float32);
        using var unit = floats.div(255);
        using var classes = torch.tensor(labels.Values);
        return new Mnist(unit.reshape(count, 1, 28, 28), classes.to(ScalarType.Int64), $"{Words.Count(count)} handwritten digits of MNIST's test set", true);
    }

    private static Mnist Drawn(string why)
    {
        var (pixels, labels) = DrawnDigits.Draw(DrawnCount, seed: 0);
        using var flat = torch.tensor(pixels);
        return new Mnist(flat.reshape(DrawnCount, 1, 28, 28), torch.tensor(labels),
            $"{Words.Count(DrawnCount)} digits drawn by NNViz, not handwriting: MNIST could not be downloaded ({why})", false);
    }

    // Fetches what is missing; returns what went wrong, or null.
    private static string? Download(string folder)
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            using var deadline = new CancellationTokenSource(client.Timeout);
            Directory.CreateDirectory(folder);
            foreach (var (name, sha256) in Files)
            {
                var bytes = Task.Run(() => client.GetByteArrayAsync(new Uri(Mirror + name), deadline.Token)).GetAwaiter().GetResult();
                if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != sha256)
                {
                    return $"{name} did not have the published checksum";
                }
                var part = Path.Combine(folder, $"{name}.{Environment.ProcessId}.part");
                File.WriteAllBytes(part, bytes);
                File.Move(part, Path.Combine(folder, name), overwrite: true);
            }
            return null;
        }
        catch (OperationCanceledException)
        {
            return "no answer within 10 seconds";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
