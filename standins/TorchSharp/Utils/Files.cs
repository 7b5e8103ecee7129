using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace TorchSharp.Utils;

/// <summary>Reads numbers whose first byte is the highest, as idx files have them.</summary>
public class BigEndianReader(BinaryReader baseReader)
{
    /// <summary>The stream that is read.</summary>
    public Stream BaseStream => baseReader.BaseStream;

    /// <summary>The next four bytes as a number.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(baseReader.ReadBytes(sizeof(int)));

    /// <summary>The next bytes, as they are.</summary>
    public byte[] ReadBytes(int count) => baseReader.ReadBytes(count);

    /// <summary>The next bytes, the last first.</summary>
    public byte[] ReadBigEndianBytes(int count) => [.. Enumerable.Reverse(baseReader.ReadBytes(count))];

    /// <summary>Closes the reader and its stream.</summary>
    public void Close() => baseReader.Close();
}

/// <summary>Unpacks files of data sets.</summary>
public static class Decompress
{
    /// <summary>Unpacks <c>name.gz</c> to <c>name</c> in a folder.</summary>
    public static void DecompressGZipFile(string gzipFileName, string targetDir)
    {
        using var source = new GZipStream(File.OpenRead(gzipFileName), CompressionMode.Decompress);
        using var target = File.Create(Path.Combine(targetDir, Path.GetFileNameWithoutExtension(gzipFileName)));
        source.CopyTo(target);
    }

    /// <summary>Unpacks a <c>.tar.gz</c> or <c>.tgz</c> into a folder.</summary>
    public static void ExtractTGZ(string gzArchiveName, string destFolder)
    {
        using var source = new GZipStream(File.OpenRead(gzArchiveName), CompressionMode.Decompress);
        Directory.CreateDirectory(destFolder);
        TarFile.ExtractToDirectory(source, destFolder, overwriteFiles: true);
    }
}
