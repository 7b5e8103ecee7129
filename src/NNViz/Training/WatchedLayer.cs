using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>One layer of a watched network: what a few numbers say of it, sample by sample. Each metric is thinned as those of a history.</summary>
public sealed class WatchedLayer
{
    /// <summary>The most elements of a parameter by which its change is measured, evenly spaced.</summary>
    internal const int ParameterSample = 4096;

    private const int Capacity = 512;

    private readonly Layer layer;
    private readonly Dictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private Moments activation = Moments.None;
    private (long Dead, long All) units;
    private List<double[]>? before;

    internal WatchedLayer(Layer layer) => this.layer = layer;

    /// <summary>The layer's dotted name; of the network itself its type.</summary>
    public string Name => layer.DisplayName;

    /// <summary>The layer's type, for example <c>Conv2d</c>.</summary>
    public string Type => layer.Type;

    /// <summary>The mean of what the layer returned in a sampled pass.</summary>
    public Metric? Mean => Read("mean");

    /// <summary>The standard deviation (ddof = 1) of what the layer returned in a sampled pass.</summary>
    public Metric? Std => Read("std");

    /// <summary>
    /// The part of the units that returned 0 for every sample and place of the batch, 0 to 1: channels behind a convolution, else features. Null but for
    /// ReLU and its kind, through which no gradient passes at 0.
    /// </summary>
    public Metric? DeadFraction => Read("dead");

    /// <summary>The Euclidean norm of the gradient of the layer's own parameters together; null where it has none, or none was seen.</summary>
    public Metric? GradientNorm => Read("gradient");

    /// <summary>
    /// ‖change of the parameters by the step‖ / ‖parameters‖, of at most 4,096 evenly spaced elements of each; about 1e−3 is usual. Null
    /// where the layer has no parameters that are trained.
    /// </summary>
    public Metric? UpdateRatio => Read("update");

    /// <summary>Notes the parameters before the step.</summary>
    internal void Begin()
    {
        (activation, units) = (Moments.None, (0, 0));
        before = Sample();
    }

    /// <summary>Adds what a call of the layer returned.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="weights">The last layer with weights that was called up to then.</param>
    internal void Add(object? result, Layer? weights)
    {
        foreach (var (_, output) in NetCall.TensorsIn(result, "").Where(entry => entry.Value.is_floating_point()).Take(1))
        {
            using var scope = NewDisposeScope();
            var plain = output.detach();
            var moments = TensorStats.MomentsOf(plain);
            activation = Moments.Merge(activation, moments);
            if (output.dim() > 1 && ActivationFunctions.IsGated(Type))
            {
                var axis = UnitAxis.Of(plain, weights);
                var dead = moments.Zeros == 0 ? 0 : DeadUnits(plain, axis);
                units = (units.Dead + dead, units.All + plain.shape[axis]);
            }
        }
    }

    /// <summary>Logs what the pass has returned.</summary>
    internal void EndPass(long step)
    {
        if (activation.Count > 0)
        {
            Log("mean", step, activation.Mean);
            Log("std", step, activation.Std);
        }
        if (units.All > 0)
        {
            Log("dead", step, (double)units.Dead / units.All);
        }
    }

    /// <summary>The norm of the gradient that the parameters hold now, or null where they hold none.</summary>
    internal double? Gradient()
    {
        double? squares = null;
        foreach (var (_, parameter) in layer.Parameters)
        {
            using var gradient = parameter.grad;
            if (gradient is not null)
            {
                var norm = TensorStats.MomentsOf(gradient).Norm;
                squares = (squares ?? 0) + (norm * norm);
            }
        }
        return squares is { } sum ? Math.Sqrt(sum) : null;
    }

    /// <summary>Logs the gradient's norm.</summary>
    internal void LogGradient(long step, double norm) => Log("gradient", step, norm);

    /// <summary>Logs by how much the parameters changed since <see cref="Begin"/>.</summary>
    internal void EndStep(long step)
    {
        if (before is not { Count: > 0 } old)
        {
            return;
        }
        var (change, size) = (0.0, 0.0);
        foreach (var (was, now) in old.Zip(Sample()))
        {
            change += was.Zip(now, (a, b) => (b - a) * (b - a)).Sum();
            size += was.Sum(value => value * value);
        }
        before = null;
        Log("update", step, Math.Sqrt(change / size));
    }

    // One pass without a copy, and a second one only where a unit has nothing above 0.
    private static long DeadUnits(Tensor output, int axis)
    {
        long[] others = [.. Enumerable.Range(0, (int)output.dim()).Where(other => other != axis).Select(other => (long)other)];
        var silent = output.amax(others).eq(0);
        return silent.any().item<bool>() ? silent.logical_and(output.amin(others).eq(0)).sum().item<long>() : 0;
    }

    private List<double[]> Sample() => [.. layer.Parameters.Where(entry => entry.Value.requires_grad && entry.Value.numel() > 0).Select(entry =>
    {
        using var scope = NewDisposeScope();
        var step = (entry.Value.numel() + ParameterSample - 1) / ParameterSample;
        var some = entry.Value.detach().reshape(-1).slice(0, 0, entry.Value.numel(), step);
        return HostTensor.Copy(some, some.numel()).ToDoubles();
    })];

    private void Log(string quantity, long step, double value)
    {
        lock (series)
        {
            if (!series.TryGetValue(quantity, out var one))
            {
                series.Add(quantity, one = new MetricSeries(quantity, Capacity));
            }
            one.Add(new MetricPoint(step, value));
        }
    }

    private Metric? Read(string quantity)
    {
        lock (series)
        {
            return series.GetValueOrDefault(quantity)?.Snapshot();
        }
    }
}
