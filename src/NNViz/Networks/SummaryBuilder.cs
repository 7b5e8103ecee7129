using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Makes the rows of a summary from the tree and, if the network was run, from its capture.</summary>
internal sealed class SummaryBuilder
{
    /// <summary>Cells to draw in one summary.</summary>
    private const int MaxCells = 100_000;

    /// <summary>More cells than this do not make the small picture of one parameter better.</summary>
    private const int MaxCellsEach = 10_000;

    /// <summary>The equality of tensors is element-wise; here the very same one is meant.</summary>
    private static readonly IEqualityComparer<Tensor> Identity = ReferenceEqualityComparer.Instance;

    private readonly Dictionary<Layer, CapturedLayer> calls;
    private readonly Dictionary<Layer, string> problems;
    private readonly HashSet<Tensor> counted = new(Identity);
    private readonly Dictionary<Tensor, int> cells;
    private readonly bool wasRun;

    public SummaryBuilder(LayerTree tree, Capture? capture)
    {
        wasRun = capture is not null;
        calls = capture?.Layers.ToDictionary(layer => layer.Layer) ?? [];
        problems = capture?.Missed.ToDictionary(missed => missed.Layer, missed => missed.Reason) ?? [];
        if (capture is { Fault: { } fault, FailedLayer: { } failed })
        {
            problems[failed] = ForwardException.Describe(failed, capture, fault);
        }
        var parameters = tree.Layers.SelectMany(layer => layer.Parameters.Select(parameter => (Tensor)parameter.Value)).Distinct(Identity)
            .ToList();
        var shares = CellBudget.Share([.. parameters.Select(parameter => Math.Min(parameter.numel(), MaxCellsEach))], MaxCells);
        cells = parameters.Zip(shares).ToDictionary(entry => entry.First, entry => entry.Second, Identity);
    }

    /// <summary>The row of a layer, with those below it.</summary>
    public SummaryRow Row(Layer layer)
    {
        var children = layer.Children.Select(Row).ToList();
        var own = layer.Parameters.Where(parameter => counted.Add(parameter.Value)).Select(parameter => parameter.Value).ToList();
        var run = calls.GetValueOrDefault(layer);
        var multiplyAdds = run?.Calls.Where(call => call.Returned).Select(call => MultiplyAdds.Of(layer, call)).ToList() ?? [];
        var row = new SummaryRow
        {
            Name = layer.Name,
            LastName = layer.Name,
            Type = layer.Type,
            Settings = ModuleTypes.Settings(layer.Module),
            Children = SummaryRow.Fold(children),
            Weights = [.. layer.Parameters.Select(parameter => WeightSummary.Of(parameter.Name, parameter.Value, cells[parameter.Value]))],
            Parameters = own.Sum(parameter => parameter.numel()) + children.Sum(child => child.Parameters),
            Trainable = own.Where(parameter => parameter.requires_grad)
                .Sum(parameter => parameter.numel()) + children.Sum(child => child.Trainable),
            Calls = run?.TotalCalls ?? 0,
            InputShapes = Shapes(run?.Calls.FirstOrDefault()?.Inputs),
            OutputShapes = Shapes(run?.Calls.FirstOrDefault()?.Outputs),
            MultiplyAdds = wasRun ? multiplyAdds.Sum(count => count ?? 0) + children.Sum(child => child.MultiplyAdds ?? 0) : null,
            IsLowerBound = wasRun && (IsIncomplete(layer, run, multiplyAdds) || children.Any(child => child.IsLowerBound)),
            ActivationBytes = children.Count > 0
                ? children.Sum(child => child.ActivationBytes)
                : run?.Calls.SelectMany(call => call.Outputs).Sum(output => output.Bytes) ?? 0,
            Elapsed = run?.Calls.Any(call => call.Returned) == true
                ? run.Calls.Aggregate(TimeSpan.Zero, (sum, call) => sum + call.Elapsed)
                : null,
            Problem = problems.GetValueOrDefault(layer),
        };
        return row with { Signature = SignatureOf(row) };
    }

    /// <summary>
    /// Whether multiply-adds are missing: a type that is not known, a layer with parameters that fired no hook, or more calls than were
    /// kept.
    /// </summary>
    private static bool IsIncomplete(Layer layer, CapturedLayer? run, List<long?> counts) =>
        counts.Contains(null) || (run is null && layer.Parameters.Count > 0) || run?.TotalCalls > counts.Count;

    private static IReadOnlyList<IReadOnlyList<long>> Shapes(IReadOnlyList<CapturedTensor>? tensors) =>
        [.. (tensors ?? []).Select(tensor => tensor.Shape)];

    private static string SignatureOf(SummaryRow row)
    {
        var weights = row.Weights.Select(weight =>
            $"{weight.Name}{Words.Shape(weight.Shape)}{weight.DType}{weight.IsTrainable}");
        var shapes = row.InputShapes.Concat(row.OutputShapes).Select(Words.Shape);
        var below = row.Children.Select(child => $"{child.Repeat}×{child.Signature}");
        var parts = new[] { row.Settings, string.Join(",", weights), string.Join(",", shapes), string.Join(";", below), row.Problem };
        return $"{row.Type}×{row.Calls}({string.Join("|", parts)})";
    }
}
