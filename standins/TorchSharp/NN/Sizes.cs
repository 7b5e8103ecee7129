namespace TorchSharp;

/// <summary>Sizes along the spatial dimensions in the forms that signatures have them, and names of padding modes.</summary>
internal static class Sizes
{
    /// <summary>The size once for each dimension.</summary>
    internal static long[] Of(int rank, long size)
    {
        var sizes = new long[rank];
        Array.Fill(sizes, size);
        return sizes;
    }

    internal static long[]? Of(int rank, long? size) => size is { } given ? Of(rank, given) : null;
    internal static double[]? Of(int rank, double? size) => size is { } given ? [.. Enumerable.Repeat(given, rank)] : null;
    internal static long[] Of(int rank, (long, long) size) => [size.Item1, size.Item2];
    internal static long[]? Of(int rank, (long, long)? size) => size is { } given ? Of(rank, given) : null;
    internal static double[]? Of(int rank, (double, double)? size) => size is { } given ? [given.Item1, given.Item2] : null;
    internal static long[] Of(int rank, (long, long, long) size) => [size.Item1, size.Item2, size.Item3];
    internal static long[]? Of(int rank, (long, long, long)? size) => size is { } given ? Of(rank, given) : null;
    internal static long[] Of(int rank, (long, long, long, long) size) => [size.Item1, size.Item2, size.Item3, size.Item4];
    internal static long[] Of(int rank, (long, long, long, long, long, long) size) =>
        [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

    internal static double[]? Of(int rank, (double, double, double)? size) =>
        size is { } given ? [given.Item1, given.Item2, given.Item3] : null;

    /// <summary>The first of two results; the second is disposed.</summary>
    internal static torch.Tensor First((torch.Tensor First, torch.Tensor Second) results)
    {
        results.Second.Dispose();
        return results.First;
    }

    internal static string Name(Padding padding) => padding == Padding.Same ? "same" : "valid";

    internal static string Name(PaddingModes mode) => mode switch
    {
        PaddingModes.Reflect => "reflect",
        PaddingModes.Replicate => "replicate",
        PaddingModes.Circular => "circular",
        _ => "constant",
    };

    /// <summary>The value to pad with, for the modes that take one.</summary>
    internal static double? Fill(PaddingModes mode, double value) => Name(mode) == "constant" ? value : null;
}
