using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The numbers from 0 to size - 1 in random order, with a seed the same order each time, without a new one each time.</summary>
public class FisherYatesShuffler(long size, int? seed = null) : IEnumerable<long>
{
    /// <summary>Draws an order.</summary>
    public IEnumerator<long> GetEnumerator()
    {
        var random = seed is { } given ? new Random(given) : new Random();
        var order = new long[size];
        for (var k = 0L; k < size; k++)
        {
            var other = Draw(random, k + 1);
            order[k] = order[other];
            order[other] = k;
        }
        return ((IEnumerable<long>)order).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Two draws of 31 bits each, as TorchSharp combines them: a seed gives its order.</summary>
    private static long Draw(Random random, long bound) => (((long)random.Next() << 32) + random.Next()) % bound;
}
