namespace NNViz.Networks;

/// <summary>
/// A layer in a summary, or several alike that follow each other. Numbers are those of the layer with all layers below it, and of all
/// repeats together.
/// </summary>
public sealed record SummaryRow
{
    /// <summary>The dotted name; of the first, where several stand together; empty for the network itself.</summary>
    public required string Name { get; init; }

    /// <summary>The dotted name of the last of several that stand together; otherwise equal to <see cref="Name"/>.</summary>
    public required string LastName { get; init; }

    /// <summary>The module's type.</summary>
    public required string Type { get; init; }

    /// <summary>The settings of one of TorchSharp's own layers, defaults left out; empty for a user's module.</summary>
    public required string Settings { get; init; }

    /// <summary>How many layers alike stand together here: same type, settings, parameters and shapes all the way down; mostly 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The layers below, of the first where several stand together.</summary>
    public required IReadOnlyList<SummaryRow> Children { get; init; }

    /// <summary>The layer's own parameters (not those below), of the first where several stand together.</summary>
    public required IReadOnlyList<WeightSummary> Weights { get; init; }

    /// <summary>The number of parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>How many of them are trained.</summary>
    public required long Trainable { get; init; }

    /// <summary>How often the layer was called; 0 where it was not, or where the summary was made without an input.</summary>
    public int Calls { get; init; }

    /// <summary>The shapes of the tensors that the first call was given.</summary>
    public IReadOnlyList<IReadOnlyList<long>> InputShapes { get; init; } = [];

    /// <summary>The shapes of the tensors that the first call returned.</summary>
    public IReadOnlyList<IReadOnlyList<long>> OutputShapes { get; init; } = [];

    /// <summary>Multiply-adds over all calls, as far as they are known; <see langword="null"/> without an input.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>
    /// Whether <see cref="MultiplyAdds"/> lacks something: a layer of unknown type, or one that did not run through call().
    /// </summary>
    public bool IsLowerBound { get; init; }

    /// <summary>The bytes of the tensors that the layers without layers below them returned, over all calls.</summary>
    public long ActivationBytes { get; init; }

    /// <summary>The time in the layer, those below included; <see langword="null"/> where it did not run.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>What is wrong here: why the layer did not run, or what it threw; <see langword="null"/> if nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Everything that makes two layers alike, as text.</summary>
    internal string Signature { get; init; } = "";

    /// <summary>Rows that are alike and follow each other become one.</summary>
    internal static IReadOnlyList<SummaryRow> Fold(IReadOnlyList<SummaryRow> rows)
    {
        var folded = new List<SummaryRow>();
        foreach (var row in rows)
        {
            if (folded.Count > 0 && folded[^1] is var last && last.Signature == row.Signature && row.Problem is null)
            {
                folded[^1] = last with
                {
                    LastName = row.Name,
                    Repeat = last.Repeat + 1,
                    Parameters = last.Parameters + row.Parameters,
                    Trainable = last.Trainable + row.Trainable,
                    MultiplyAdds = last.MultiplyAdds + row.MultiplyAdds,
                    ActivationBytes = last.ActivationBytes + row.ActivationBytes,
                    Elapsed = last.Elapsed + row.Elapsed,
                };
            }
            else
            {
                folded.Add(row);
            }
        }
        return folded;
    }
}
