using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>The singular values of one weight, read as a matrix: its first axis against all others.</summary>
/// <param name="Name">The parameter's dotted name.</param>
/// <param name="Rows">The length of the first axis, for most layers the outputs.</param>
/// <param name="Columns">The product of the other axes.</param>
/// <param name="SingularValues">The largest first; min(<paramref name="Rows"/>, <paramref name="Columns"/>) of them.</param>
public sealed record WeightSpectrum(string Name, long Rows, long Columns, IReadOnlyList<double> SingularValues)
{
    private const double SinglePrecision = 1.1920929e-7; // the distance from 1 to the next float32

    /// <summary>
    /// The effective rank: exp of the entropy of σ/Σσ. Between 1 (one direction does all) and the number of singular values (all equal); 0
    /// of a weight that is all zero. Roy, Vetterli 2007.
    /// </summary>
    public double EffectiveRank
    {
        get
        {
            var sum = SingularValues.Sum();
            return sum == 0 ? 0 : Math.Exp(-SingularValues.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum)));
        }
    }

    /// <summary>The stable rank, Σσ²/σ₁²; 0 of a weight that is all zero.</summary>
    public double StableRank => SingularValues[0] == 0 ? 0 : SingularValues.Sum(value => value * value) / (SingularValues[0] * SingularValues[0]);

    /// <summary>How many singular values are above σ₁ · max(rows, columns) · 1.2e-7, the rounding of float32: the rule of <c>matrix_rank</c>.</summary>
    public int Rank => SingularValues.Count(value => value > SingularValues[0] * Math.Max(Rows, Columns) * SinglePrecision);

    /// <summary>σ₁/σₙ; infinite where the last is 0.</summary>
    public double Condition => SingularValues[0] / SingularValues[^1];
}

/// <summary>Singular values of weights, as they stood. Immutable; holds no tensor.</summary>
/// <param name="Weights">In tree order.</param>
/// <param name="Skipped">Weights that were left out, each with the reason.</param>
public sealed record WeightSpectra(IReadOnlyList<WeightSpectrum> Weights, IReadOnlyList<string> Skipped)
{
    /// <summary>The most work for one weight, rows · columns · min(rows, columns): some seconds.</summary>
    public const double MostWork = 1e10;

    /// <summary>The singular values of all weights of two axes and more in the chosen layers and those that they hold.</summary>
    /// <exception cref="ArgumentException">A selector names nothing, or there is no such weight.</exception>
    public static WeightSpectra Of(nn.Module net, string? layers = null)
    {
        var tree = LayerTree.Of(net);
        var chosen = layers is null ? [tree.Root] : tree.Select(layers);
        var weights = tree.Layers.Where(layer => layer.IsIn(chosen)).SelectMany(layer => layer.Parameters
            .Where(parameter => parameter.Value.dim() > 1 && parameter.Value.numel() > 0)
            .Select(parameter => (Name: layer.ParameterName(parameter.Name), (Tensor)parameter.Value))).ToList();
        if (weights.Count == 0)
        {
            throw new ArgumentException($"{string.Join(", ", chosen.Select(layer => layer.DisplayName))} has no weight of two axes or more.");
        }
        var spectra = weights.Select(weight => (weight.Name, Result: Decompose(weight.Name, weight.Item2))).ToList();
        return new([.. spectra.Select(entry => entry.Result.Spectrum).OfType<WeightSpectrum>()],
            [.. spectra.Select(entry => entry.Result.Skipped).OfType<string>()]);
    }

    private static (WeightSpectrum? Spectrum, string? Skipped) Decompose(string name, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var matrix = weight.detach().reshape(weight.shape[0], -1);
        var (rows, columns) = (matrix.shape[0], matrix.shape[1]);
        if ((double)rows * columns * Math.Min(rows, columns) > MostWork)
        {
            return (null, $"{name} {Words.Shape(weight.shape)} is too large to decompose");
        }
        if (TensorStats.MomentsOf(matrix).NonFinite > 0)
        {
            return (null, $"{name} has values that are not finite");
        }
        return (new(name, rows, columns, HostTensor.Copy(linalg.svdvals(matrix.cpu().to_type(ScalarType.Float64))).ToDoubles()), null);
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
