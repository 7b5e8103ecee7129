using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>
/// What a view might change about a network, saved at the start and put back at the end, also when the network throws: train or eval of
/// every module, requires_grad and .grad of every parameter, the values of buffers (running means), the CPU's random generator. Not saved:
/// the generators of other devices, which TorchSharp cannot read.
/// </summary>
public sealed class NetState : IDisposable
{
    private readonly List<(nn.Module Module, bool Training)> modes;
    private readonly List<(Tensor Parameter, bool RequiresGrad, Tensor? Grad)> parameters;
    private readonly List<(Tensor Buffer, Tensor Copy)> buffers;
    private readonly Tensor random;

    private NetState(nn.Module net)
    {
        modes = [.. LayerTree.Of(net).Layers.Select(layer => (layer.Module, layer.Module.training))];
        parameters = [.. net.parameters().Select(parameter => ((Tensor)parameter, parameter.requires_grad, TakeGrad(parameter)))];
        buffers = [.. net.buffers().Select(buffer => (buffer, buffer.detach().clone().DetachFromDisposeScope()))];
        random = get_rng_state().DetachFromDisposeScope();
    }

    /// <summary>Saves the state of <paramref name="net"/>; disposing the result puts it back.</summary>
    public static NetState Save(nn.Module net)
    {
        ArgumentNullException.ThrowIfNull(net);
        return new NetState(net);
    }

    /// <summary>Puts everything back.</summary>
    public void Dispose()
    {
        // train() reaches all children as well: parents come first in the list, so each child's own mode has the last word. The second
        // round is for a module that two parents share.
        foreach (var (module, training) in modes.Concat(modes))
        {
            if (module.training != training)
            {
                module.train(training);
            }
        }
        foreach (var (parameter, requiresGrad, grad) in parameters)
        {
            if (parameter.requires_grad != requiresGrad)
            {
                parameter.requires_grad = requiresGrad;
            }
            PutGrad(parameter, grad);
        }
        RestoreBuffers();
        set_rng_state(random);
        random.Dispose();
    }

    /// <summary>Takes the gradient away, so that whatever a view accumulates goes elsewhere.</summary>
    private static Tensor? TakeGrad(Tensor parameter)
    {
        var grad = parameter.grad?.DetachFromDisposeScope();
        if (grad is not null)
        {
            parameter.grad = null;
        }
        return grad;
    }

    private static void PutGrad(Tensor parameter, Tensor? grad)
    {
        using var current = parameter.grad;
        if (current is not null || grad is not null)
        {
            parameter.grad = grad;
        }
        grad?.Dispose();
    }

    private void RestoreBuffers()
    {
        using var untracked = no_grad();
        foreach (var (buffer, copy) in buffers)
        {
            // Writing counts as a change even where the values are the same, and a pending backward() would then refuse: write only what
            // differs.
            using var same = buffer.eq(copy);
            using var equal = same.all();
            if (!equal.item<bool>())
            {
                buffer.copy_(copy);
            }
            copy.Dispose();
        }
    }
}
