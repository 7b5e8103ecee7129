using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Random numbers of a seed, made on the host: the same on every device and with every version of libtorch, and torch's own generators stay
/// where they are.
/// </summary>
/// <param name="seed">The user's seed.</param>
/// <param name="stream">Which of several independent streams of that seed: what one use draws does not move another.</param>
internal sealed class Noise(int seed, int stream = 0)
{
    private readonly Random random = new(unchecked(seed + stream * (int)0x9E3779B1));

    /// <summary>
    /// Independent standard normal values in the shape of <paramref name="like"/> (Box–Muller, one value of each pair, so that the values do not
    /// depend on how they are split into batches).
    /// </summary>
    public Tensor Normal(Tensor like)
    {
        var values = new float[like.numel()];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return tensor(values, like.shape, like.dtype, like.device);
    }

    /// <summary>Independent values uniform in [0, 1), <paramref name="count"/> of them.</summary>
    public double[] Uniform(int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = random.NextDouble();
        }
        return values;
    }

    /// <summary>Whole numbers from 0 to <paramref name="below"/> − 1, <paramref name="count"/> of them.</summary>
    public long[] Indices(long below, int count)
    {
        var values = new long[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = random.NextInt64(below);
        }
        return values;
    }

    /// <summary>The numbers 0 to <paramref name="count"/> − 1 in random order (Fisher–Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        return order;
    }
}
