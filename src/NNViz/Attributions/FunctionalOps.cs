using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>What a net does between two modules, where no hook sees it.</summary>
/// <param name="After">The layer (or the input) before it.</param>
/// <param name="Before">The layer (or the output) behind it.</param>
/// <param name="Gates">Whether it sets values to 0 that depend on the data, as a ReLU does.</param>
/// <param name="Affine">Whether its gradient is the same for all data.</param>
/// <param name="Homogeneous">Whether its output is the sum of its inputs times their gradients, which is what relevance needs to be kept.</param>
internal sealed record Gap(string After, string Before, bool Gates, bool Affine, bool Homogeneous);

/// <summary>
/// Finds what a net computes outside of its modules. TorchSharp has no graph to read, so the net is run twice on one sample with every
/// module's output replaced by fresh noise: what a module is then given, beyond that noise, was made by operations in between, and their
/// values and gradients tell what they are.
/// </summary>
internal static class FunctionalOps
{
    private const double Tolerance = 1e-3;

    /// <summary>Throws where the net does something between modules that a rule would get silently wrong.</summary>
    public static void Refuse(Subject subject, string method, Func<Gap, bool> wrong, string what, string remedy)
    {
        if (Find(subject).FirstOrDefault(wrong) is { } gap)
        {
            throw new ArgumentException(
                $"{method} must see every activation as a module that runs through call(), and between {gap.After} and {gap.Before} this net applies {what} "
                + "on its own (a function such as functional.relu, or module.forward(x) instead of module.call(x)). "
                + $"{remedy}, or use a method without rules, such as net.IntegratedGradients(x).");
        }
    }

    /// <summary>The gaps of a net in the order in which they run; one where nothing happens is affine and homogeneous.</summary>
    public static IReadOnlyList<Gap> Find(Subject subject)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Probe(subject, 1), Probe(subject, 2));
        return [.. first.Zip(second, (a, b) => Compare(a, b)).OfType<Gap>()];
    }

    private static Gap? Compare(Edge one, Edge other)
    {
        if (!one.Value.requires_grad || !other.Value.requires_grad || !one.Value.shape.SequenceEqual(other.Value.shape))
        {
            return null;
        }
        var direction = new Noise(0).Normal(one.Value);
        var (a, b) = (one.Gradients(direction), other.Gradients(direction));
        var closed = one.Value.eq(0) & other.Value.ne(0);
        var gates = closed.any().item<bool>() && one.Gradients(closed.to(one.Value.dtype)).All(g => g.eq(0).all().item<bool>());
        var affine = a.Zip(b, (p, q) => p.allclose(q, Tolerance, Tolerance)).All(same => same);
        return new(one.After, one.Before, gates, affine, one.IsHomogeneous(direction, a));
    }

    /// <summary>Runs the first sample with noise for every module's output, and keeps what each module was given.</summary>
    private static List<Edge> Probe(Subject subject, int seed)
    {
        var noise = new Noise(seed);
        Tensor[] input = [.. subject.X.Select(x => x.narrow(0, 0, 1))];
        Tensor[] start = [.. input.Select(x => x.is_floating_point() ? noise.Normal(x).requires_grad_() : x)];
        var sources = start.Where(x => x.is_floating_point()).ToList();
        var edges = new List<Edge>();
        var last = "the input";
        var output = subject.Call(start, new LayerWatch(null, call =>
        {
            edges.Add(new(last, $"'{call.Layer.DisplayName}'", subject.Keep(call.Input), [.. sources]));
            last = $"'{call.Layer.DisplayName}'";
            if (!call.Output.is_floating_point())
            {
                return null;
            }
            var fresh = noise.Normal(call.Output).requires_grad_();
            sources.Add(fresh);
            return fresh.alias();
        }));
        edges.Add(new(last, "the output", output, [.. sources]));
        return edges;
    }

    private sealed record Edge(string After, string Before, Tensor Value, IReadOnlyList<Tensor> Sources)
    {
        public Tensor[] Gradients(Tensor direction)
        {
            var found = autograd.grad([(Value * direction).sum()], [.. Sources], retain_graph: true, allow_unused: true);
            return [.. found.Select((g, i) => g.IsInvalid ? zeros_like(Sources[i]) : g)];
        }

        public bool IsHomogeneous(Tensor direction, Tensor[] gradients)
        {
            var value = (Value * direction).sum();
            var parts = gradients.Zip(Sources, (g, s) => (g * s).sum()).Aggregate((sum, part) => sum + part);
            var scale = (Value * direction).abs().sum();
            return ((value - parts).abs() <= Tolerance * scale).item<bool>();
        }
    }
}
