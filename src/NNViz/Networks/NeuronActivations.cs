using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>How strongly each neuron of a layer answers each sample.</summary>
/// <param name="Layer">The layer's dotted name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Values">[neurons, samples]; of a neuron with several places (a feature map) its largest answer.</param>
/// <param name="Places">Places at which a neuron answers one sample.</param>
public sealed record LayerNeurons(string Layer, string Type, HostTensor Values, long Places);

/// <summary>The neurons of layers against the samples of a batch. Immutable; holds no tensor.</summary>
/// <param name="Layers">In the order of the tree.</param>
/// <param name="Order">The position in the data of each column: by class where labels were given, else as they came.</param>
/// <param name="Labels">The class of each column, where labels were given.</param>
public sealed record NeuronActivations(IReadOnlyList<LayerNeurons> Layers, IReadOnlyList<int> Order, ClassLabels? Labels)
{
    /// <summary>Runs <paramref name="net"/> in eval mode on <paramref name="x"/>. Leaves no trace on it.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">[N, …], the samples.</param>
    /// <param name="layers">Which layers; by default the activation functions, or all that compute something where there are none as modules.</param>
    /// <param name="labels">[N], the class of each sample: samples of one class are then put side by side.</param>
    /// <param name="classNames">The names of the classes; numbers by default.</param>
    /// <exception cref="ArgumentException">A selector names nothing, the labels do not fit, or the network does not take such an input.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    /// <exception cref="InvalidOperationException">None of the layers ran through call(); the message says why and what to change.</exception>
    public static NeuronActivations Of(nn.Module net, Tensor x, string? layers = null, Tensor? labels = null, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        using var scope = NewDisposeScope();
        var samples = (int)(x.dim() > 0 ? x.shape[0] : 0);
        var classes = labels is null ? null : ClassLabels.Of(labels, samples, classNames);
        int[] order = [.. Enumerable.Range(0, samples).OrderBy(i => classes?.Classes[i] ?? 0)];
        var parts = new Dictionary<string, (UnitBatch First, List<Tensor> Parts)>();
        UnitOutputs.Over(net, UnitOutputs.Batches(x), layers, batch =>
        {
            if (!parts.TryGetValue(batch.Name, out var known))
            {
                parts.Add(batch.Name, known = (batch, []));
            }
            // A copy: a layer of one place would share memory with what the next batch frees.
            known.Parts.Add(batch.Values.amax(new long[] { 2 }, false).clone().MoveToOtherDisposeScope(scope));
        });
        using var columns = from_array(Array.ConvertAll(order, i => (long)i), x.device);
        var read = parts.Values.OrderBy(entry => (entry.First.Layer.Index, entry.First.Call.Index)).Select(entry =>
        {
            var matrix = cat([.. entry.Parts], 0).index_select(0, columns).t();
            var places = entry.First.Grid.Aggregate(1L, (product, length) => product * length);
            return new LayerNeurons(entry.First.Name, entry.First.Layer.Type, HostTensor.Copy(matrix, matrix.numel()), places);
        }).ToList();
        return new NeuronActivations(read, order,
            labels is null ? null : ClassLabels.Of(labels.flatten().index_select(0, columns.to(labels.device)), samples, classNames));
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
