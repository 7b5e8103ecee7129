using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace NNViz.Tests;

/// <summary>The stored numbers of other libraries, <c>shared/golden</c>, by their names in its index. Skips the test where they are not there.</summary>
internal static class Golden
{
    private static readonly Lazy<Dictionary<string, JsonElement>> Index = new(ReadIndex);

    /// <summary>All names of the index that begin with <paramref name="prefix"/>.</summary>
    public static IEnumerable<string> Names(string prefix) => Index.Value.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The values, row-major.</summary>
    public static float[] Values(string name)
    {
        var entry = Entry(name);
        var bytes = File.ReadAllBytes(Shared.Path("golden/" + entry.GetProperty("bin").GetString()));
        return entry.GetProperty("dtype").GetString() switch
        {
            "float32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            "int32" => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(value => (float)value)],
            "int64" => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (float)value)],
            var dtype => throw new NotSupportedException($"{name} is {dtype}."),
        };
    }

    /// <summary>The values as a tensor of their shape.</summary>
    public static Tensor Load(string name)
    {
        long[] shape = [.. Entry(name).GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        return tensor(Values(name), shape);
    }

    private static JsonElement Entry(string name)
        => Index.Value.TryGetValue(name, out var entry) ? entry : throw new KeyNotFoundException($"shared/golden/index.json has no '{name}'.");

    private static Dictionary<string, JsonElement> ReadIndex()
    {
        var json = File.ReadAllText(Shared.Path("golden/index.json"));
        return JsonDocument.Parse(json).RootElement.GetProperty("entries").EnumerateArray().ToDictionary(e => e.GetProperty("name").GetString()!);
    }
}
