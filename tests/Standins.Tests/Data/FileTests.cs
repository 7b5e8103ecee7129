using System.Formats.Tar;
using System.IO.Compression;
using TorchSharp.Utils;
using Xunit;

namespace Standins.Tests.Data;

/// <summary>What reads and unpacks files of data sets.</summary>
public sealed class FileTests
{
    [Fact]
    public void TheHighestByteComesFirst()
    {
        var reader = new BigEndianReader(new BinaryReader(new MemoryStream([0, 0, 8, 3, 1, 2, 3, 4, 5])));
        Assert.Equal(0x803, reader.ReadInt32());
        Assert.Equal([1, 2], reader.ReadBytes(2));
        Assert.Equal([5, 4, 3], reader.ReadBigEndianBytes(3));
        Assert.Equal(9, reader.BaseStream.Position);
        reader.Close();
    }

    [Fact]
    public void ArchivesAreUnpacked()
    {
        var folder = Directory.CreateTempSubdirectory();
        string packed = Path.Combine(folder.FullName, "digits.gz"), archive = Path.Combine(folder.FullName, "set.tgz");
        using (var gzip = new GZipStream(File.Create(packed), CompressionMode.Compress))
            gzip.Write("digits"u8);
        using (var gzip = new GZipStream(File.Create(archive), CompressionMode.Compress))
            TarFile.CreateFromDirectory(Directory.CreateDirectory(Path.Combine(folder.FullName, "set")).FullName, gzip, includeBaseDirectory: true);
        Decompress.DecompressGZipFile(packed, folder.FullName);
        Assert.Equal("digits", File.ReadAllText(Path.Combine(folder.FullName, "digits")));
        Decompress.ExtractTGZ(archive, Path.Combine(folder.FullName, "out"));
        Assert.True(Directory.Exists(Path.Combine(folder.FullName, "out", "set")));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void OnlyOneAndTheSameObjectIsEqual()
    {
        string one = new('a', 3), other = new('a', 3);
        Assert.True(ReferenceEqualityComparer<string>.Default.Equals(one, one));
        Assert.False(ReferenceEqualityComparer<string>.Default.Equals(one, other));
        Assert.Equal(2, new HashSet<string>([one, other, one], ReferenceEqualityComparer<string>.Default).Count);
        Assert.Equal(typeof(int), new TypeFormatterSourceAttribute(typeof(int)).FormatterSourceType);
    }
}
