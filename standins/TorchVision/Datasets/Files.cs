using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace TorchSharp;

/// <summary>Files of data sets: where they are, how they get there, how they are read.</summary>
internal static class Files
{
    private static readonly Lazy<HttpClient> Client = new(() => new HttpClient { Timeout = TimeSpan.FromMinutes(10) });

    /// <summary>Downloads a file that is not there yet from the first address that has it.</summary>
    /// <exception cref="AggregateException">None of them gave it.</exception>
    internal static void Download(string path, params string[] addresses)
    {
        if (File.Exists(path))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var errors = new List<Exception>();
        foreach (var address in addresses)
        {
            try
            {
                // Under another name until it is whole.
                var part = path + ".part";
                using (var source = Client.Value.GetStreamAsync(address).GetAwaiter().GetResult())
                using (var target = File.Create(part))
                    source.CopyTo(target);
                File.Move(part, path);
                return;
            }
            catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
            {
                errors.Add(error);
            }
        }
        throw new AggregateException($"Error downloading {Path.GetFileName(path)} from {string.Join(", ", addresses)}", errors);
    }

    /// <summary>Opens the first of several files that exists; those that end in .gz are decompressed.</summary>
    /// <exception cref="FileNotFoundException">None exists.</exception>
    internal static Stream Open(params string[] candidates)
    {
        var path = candidates.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"None of these files exists: {string.Join(", ", candidates)}. Put one there, or pass download: true.");
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Reads an idx file: magic number, big-endian dimensions, bytes.</summary>
    /// <exception cref="InvalidDataException">It is none, or has another number of dimensions.</exception>
    internal static (int[] Dimensions, byte[] Values) ReadIdx(Stream stream, int rank)
    {
        using var reader = new BinaryReader(stream);
        int ReadNumber() => BinaryPrimitives.ReverseEndianness(reader.ReadInt32());
        const int unsignedByte = 0x0800;
        if (ReadNumber() is var magic && magic != unsignedByte + rank)
            throw new InvalidDataException(
                $"The file begins with {magic:x8}; an idx file of bytes with {rank} dimension(s) begins with {unsignedByte + rank:x8}.");
        var dimensions = Enumerable.Range(0, rank).Select(_ => ReadNumber()).ToArray();
        var values = new byte[dimensions.Aggregate(1, (product, size) => product * size)];
        reader.BaseStream.ReadExactly(values);
        return (dimensions, values);
    }

    /// <summary>Extracts a .tar.gz file into a folder.</summary>
    internal static void Extract(string archive, string folder)
    {
        Directory.CreateDirectory(folder);
        using var content = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(content, folder, overwriteFiles: true);
    }
}
