using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Attributions;

/// <summary>
/// A net, its inputs and what is explained of them: all that a method needs to ask of a net, each question in one place.
/// Lives inside one dispose scope and one <see cref="NetState"/> (see <see cref="Explanation"/>).
/// </summary>
internal sealed class Subject : IDisposable
{
    /// <summary>
    /// What a pass takes for each byte that its layers put out: that byte, and up to twice as much for the rows themselves, the work space
    /// of convolutions and what the allocator cannot hand out again at once. Measured over all methods that batch: 1.2 to 2.3 (bench/, memory).
    /// </summary>
    private const int HeldPerByte = 3;

    private readonly ProgressMeter meter;
    private Prediction? prediction;
    private NetTrace? trace;
    private Tensor? rows;

    public Subject(Module net, Inputs input, Target target, ExplainOptions options)
    {
        (Net, Target, Options) = (net, target, options);
        Tree = LayerTree.Of(net);
        meter = new ProgressMeter(options.Progress, options.Clock);
        X = [.. input.Select(x => x.detach())];
    }

    public Module Net { get; }

    /// <summary>The layers of the net.</summary>
    public LayerTree Tree { get; }

    public Target Target { get; }

    public ExplainOptions Options { get; }

    /// <summary>Takes its progress off the screen. Its tensors end with the dispose scope around it.</summary>
    public void Dispose() => meter.Dispose();

    /// <summary>The inputs, detached from the user's graph; never written to.</summary>
    public Tensor[] X { get; }

    public long Samples => X[0].shape[0];

    /// <summary>The net's output and scores for the inputs. Known from the first pass over them, or from one made for it.</summary>
    public Prediction Prediction => prediction ?? Measure().Prediction;

    /// <summary>What ran in the net, layer by layer, and the memory it took; costs one forward pass, once.</summary>
    public NetTrace Trace => trace ?? Measure().Trace;

    /// <summary>Whether a gradient was asked for that the net does not have.</summary>
    public bool GradientMissing { get; private set; }

    /// <summary>How many rows the last batches had; 0 where nothing was batched.</summary>
    public long BatchSize { get; private set; }

    /// <summary>A forward pass over the inputs with gradients.</summary>
    /// <param name="watch">Is shown layers as they run, and may replace what they put out by tensors of the same values.</param>
    public Pass Forward(LayerWatch? watch = null)
    {
        Tensor[] leaves = [.. X.Select(Leaf)];
        var read = Run(leaves, watch);
        prediction ??= Prediction.Of(read.Output, read.Scored, Target, Samples).With(X[0]);
        return new Pass(leaves, Target.Score(read.Scored, prediction.Classes));
    }

    /// <summary>A forward pass with gradients over rows made from the inputs.</summary>
    /// <param name="x">The inputs of the net, <c>[R,…]</c> each; they become the leaves.</param>
    /// <param name="rows">The sample that each row stands for, Int64 <c>[R]</c>.</param>
    /// <param name="watch">As for <see cref="Forward(LayerWatch?)"/>; here the values may change as well.</param>
    public Pass Forward(IReadOnlyList<Tensor> x, Tensor rows, LayerWatch? watch = null)
    {
        var classes = Prediction.Classes?.index_select(0, rows);
        Tensor[] leaves = [.. x.Select(Leaf)];
        return new Pass(leaves, Target.Score(Run(leaves, watch).Scored, classes));
    }

    /// <summary>The scores of rows made from the inputs, <c>[R]</c>, without gradients.</summary>
    public Tensor Scores(IReadOnlyList<Tensor> x, Tensor rows, LayerWatch? watch = null)
    {
        using var none = no_grad();
        return Target.Score(Run(x, watch).Scored, Prediction.Classes?.index_select(0, rows));
    }

    /// <summary>The scores of a whole batch of samples, <c>[N]</c>, without gradients, in the order of the inputs.</summary>
    public Tensor Scores(IReadOnlyList<Tensor> x) => Scores(x, arange(Samples, ScalarType.Int64, X[0].device));

    /// <summary>The scores of rows made from the inputs, as part of the graph of what <paramref name="watch"/> puts in.</summary>
    public Tensor ScoresWith(IReadOnlyList<Tensor> x, Tensor rows, LayerWatch watch)
        => Target.Score(Run(x, watch).Scored, Prediction.Classes?.index_select(0, rows));

    /// <summary>The net's output for any inputs, as part of the graph.</summary>
    public Tensor Call(IReadOnlyList<Tensor> x, LayerWatch watch) => Run(x, watch).Output;

    /// <summary>The gradients of the sum of <paramref name="scores"/>; 0 where the scores do not depend on a tensor.</summary>
    public Tensor[] Gradients(Tensor scores, IReadOnlyList<Tensor> of, bool keepGraph = false)
    {
        if (!scores.requires_grad)
        {
            GradientMissing = true;
            return [.. of.Select(t => zeros_like(t))];
        }
        var found = autograd.grad([scores.sum()], [.. of], retain_graph: keepGraph, allow_unused: true);
        GradientMissing |= found.All(g => g.IsInvalid);
        return [.. found.Select((g, i) => g.IsInvalid ? zeros_like(of[i]) : g)];
    }

