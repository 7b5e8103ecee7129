using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace NNViz.Tests;

/// <summary>The stored numbers of other libraries, <c>shared/golden</c>, by their names in its index. Skips the test where they are not there.</summary>
internal static class Golden
{
    private static readonly Lazy<Dictionary<string, JsonElement>> Index = new(ReadIndex);
    private static readonly ConcurrentDictionary<string, ConcurrentBag<string>> Read = new();

    /// <summary>What a test has read so far.</summary>
    public static IEnumerable<string> ReadBy(string test) => Read.GetValueOrDefault(test, []);

    /// <summary>
    /// Compares a map with the stored values: 1e-4 relative and 1e-6 absolute. Net A's maps are small; where the largest value is below 0.01 the absolute part is 1e-4 of it,
    /// since a tolerance beyond the values themselves would let anything pass.
    /// </summary>
    /// <param name="name">The stored values.</param>
    /// <param name="actual">What is to be the same.</param>
    /// <param name="decided">What of both is compared, where not everything is decided by the method; <see langword="null"/>: all.</param>
    public static void Same(string name, double[] actual, Func<double[], double[]>? decided = null)
    {
        double[] expected = [.. Values(name).Select(v => (double)v)];
        Assert.Equal(expected.Length, actual.Length);
        if (decided is not null)
        {
            (expected, actual) = (decided(expected), decided(actual));
        }
        Approx.Equal(expected, actual, 1e-4, Math.Min(1e-6, 1e-4 * expected.Max(Math.Abs)), name);
    }

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
    {
        if (TestContext.Current.Test is { } test)
        {
            Read.GetOrAdd(test.UniqueID, _ => []).Add(name);
        }
        return Index.Value.TryGetValue(name, out var entry) ? entry : throw new KeyNotFoundException($"shared/golden/index.json has no '{name}'.");
    }

    private static Dictionary<string, JsonElement> ReadIndex()
    {
        var json = File.ReadAllText(Shared.Path("golden/index.json"));
        return JsonDocument.Parse(json).RootElement.GetProperty("entries").EnumerateArray().ToDictionary(e => e.GetProperty("name").GetString()!);
    }
}
