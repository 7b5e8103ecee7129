using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Standins.Tests.NN;

/// <summary>A layer and the Python that makes the same one, with inputs to try it on.</summary>
/// <param name="Make">Makes the layer.</param>
/// <param name="Python">The same in Python; <c>nn</c> and <c>torch</c> are there.</param>
/// <param name="Inputs">Make the inputs.</param>
internal sealed record LayerCase(Func<Module> Make, string Python, params Func<Tensor>[] Inputs)
{
    /// <summary>Whether the layer runs in training mode.</summary>
    public bool Training { get; init; } = true;

    /// <summary>How many inputs get gradients: the first ones, of floating-point type.</summary>
    public int Trained { get; init; } = 3;

    /// <summary>Why the gradient is not that of differences, where it is not.</summary>
    public string? NoDifferences { get; init; }

    /// <summary>How Python calls <c>m</c>, where it is not m(x0, x1, …).</summary>
    public string? Call { get; init; }

    public override string ToString() => Python;

    /// <summary>Standard normal values.</summary>
    public static Func<Tensor> Normal(params long[] shape) => () => randn(shape);

    /// <summary>Uniform values between 0.05 and 0.95.</summary>
    public static Func<Tensor> Fractions(params long[] shape) => () => rand(shape).mul(0.9).add(0.05);

    /// <summary>Integers from 0 to below a bound.</summary>
    public static Func<Tensor> Integers(long bound, params long[] shape) => () => randint(0, bound, shape);

    /// <summary>−1 or 1.</summary>
    public static Func<Tensor> Signs(params long[] shape) => () => randint(0, 2, shape).mul(2).sub(1).to_type(ScalarType.Float32);

    /// <summary>Runs a module of any arity on the inputs.</summary>
    public static Tensor[] Run(Module module, Tensor[] x) => module switch
    {
        Module<Tensor, Tensor> m => [m.call(x[0])],
        Module<Tensor, Tensor, Tensor> m => [m.call(x[0], x.ElementAtOrDefault(1)!)],
        Module<Tensor, Tensor, long[]?, Tensor> m => [m.call(x[0], x[1], null)],
        Module<Tensor, Tensor, Tensor, Tensor> m => [m.call(x[0], x.ElementAtOrDefault(1)!, x.ElementAtOrDefault(2)!)],
        Module<Tensor, Tensor, Tensor, Tensor, Tensor> m => [m.call(x[0], x[1], x[2], x[3])],
        Module<Tensor, Tensor, (Tensor, Tensor)> m => Items(m.call(x[0], x.ElementAtOrDefault(1)!)),
        Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)> m => Items(m.call(x[0], x.Length > 1 ? (x[1], x[2]) : null)),
        Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)> m => Items(m.call(x[0], x.Length > 1 ? (x[1], x[2]) : null)),
        _ => throw new NotSupportedException($"no way to call {module.GetName()}"),
    };

    private static Tensor[] Items((Tensor, Tensor) results) => [results.Item1, results.Item2];

    private static Tensor[] Items((Tensor, Tensor, Tensor) results) => [results.Item1, results.Item2, results.Item3];
}
