using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// Finds out whether layers that fired no hook did run: if the output has a gradient with respect to a layer's parameters, the layer was
/// used, whatever way it was called.
/// </summary>
internal static class UsageProof
{
    /// <summary>
    /// Runs the network once more, in eval mode and with gradients, and writes for each layer with parameters whether it was used. Where
    /// the output carries no gradient, nothing is written.
    /// </summary>
    public static void Find(nn.Module net, IReadOnlyList<object?> inputs, IEnumerable<Layer> layers, Dictionary<Layer, bool> usage)
    {
        var parameters = layers.SelectMany(layer => layer.Module.parameters()
            .Select(parameter => (Layer: layer, Parameter: (Tensor)parameter)))
            .Where(entry => entry.Parameter.is_floating_point())
            .ToList();
        if (parameters.Count == 0)
        {
            return;
        }
        using var state = NetState.Save(net);
        using var gradients = enable_grad();
        foreach (var (_, parameter) in parameters)
        {
            parameter.requires_grad = true;
        }
        net.eval();
        var outputs = NetCall.TensorsIn(NetCall.Run(net, inputs), "output").Select(output => output.Value)
            .Where(output => output.requires_grad).ToList();
        if (outputs.Count == 0)
        {
            return;
        }
        using var scope = NewDisposeScope();
        var total = outputs.Select(output => output.sum()).Aggregate((a, b) => a + b);
        var results = autograd.grad([total], [.. parameters.Select(entry => entry.Parameter)], allow_unused: true);
        for (var i = 0; i < parameters.Count; i++)
        {
            var layer = parameters[i].Layer;
            usage[layer] = usage.GetValueOrDefault(layer) || results[i] is { IsInvalid: false };
        }
    }
}
