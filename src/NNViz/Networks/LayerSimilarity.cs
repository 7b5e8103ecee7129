using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>How similarities of layers are computed.</summary>
public sealed record SimilarityOptions
{
    /// <summary>The layers of the first network, as <see cref="LayerTree.Select"/> reads them; null: all that hold no others.</summary>
    public string? Layers { get; init; }

    /// <summary>The layers of the second network; null: as of the first.</summary>
    public string? OtherLayers { get; init; }

    /// <summary>
    /// Further batches. The numerators and denominators of all batches are added before they are divided, so that data sets larger than
    /// memory can be compared.
    /// </summary>
    public IEnumerable<Tensor>? Batches { get; init; }

    /// <summary>
    /// The estimate that has no bias from the number of samples (HSIC₁ of Song et al. 2012, for batches: Nguyen, Raghu and Kornblith 2021):
    /// for small batches, or features that outnumber samples. It can lie a little below 0. False: as Kornblith et al. 2019.
    /// </summary>
    public bool Unbiased { get; init; }
}

/// <summary>
/// How alike layers represent the same samples: linear CKA (Kornblith et al. 2019), ‖YᵀX‖²/(‖XᵀX‖·‖YᵀY‖) in Frobenius norms, X and Y being the
/// layers' outputs, a row a sample, with the mean of each column taken out. 1 for what is equal but for rotation and scale, 0 for what has
/// nothing in common. Immutable; holds no tensor.
/// </summary>
public sealed record LayerSimilarity
{
    /// <summary>The first network's type, and the second's.</summary>
    public required (string Rows, string Columns) Nets { get; init; }

    /// <summary>The layers of the first network, in the order of the network.</summary>
    public required IReadOnlyList<string> RowLayers { get; init; }

    /// <summary>The layers of the second network.</summary>
    public required IReadOnlyList<string> ColumnLayers { get; init; }

    /// <summary>[rows, columns], row-major; NaN where a layer answers the same to every sample.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>How many samples were compared.</summary>
    public required long Samples { get; init; }

    /// <summary>Whether the unbiased estimate was used.</summary>
    public required bool Unbiased { get; init; }

    /// <summary>The similarity of two layers, by their places.</summary>
    public double this[int row, int column] => Values[(row * ColumnLayers.Count) + column];

    /// <summary>The similarity of two layers, by name.</summary>
    /// <exception cref="ArgumentException">There is no such layer; the message says which there are.</exception>
    public double this[string row, string column] => this[Place(RowLayers, row), Place(ColumnLayers, column)];

    /// <summary>Runs both networks in eval mode on the same samples and compares what their layers return. Leaves no trace on them.</summary>
    /// <param name="first">One network.</param>
    /// <param name="second">Another one; the same one compares its layers among each other.</param>
    /// <param name="input">What both take; the first axis counts the samples, of which the unbiased estimate needs four.</param>
    /// <param name="options">Which layers, and how.</param>
    /// <exception cref="ArgumentException">There are too few samples, or no layers that return a row a sample.</exception>
    public static LayerSimilarity Of(nn.Module first, nn.Module second, Tensor input, SimilarityOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(input);
        options ??= new SimilarityOptions();
        Hsic? sums = null;
        long samples = 0;
        foreach (var batch in (options.Batches ?? []).Prepend(input))
        {
            Refuse(batch, options);
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            var rows = LayerGrams.Of(first, batch, options.Layers, options.Unbiased);
            var columns = first == second && (options.OtherLayers ?? options.Layers) == options.Layers
                ? rows
                : LayerGrams.Of(second, batch, options.OtherLayers ?? options.Layers, options.Unbiased);
            sums = Hsic.Of(rows, columns, options.Unbiased).Add(sums);
            samples += batch.shape[0];
        }
        return new LayerSimilarity
        {
            Nets = (ModuleTypes.NameOf(first), ModuleTypes.NameOf(second)),
            RowLayers = sums!.Rows,
            ColumnLayers = sums.Columns,
            Values = sums.Alignment(),
            Samples = samples,
            Unbiased = options.Unbiased,
        };
    }

    private static void Refuse(Tensor batch, SimilarityOptions options)
    {
        var least = options.Unbiased ? 4 : 2;
        if (batch.dim() == 0 || batch.shape[0] < least)
        {
            throw new ArgumentException($"{(batch.dim() == 0 ? 0 : batch.shape[0])} samples are too few to compare: give {least} at least, better 100.");
        }
    }

    private static int Place(IReadOnlyList<string> layers, string name) =>
        Enumerable.Range(0, layers.Count).FirstOrDefault(i => layers[i] == name, -1) is >= 0 and var at
        ? at
        : throw new ArgumentException($"No layer '{name}' was compared. Compared are: {NameMatch.Listed(layers)}.");

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
