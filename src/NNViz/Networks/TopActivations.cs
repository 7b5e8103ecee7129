using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>What the samples that excite a unit most are looked for with.</summary>
public sealed record TopOptions
{
    /// <summary>Samples for each unit. 8 by default.</summary>
    public int Samples { get; init; } = 8;

    /// <summary>The units, as the layer counts them; null: those with the highest activation, <see cref="MostUnits"/> of them.</summary>
    public IReadOnlyList<int>? Units { get; init; }

    /// <summary>How many units are chosen where none are named. 12 by default.</summary>
    public int MostUnits { get; init; } = 12;
}

/// <summary>One of the samples that excite a unit most.</summary>
/// <param name="Sample">Its number in the data set.</param>
/// <param name="Value">The unit's highest output on it.</param>
/// <param name="Place">Where in the layer's places that is, for example [row, column]; empty where there is one place.</param>
/// <param name="Region">What that place sees of each spatial axis of the input: first entry and count; null where it may see all.</param>
/// <param name="Input">The sample, without the axis of samples.</param>
public sealed record TopSample(long Sample, double Value, IReadOnlyList<long> Place, IReadOnlyList<(long First, long Count)>? Region, HostTensor Input);

/// <summary>A unit and the samples that excite it most.</summary>
/// <param name="Unit">The unit's number in the layer.</param>
/// <param name="Samples">The highest output first.</param>
public sealed record TopUnit(int Unit, IReadOnlyList<TopSample> Samples);

/// <summary>The samples of a data set that excite the units of a layer most, each with the part that the unit sees. Immutable; holds no tensor.</summary>
/// <param name="Layer">The layer's dotted name.</param>
/// <param name="Units">In the layer's order.</param>
/// <param name="SourceUnits">How many units the layer has.</param>
/// <param name="Field">What the layer's places see.</param>
/// <param name="DataSize">How many samples were run.</param>
public sealed record TopActivations(string Layer, IReadOnlyList<TopUnit> Units, int SourceUnits, ReceptiveField Field, long DataSize)
{
    /// <summary>Runs <paramref name="net"/> in eval mode over the batches. Leaves no trace on it.</summary>
    /// <param name="net">The network.</param>
    /// <param name="batches">Its inputs, each [N, …].</param>
    /// <param name="layer">The layer's name, or what else selects one.</param>
    /// <param name="options">Which units, and how many samples of each.</param>
    /// <exception cref="ArgumentException">There is no such layer or unit, there is no batch, or the network does not take one.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    /// <exception cref="InvalidOperationException">The layer did not run through call(); the message says why and what to change.</exception>
    public static TopActivations Of(nn.Module net, IEnumerable<Tensor> batches, string layer, TopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(batches);
        options ??= new TopOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Samples, 1);
        var chosen = LayerTree.Of(net).SelectSingle(layer);
        TopSearch? search = null;
        ReceptiveField? field = null;
        var samples = UnitOutputs.Over(net, batches, chosen.DisplayName, batch =>
        {
            search ??= new TopSearch((int)batch.Values.shape[1], options);
            field ??= FieldOf(net, batch, chosen.DisplayName);
            search.Add(batch);
        });
        return new TopActivations(chosen.DisplayName, search!.Result(field!), search.Units, field!, samples);
    }

    // A layer of one place for each unit has no receptive field to speak of: it sees all.
    private static ReceptiveField FieldOf(nn.Module net, UnitBatch batch, string layer) =>
        batch.Input.dim() - 2 == batch.Grid.Count && batch.Grid.Count > 0
            ? ReceptiveField.Of(net, batch.Input, layer)
            : new(layer, null, "each unit sees the whole input");

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
