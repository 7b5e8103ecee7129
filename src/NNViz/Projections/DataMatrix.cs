using System.Numerics;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>Samples as points: one row of numbers each.</summary>
/// <param name="Values">[Count, Features], row-major.</param>
/// <param name="Count">Samples N.</param>
/// <param name="Features">Numbers of a sample F.</param>
internal sealed record DataMatrix(double[] Values, int Count, int Features)
{
    private const int FewestSamples = 3;

    /// <summary>Reads [N, …]; what follows axis 0 is laid out in one row.</summary>
    /// <exception cref="ArgumentException">There is one axis only, fewer than three samples, no features, or a value is not finite.</exception>
    public static DataMatrix Of(Tensor tensor)
    {
        string shape = Words.Shape(tensor.shape);
        if (tensor.dim() < 2 || tensor.shape[0] < FewestSamples || tensor.numel() == 0)
        {
            throw new ArgumentException(
                $"A tensor of the shape {shape} holds no points: "
                + $"axis 0 counts the samples ({FewestSamples} at least), the others their features.");
        }

        // Cut by nothing: a projection of a part of the features would be another projection.
        double[] values = HostTensor.Copy(tensor, tensor.numel()).ToDoubles();
        int features = values.Length / (int)tensor.shape[0];
        int wrong = Array.FindIndex(values, v => !double.IsFinite(v));
        return wrong < 0
            ? new DataMatrix(values, (int)tensor.shape[0], features)
            : throw new ArgumentException(
                $"Sample {wrong / features} of the {shape} tensor holds {values[wrong]}: distances need finite values. "
                + "Leave it out or replace it.");
    }

    /// <summary>The numbers of a sample.</summary>
    public ReadOnlySpan<double> Row(int sample) => Values.AsSpan(sample * Features, Features);

    /// <summary>Writes the squared distance of every sample to one sample.</summary>
    public void SquaredDistances(int sample, double[] distances)
    {
        for (int j = 0; j < Count; j++)
        {
            distances[j] = SquaredDistance(Row(sample), Row(j));
        }
    }

    /// <summary>
    /// The <paramref name="k"/> samples with the smallest distances, nearest first, without the sample itself;
    /// the lower number where two are equally far.
    /// </summary>
    public static int[] Nearest(double[] distances, int self, int k)
    {
        var nearest = new int[k];
        int found = 0;
        for (int j = 0; j < distances.Length; j++)
        {
            if (j == self || (found == k && distances[j] >= distances[nearest[k - 1]]))
            {
                continue;
            }

            int place = found < k ? found++ : k - 1;
            while (place > 0 && distances[nearest[place - 1]] > distances[j])
            {
                nearest[place] = nearest[--place];
            }

            nearest[place] = j;
        }

        return nearest;
    }

    private static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> difference = new Vector<double>(a[i..]) - new Vector<double>(b[i..]);
            sums += difference * difference;
        }

        double sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
