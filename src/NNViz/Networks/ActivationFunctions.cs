using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace NNViz.Networks;

/// <summary>The activation functions of TorchSharp that turn one number into one number, with their default settings.</summary>
internal static class ActivationFunctions
{
    private const double PReluSlope = 0.25; // what nn.PReLU starts training from

    /// <summary>Those that look at several numbers at once, so that a curve of one number cannot show them.</summary>
    private static readonly string[] OfSeveralNumbers = ["glu", "log_softmax", "softmax", "softmax2d", "softmin"];

    /// <summary>Those that are 0 over a whole stretch, where no gradient passes.</summary>
    private static readonly HashSet<string> Gated = ["relu", "relu6", "threshold", "hardsigmoid", "hardswish", "hardshrink", "softshrink"];

    /// <summary>Name, as in <c>torch.nn.functional</c>, and function.</summary>
    public static IReadOnlyList<(string Name, Func<Tensor, Tensor> Function)> All { get; } =
    [
        ("relu", x => relu(x)),
        ("relu6", x => relu6(x)),
        ("leaky_relu", x => leaky_relu(x)),
        ("prelu", x => prelu(x, tensor(PReluSlope, x.dtype, x.device).reshape(1))),
        ("rrelu", x => rrelu(x, 0.125, 1.0 / 3)),
        ("elu", x => elu(x, 1)),
        ("celu", x => celu(x, 1)),
        ("selu", x => selu(x)),
        ("gelu", x => gelu(x)),
        ("silu", x => silu(x)),
        ("mish", x => mish(x)),
        ("sigmoid", x => x.sigmoid()),
        ("logsigmoid", x => logsigmoid(x)),
        ("hardsigmoid", x => hardsigmoid(x)),
        ("hardswish", x => hardswish(x)),
        ("tanh", x => x.tanh()),
        ("hardtanh", x => hardtanh(x)),
        ("tanhshrink", x => tanhshrink(x)),
        ("softplus", x => softplus(x)),
        ("softsign", x => softsign(x)),
        ("softshrink", x => softshrink(x)),
        ("hardshrink", x => hardshrink(x)),
        ("threshold", x => threshold(x, 0, 0)),
    ];

    /// <summary>Whether a module of this type, for example <c>LeakyReLU</c>, is one of them.</summary>
    public static bool IsModule(string type) => All.Any(entry => Same(entry.Name, type));

    /// <summary>
    /// Whether a module of this type passes no gradient where it returns 0: ReLU and its kind.
    /// Its units may be dead; of others 0 is a number like any.
    /// </summary>
    public static bool IsGated(string type) => Gated.Any(name => Same(name, type));

    /// <summary>The functions that comma-separated names or patterns name: <c>relu, gelu</c>, <c>*sigmoid</c>, <c>LeakyReLU</c>.</summary>
    /// <exception cref="ArgumentException">A name names nothing; the message says which exist.</exception>
    public static IEnumerable<(string Name, Func<Tensor, Tensor> Function)> Select(string names)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(names);
        return names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(SelectOne).DistinctBy(entry => entry.Name);
    }

    private static List<(string Name, Func<Tensor, Tensor> Function)> SelectOne(string part)
    {
        var found = All.Where(entry => Same(entry.Name, part) || NameMatch.Fits(part, entry.Name)).ToList();
        return found.Count > 0 ? found : throw NotFound(part);
    }

    private static bool Same(string name, string other) => string.Equals(Letters(name), Letters(other), StringComparison.OrdinalIgnoreCase);

    private static string Letters(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static ArgumentException NotFound(string part)
    {
        if (OfSeveralNumbers.FirstOrDefault(name => Same(name, part)) is { } several)
        {
            return new ArgumentException(
                $"{several} turns several numbers into several, so it has no curve. Fix all but one: "
                + $"Activations.Curve(x => …, \"{several}\").");
        }
        return new ArgumentException($"No activation function is called '{part}'.{NameMatch.Meant(part, All.Select(entry => entry.Name))} "
            + $"There are: {string.Join(", ", All.Select(entry => entry.Name))}; any other is given as a function: Activations.Curve(x => …).");
    }
}
