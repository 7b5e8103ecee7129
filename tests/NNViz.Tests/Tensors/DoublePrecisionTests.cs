using System.Text.RegularExpressions;
using NNViz.Tensors;
using TorchSharp;

namespace NNViz.Tests.Tensors;

/// <summary>No test runs on Apple's GPUs: what these say is that tensors from there are reduced on the host, as any tensor of the host is.</summary>
public partial class DoublePrecisionTests
{
    [Theory]
    [InlineData(DeviceType.CPU, true)]
    [InlineData(DeviceType.CUDA, true)]
    [InlineData(DeviceType.MPS, false)]
    public void AppleSGpusHaveNone(DeviceType device, bool isThere) => Assert.Equal(isThere, DoublePrecision.IsOn(device));

    /// <summary>Whoever asks a tensor for doubles asks here, or has it on the host already; the path for devices that have them is the exception.</summary>
    [Fact]
    public void NobodyElseAsksADeviceForDoubles()
    {
        string[] folders = ["Tensors", "Networks", "Training", "Diagnosis", "Projections", "Attributions", "Attributions/Checks", "Views"];
        var wrong = folders.SelectMany(folder => Directory.GetFiles(Path.Combine(Shared.Root, "src", "NNViz", folder), "*.cs"))
            .Where(file => Path.GetFileName(file) is not ("DoublePrecision.cs" or "DeviceReductions.cs"))
            .SelectMany(file => File.ReadLines(file).Where(line => Conversion().IsMatch(line) && !line.Contains("cpu()", StringComparison.Ordinal)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"));
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\.to(_type)?\(ScalarType\.Float64")]
    private static partial Regex Conversion();
}
