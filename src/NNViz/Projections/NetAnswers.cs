using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>What a network says about many samples.</summary>
/// <param name="Numbers">[rows, <paramref name="Width"/>]: its output as it is.</param>
/// <param name="Width">Numbers for a sample; 1 for two classes, else one for each class.</param>
internal sealed record NetAnswers(double[] Numbers, int Width)
{
    private const double SumTolerance = 1e-3;

    /// <summary>The classes there are.</summary>
    public int Classes => Math.Max(2, Width);

    /// <summary>Runs the network in eval mode without gradients, in batches, and leaves no trace on it.</summary>
    /// <param name="net">Takes [M, …] of the samples' shape.</param>
    /// <param name="rows">How many samples.</param>
    /// <param name="fill">Writes the features of a sample.</param>
    /// <param name="like">Shape (but for axis 0), dtype and device of what the network takes.</param>
    /// <exception cref="ArgumentException">The network does not return [M], [M, 1] or [M, C].</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static NetAnswers Of(nn.Module net, int rows, Action<int, Span<double>> fill, Tensor like)
    {
        using var state = NetState.Save(net);
        using var untracked = no_grad();
        net.eval();
        var numbers = new List<double>();
        foreach (Tensor batch in PlaneGrid.Batches(rows, fill, like))
        {
            using var scope = NewDisposeScope();
            Tensor output = OutputOf(NetCall.Named(net, [batch]), (int)batch.shape[0]);
            numbers.AddRange(HostTensor.Copy(output, output.numel()).ToDoubles());
        }

        return new NetAnswers([.. numbers], numbers.Count / rows);
    }

    /// <summary>Whether the numbers can be probabilities: all from 0 to 1, and of several classes rows that sum to 1.</summary>
    public bool LookLikeProbabilities() => Numbers.All(v => v is >= 0 and <= 1)
        && (Width == 1 || Numbers.Chunk(Width).All(row => Math.Abs(row.Sum() - 1) < SumTolerance));

    /// <summary>The likeliest class of a row and its probability; −1 and NaN where a number is not finite.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="areProbabilities">Whether the numbers are probabilities already.</param>
    public (int Class, double Confidence) Of(int row, bool areProbabilities)
    {
        ReadOnlySpan<double> numbers = Numbers.AsSpan(row * Width, Width);
        int best = 0;
        for (int c = 0; c < Width; c++)
        {
            if (!double.IsFinite(numbers[c]))
            {
                return (-1, double.NaN);
            }

            best = numbers[c] > numbers[best] ? c : best;
        }

        if (Width == 1)
        {
            double p = areProbabilities ? numbers[0] : 1 / (1 + Math.Exp(-numbers[0]));
            return p > 0.5 ? (1, p) : (0, 1 - p);
        }

        double sum = 0;
        foreach (double number in numbers)
        {
            sum += Math.Exp(number - numbers[best]);
        }

        return (best, areProbabilities ? numbers[best] : 1 / sum);
    }

    private static Tensor OutputOf(object? result, int rows)
    {
        if (result is not Tensor output)
        {
            throw new ArgumentException(
                $"The network returns {result?.GetType().Name ?? "null"}, not a tensor of class scores. "
                + "Wrap it in a module that returns the scores.");
        }

        bool fits = output.dim() is 1 or 2 && output.shape[0] == rows && output.numel() > 0;
        return fits ? output : throw new ArgumentException(
            $"For {rows} samples the network returns {Words.Shape(output.shape)}. "
                + $"A decision boundary needs [{rows}, C] with a score for each class, or [{rows}] for two classes.");
    }
}
