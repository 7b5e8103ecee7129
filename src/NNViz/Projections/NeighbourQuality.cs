namespace NNViz.Projections;

/// <summary>How far a projection can be trusted: whether points that lie together in it lie together in the data.</summary>
/// <param name="Neighbours">How many nearest neighbours k of each sample were looked at.</param>
/// <param name="Trustworthiness">
/// 0 to 1, 1 where no sample is among another's k nearest in the projection without being so in the data; each that is counts the more the
/// farther it is in the data (Venna and Kaski 2001): 1 − 2/(nk(2n − 3k − 1)) · Σᵢ Σⱼ max(0, r(i, j) − k) over the k nearest j of i in the projection,
/// r the rank of j among i's neighbours in the data.
/// </param>
/// <param name="NeighboursKept">The part, 0 to 1, of the k nearest neighbours in the data that are among the k nearest in the projection.</param>
/// <param name="SamplesAsked">Of how many samples, evenly spread, the neighbours were looked at; all, unless the data are large.</param>
public sealed record NeighbourQuality(int Neighbours, double Trustworthiness, double NeighboursKept, int SamplesAsked)
{
    private const int UsualNeighbours = 12;

    // About a second on one core.
    private const double MostProducts = 1e9;
    private const int FewestAsked = 50;

    /// <summary>Measures <paramref name="points"/> as a projection of <paramref name="data"/>, sample by sample.</summary>
    internal static NeighbourQuality Of(DataMatrix data, DataMatrix points)
    {
        int n = data.Count;
        // The measure is defined for k < n/2.
        int k = Math.Clamp((n - 1) / 2, 1, UsualNeighbours);
        int asked = Math.Min(n, Math.Max(FewestAsked, (int)Math.Min(n, MostProducts / ((double)n * data.Features))));
        var penalties = new long[asked];
        var kept = new int[asked];
        Parallel.For(0, asked, a =>
        {
            int i = (int)((long)a * n / asked);
            (double[] inData, double[] inPoints) = (new double[n], new double[n]);
            data.SquaredDistances(i, inData);
            points.SquaredDistances(i, inPoints);
            foreach (int j in DataMatrix.Nearest(inPoints, i, k))
            {
                int rank = Rank(inData, i, j);
                penalties[a] += Math.Max(0, rank - k);
                kept[a] += rank <= k ? 1 : 0;
            }
        });
        double worst = (double)asked * k * ((2.0 * n) - (3.0 * k) - 1) / 2;
        return new NeighbourQuality(k, 1 - (penalties.Sum() / worst), (double)kept.Sum() / (asked * k), asked);
    }

    // 1 for the nearest; of samples equally far the one with the lower number comes first.
    private static int Rank(double[] distances, int self, int other)
    {
        int rank = 1;
        for (int l = 0; l < distances.Length; l++)
        {
            bool isNearer = distances[l] < distances[other] || (distances[l] == distances[other] && l < other);
            rank += isNearer && l != self ? 1 : 0;
        }

        return rank;
    }
}
