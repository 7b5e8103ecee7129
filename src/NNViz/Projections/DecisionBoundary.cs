using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Projections;

/// <summary>
/// Which class a network gives every place of a plane through the data, and how sure it is; with the samples and those it gets wrong. Where samples
/// have more features than the plane shows, each cell holds the rest as the sample nearest on the plane has it: what is seen around a sample is what
/// the network says of samples like it. Immutable.
/// </summary>
public sealed record DecisionBoundary
{
    /// <summary>What the horizontal and the vertical axis are.</summary>
    public required IReadOnlyList<string> AxisNames { get; init; }

    /// <summary>[R]: the middles of the cells from left to right.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>[R]: the middles of the cells from bottom to top.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>[R, R], row-major, the lowest row first: the class of each cell; −1 where the network's answer is not finite.</summary>
    public required IReadOnlyList<int> Classes { get; init; }

    /// <summary>[R, R]: the probability that the network gives the class of each cell; NaN where its answer is not finite.</summary>
    public required IReadOnlyList<double> Confidence { get; init; }

    /// <summary>The place of each sample.</summary>
    public required IReadOnlyList<(double X, double Y)> Points { get; init; }

    /// <summary>The class of each sample, and the names of all classes.</summary>
    public required ClassLabels Labels { get; init; }

    /// <summary>The class that the network gives each sample itself; −1 where its answer is not finite.</summary>
    public required IReadOnlyList<int> Predicted { get; init; }

    /// <summary>Whether the network's numbers were taken for probabilities and not for scores.</summary>
    public required bool AreProbabilities { get; init; }

    /// <summary>What is shown, a sentence.</summary>
    public required string Facts { get; init; }

    /// <summary>The samples whose class the network gets wrong.</summary>
    public IReadOnlyList<int> Misclassified => [.. Enumerable.Range(0, Predicted.Count).Where(i => Predicted[i] != Labels.Classes[i])];

    /// <summary>The part of the samples whose class the network gets right, 0 to 1.</summary>
    public double Accuracy => 1 - ((double)Misclassified.Count / Predicted.Count);

    /// <summary>Looks for the boundary.</summary>
    /// <param name="net">Takes [M, …] of the samples' shape and returns [M, C], a number for each class, or [M] or [M, 1] for two classes.</param>
    /// <param name="x">[N, …] with three samples at least; what follows axis 0 is one row of features.</param>
    /// <param name="labels">[N], the class of each sample.</param>
    /// <param name="options">Axes, resolution, names.</param>
    /// <exception cref="ArgumentException">The samples, the labels or the network's output do not fit; the message says which and how.</exception>
    public static DecisionBoundary Of(nn.Module net, Tensor x, Tensor labels, DecisionBoundaryOptions? options = null)
    {
        options ??= new DecisionBoundaryOptions();
        PlaneGrid grid = PlaneGrid.Of(x, options);
        int cells = grid.Cells, samples = grid.Rows - cells;
        NetAnswers answers = NetAnswers.Of(net, grid.Rows, grid.Fill, x);
        bool areProbabilities = options.Outputs == NetOutputs.Probabilities || (options.Outputs == NetOutputs.Detect && answers.LookLikeProbabilities());
        var all = Enumerable.Range(0, grid.Rows).Select(row => answers.Of(row, areProbabilities)).ToArray();
        return new DecisionBoundary
        {
            AxisNames = grid.Plane.AxisNames,
            X = grid.Across,
            Y = grid.Up,
            Points = grid.Points,
            Classes = [.. all.Take(cells).Select(a => a.Class)],
            Confidence = [.. all.Take(cells).Select(a => a.Confidence)],
            Labels = ClassLabels.Of(labels, samples, options.ClassNames, answers.Classes),
            Predicted = [.. all.Skip(cells).Select(a => a.Class)],
            AreProbabilities = areProbabilities,
            Facts = grid.Facts,
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string right = $"{Words.Count(Predicted.Count - Misclassified.Count)} of {Words.Count(Predicted.Count)} "
            + $"samples are classified rightly ({Words.Percent(Accuracy)})";
        int blank = Classes.Count(c => c < 0);
        string missing = blank == 0 ? "" : $" In {Words.Count(blank)} of {Words.Count(Classes.Count)} cells the network's answer is not finite.";
        return $"Decision boundary of {Labels.Names.Count} classes: {right}. {Facts} "
            + $"The network's numbers were taken for {(AreProbabilities ? "probabilities" : "scores")}.{missing}";
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
