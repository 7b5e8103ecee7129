using System.Globalization;
using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>The class of each sample, 0, 1, …, and what the classes are called.</summary>
public sealed record ClassLabels
{
    /// <summary>More classes than this are taken for a mistake: measured values given as labels.</summary>
    private const int MostClasses = 10_000;

    private ClassLabels(int[] classes, string[] names) => (Classes, Names) = (classes, names);

    /// <summary>The class of each sample.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>The name of each class, its number where none was given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads labels.</summary>
    /// <param name="labels">[N] or [N, 1], whole numbers from 0 of any dtype.</param>
    /// <param name="samples">How many labels there must be: N.</param>
    /// <param name="names">The names of the classes, one for each; numbers by default.</param>
    /// <param name="atLeast">How many classes there are, whatever labels occur.</param>
    /// <exception cref="ArgumentException">There are not N labels, one is no class number, or a class has no name.</exception>
    public static ClassLabels Of(Tensor labels, long samples, IReadOnlyList<string>? names = null, int atLeast = 1) =>
        Read(labels, samples, names, atLeast, ("Label", ""));

    /// <summary>Reads the classes that a network gave; as <see cref="Of"/>, with what is wrong said of predictions.</summary>
    internal static ClassLabels OfPredictions(Tensor predicted, long samples, IReadOnlyList<string>? names, int atLeast) =>
        Read(predicted, samples, names, atLeast,
            ("Prediction", " Of one score for two classes take scores.gt(0) (of a probability .gt(0.5)); of a score for each class give all, [N, C]."));

    private static ClassLabels Read(Tensor labels, long samples, IReadOnlyList<string>? names, int atLeast, (string What, string Fix) word)
    {
        double[] values = HostTensor.Copy(labels).ToDoubles();
        bool isColumn = labels.shape is [_] or [_, 1];
        if (!isColumn || values.Length != samples)
        {
            throw new ArgumentException(
                $"{word.What}s of the shape {Words.Shape(labels.shape)} do not fit {samples} samples: give one class number for each, [{samples}].");
        }

        int wrong = Array.FindIndex(values, v => !(v >= 0 && v < MostClasses && v == Math.Floor(v)));
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"{word.What} {wrong} is {Words.Number(values[wrong], 6)}, but a class is a whole number from 0 to {MostClasses - 1}.{word.Fix}");
        }

        int count = Math.Max(values.Length == 0 ? 0 : 1 + (int)values.Max(), atLeast);
        if (names is not null && names.Count < count)
        {
            throw new ArgumentException($"There are {count} classes, but only {names.Count} names: {string.Join(", ", names)}.");
        }

        string[] all = names is null ? [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))] : [.. names];
        return new ClassLabels(Array.ConvertAll(values, v => (int)v), all);
    }
}
