using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <content>Weights and gradients over the steps.</content>
public sealed partial class TrainingHistory
{
    private readonly Dictionary<string, DistributionLog> weightLogs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DistributionLog> gradientLogs = new(StringComparer.Ordinal);

    /// <summary>The weights that <see cref="LogWeights"/> logged.</summary>
    public Distributions Weights => Snapshot("weights", weightLogs);

    /// <summary>The gradients that <see cref="LogGradients"/> logged.</summary>
    public Distributions Gradients => Snapshot("gradients", gradientLogs);

    /// <summary>Logs how the elements of each parameter are distributed now: best once an epoch. Of more than 64 steps evenly spaced ones are kept.</summary>
    /// <param name="step">The number of the batch or epoch.</param>
    /// <param name="net">The network.</param>
    /// <param name="layers">Which layers: names, patterns (<c>conv*</c>), types or indices, comma-separated; all by default.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or the layers have no parameters.</exception>
    public void LogWeights(long step, nn.Module net, string? layers = null)
    {
        foreach (var (name, parameter) in ParametersOf(net, layers))
        {
            Add(weightLogs, name, () => DistributionStep.Of(step, parameter));
        }
        autoSave?.Changed();
    }

    /// <summary>Logs how the elements of each parameter's gradient are distributed: after <c>loss.backward()</c>, before <c>zero_grad()</c>.</summary>
    /// <param name="step">The number of the batch or epoch.</param>
    /// <param name="net">The network.</param>
    /// <param name="layers">Which layers: names, patterns (<c>conv*</c>), types or indices, comma-separated; all by default.</param>
    /// <exception cref="ArgumentException">A selector names nothing, or the layers have no parameters.</exception>
    /// <exception cref="InvalidOperationException">No parameter has a gradient.</exception>
    public void LogGradients(long step, nn.Module net, string? layers = null)
    {
        var found = false;
        foreach (var (name, parameter) in ParametersOf(net, layers))
        {
            using var gradient = parameter.grad;
            if (gradient is not null)
            {
                found = true;
                Add(gradientLogs, name, () => DistributionStep.Of(step, gradient));
            }
        }
        if (!found)
        {
            throw new InvalidOperationException("The network holds no gradients. Log them after loss.backward() and before optimizer.zero_grad().");
        }
        autoSave?.Changed();
    }

    private static List<(string Name, Tensor Value)> ParametersOf(nn.Module net, string? layers)
    {
        var tree = LayerTree.Of(net);
        var chosen = layers is null ? tree.Layers : tree.Select(layers);
        var parameters = tree.Layers.Where(layer => layer.IsIn(chosen))
            .SelectMany(layer => layer.Parameters.Select(entry => (layer.ParameterName(entry.Name), (Tensor)entry.Value)))
            .ToList();
        return parameters.Count > 0 ? parameters : throw new ArgumentException("These layers have no parameters.", nameof(layers));
    }

    private void Add(Dictionary<string, DistributionLog> logs, string name, Func<DistributionStep> read)
    {
        DistributionLog? log;
        lock (gate)
        {
            if (!logs.TryGetValue(name, out log))
            {
                logs.Add(name, log = new DistributionLog(name));
            }
        }
        lock (log)
        {
            log.Add(read);
        }
    }

    private Distributions Snapshot(string what, Dictionary<string, DistributionLog> logs)
    {
        DistributionLog[] all;
        lock (gate)
        {
            all = [.. logs.Values];
        }
        return new Distributions(what, [.. all.Select(log =>
        {
            lock (log)
            {
                return log.Snapshot();
            }
        })]);
    }
}