    /// <summary>
    /// Walks over <paramref name="perSample"/> items of every sample in batches that keep to the memory budget. Each batch has a dispose
    /// scope of its own, closed when the next begins: what is to stay is written into tensors from outside.
    /// </summary>
    /// <param name="perSample">The items of one sample; one pass holds them sample after sample.</param>
    /// <param name="gradient">Whether the passes keep their graphs, which takes twice the memory.</param>
    /// <param name="rows">How many rows of the net an item takes, in memory.</param>
    /// <param name="part">Where the walk is one of several: the items of a sample that were walked before it, and those of all walks together.</param>
    public IEnumerable<Batch> Batches(long perSample, bool gradient, int rows = 1, (long Before, long All)? part = null)
    {
        var total = Samples * perSample;
        var (before, all) = part is { } p ? (Samples * p.Before, Samples * p.All) : (0, total);
        var walked = false;
        var bytes = Math.Max(1, HeldPerByte * Trace.BytesPerSample * rows * (gradient ? 2 : 1));
        BatchSize = Math.Clamp(Options.MemoryBudget / bytes, 1, total);
        try
        {
            for (long first = 0; first < total; first += BatchSize)
            {
                Options.Cancellation.ThrowIfCancellationRequested();
                using (NewDisposeScope())
                {
                    yield return new Batch(first, Math.Min(BatchSize, total - first), perSample, X[0].device);
                }
                meter.Report(before + Math.Min(first + BatchSize, total), all);
            }
            walked = true;
        }
        finally
        {
            // Between two walks nothing has stopped.
            if (!walked || before + total == all)
            {
                meter.End();
            }
        }
    }

    /// <summary>The layers without children: those that compute.</summary>
    public IReadOnlyList<Layer> Leaves => [.. Tree.Layers.Where(layer => layer.Children.Count == 0)];

    private static Tensor Leaf(Tensor x) => x.is_floating_point()
        ? x.detach().requires_grad_()
        : throw new ArgumentException(
            $"An input of {DTypes.Name(x.dtype)} has no gradient. Explain the output of the layer that reads it (a layer form, such as "
            + "net.LayerIntegratedGradients(x, \"embedding\")), or use a method that perturbs, such as net.FeatureAblation(x).");

    /// <summary>One call of the net: its output, and what the target reads (the output, or a layer's).</summary>
    /// <exception cref="ForwardException">The net threw; the message names the layer and the shapes.</exception>
    private (Tensor Output, Tensor Scored) Run(IReadOnlyList<Tensor> x, LayerWatch? watch)
    {
        try
        {
            return RunWatched(x, watch);
        }
        catch (Exception fault)
        {
            // Not in a filter, which would run while the rules of the watch are still on the net.
            if (NetCall.Located(Net, [.. x.Select(t => t.detach().clone())], fault) is { } located)
            {
                throw located;
            }
            throw;
        }
    }

    private (Tensor Output, Tensor Scored) RunWatched(IReadOnlyList<Tensor> x, LayerWatch? watch)
    {
        rows = x[0];
        using var watching = watch is null ? null : LayerRewrite.Attach(watch.Layers ?? Leaves, watch.Seen);
        Tensor? neurons = null;
        // Registered last, so that the neuron is read behind any rule on its own layer.
        using var reading = Target.Layer is not { } layer ? null
            : LayerRewrite.Attach([Tree.SelectSingle(layer)], c => { neurons = Keep(c.Output); return null; });
        // The net gets copies: a first layer that works in place must reach neither the user's tensor nor a leaf.
        var output = Call([.. x.Select(t => t.clone())]);
        return Target.Layer is null
            ? (output, output)
            : (output, neurons ?? throw new ArgumentException($"The target is a neuron of '{Target.Layer}', and that layer did not run."));
    }

    private Tensor Call(Tensor[] x) => NetCall.Run(Net, x) as Tensor ?? throw new ArgumentException(
            $"{Net.GetType().Name} does not put out one tensor, so there is no score to explain. "
                + "Wrap it in a Module<Tensor,Tensor> that puts out the tensor you mean.");

    private (Prediction Prediction, NetTrace Trace) Measure()
    {
        using var none = no_grad();
        trace = new NetTrace(Samples);
        var began = Options.Clock.GetTimestamp();
        var (output, scored) = Run(X, new LayerWatch(null, trace.See));
        trace.TimePerSample = Options.Clock.GetElapsedTime(began) / Samples;
        prediction ??= Prediction.Of(output, scored, Target, Samples).With(X[0]);
        return (prediction, trace);
    }

    /// <summary>A second handle on a tensor that the net may dispose of as soon as it has used it; it lives as long as the rows of this pass.</summary>
    public Tensor Keep(Tensor tensor) => tensor.alias().MoveToOtherDisposeScope(rows!);
}
