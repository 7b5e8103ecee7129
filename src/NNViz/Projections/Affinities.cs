namespace NNViz.Projections;

/// <summary>
/// How much samples are neighbours: the probabilities pᵢⱼ of t-SNE (van der Maaten and Hinton 2008, eq. 1), each sample's Gaussian so wide that the
/// perplexity is as asked, over the 3 · perplexity nearest samples (van der Maaten 2014), made symmetric. They sum to 1.
/// </summary>
/// <param name="Starts">[N + 1]: where each sample's neighbours begin.</param>
/// <param name="Neighbours">The neighbours' numbers, each sample's in ascending order.</param>
/// <param name="Values">pᵢⱼ.</param>
internal sealed record Affinities(int[] Starts, int[] Neighbours, double[] Values)
{
    private const int Halvings = 100;
    private const double EntropyTolerance = 1e-7;

    /// <summary>The affinities of samples.</summary>
    public static Affinities Of(DataMatrix data, double perplexity)
    {
        int n = data.Count, k = Math.Min(n - 1, (int)(3 * perplexity));
        var nearest = new int[n][];
        var conditional = new double[n][];
        Parallel.For(0, n, () => new double[n], (i, _, distances) =>
        {
            data.SquaredDistances(i, distances);
            nearest[i] = DataMatrix.Nearest(distances, i, k);
            conditional[i] = Conditional(Array.ConvertAll(nearest[i], j => distances[j]), perplexity);
            return distances;
        }, _ => { });
        return Symmetric(nearest, conditional);
    }

    /// <summary>The Gaussian probabilities of neighbours at squared distances, with the entropy ln(perplexity).</summary>
    internal static double[] Conditional(double[] squared, double perplexity)
    {
        (double low, double high, double beta) = (0, double.PositiveInfinity, 1);
        var p = new double[squared.Length];
        double nearest = squared.Min();
        for (int step = 0; step < Halvings; step++)
        {
            (double sum, double energy) = (0, 0);
            for (int j = 0; j < p.Length; j++)
            {
                // Measured from the nearest, so that not all vanish; the probabilities are the same.
                p[j] = Math.Exp(-(squared[j] - nearest) * beta);
                (sum, energy) = (sum + p[j], energy + ((squared[j] - nearest) * p[j]));
            }

            double excess = Math.Log(sum) + (beta * energy / sum) - Math.Log(perplexity);
            p = Array.ConvertAll(p, v => v / sum);
            if (Math.Abs(excess) < EntropyTolerance)
            {
                break;
            }

            (low, high) = excess > 0 ? (beta, high) : (low, beta);
            beta = double.IsPositiveInfinity(high) ? beta * 2 : (low + high) / 2;
        }

        return p;
    }

    private static Affinities Symmetric(int[][] nearest, double[][] conditional)
    {
        int n = nearest.Length;
        var rows = Enumerable.Range(0, n).Select(_ => new Dictionary<int, double>()).ToArray();
        void Add(int i, int j, double p) => rows[i][j] = rows[i].GetValueOrDefault(j) + (p / (2.0 * n));
        for (int i = 0; i < n; i++)
        {
            foreach ((int j, double p) in nearest[i].Zip(conditional[i]))
            {
                Add(i, j, p);
                Add(j, i, p);
            }
        }

        var starts = new int[n + 1];
        for (int i = 0; i < n; i++)
        {
            starts[i + 1] = starts[i] + rows[i].Count;
        }

        var sorted = rows.SelectMany(row => row.OrderBy(entry => entry.Key)).ToArray();
        return new Affinities(starts, Array.ConvertAll(sorted, e => e.Key), Array.ConvertAll(sorted, e => e.Value));
    }
}
