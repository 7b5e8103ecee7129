using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>One expression in C# and in Python. Where both are written alike, the C# text is turned into the Python one.</summary>
internal sealed partial record OperatorCase(string Python, Func<object?> Compute, bool HasDifferences = true)
{
    /// <summary>The C# text.</summary>
    public string Text { get; private init; } = "";

    public static OperatorCase On(Func<object?> compute, string? python = null,
        [CallerArgumentExpression(nameof(compute))] string text = "") =>
        new(python ?? ToPython(text), compute) { Text = text };

    /// <summary>
    /// As <see cref="On"/>, for what differences cannot check: rounding, random draws, steps, inputs of which only a part is read.
    /// </summary>
    public static OperatorCase OnValues(Func<object?> compute, string? python = null,
        [CallerArgumentExpression(nameof(compute))] string text = "") =>
        On(compute, python, text) with { HasDifferences = false };

    /// <summary><c>() => x.all(1, keepdim: true)</c> becomes <c>x.all(1, keepdim=True)</c>.</summary>
    private static string ToPython(string text)
    {
        text = text.Replace("() => ", "", StringComparison.Ordinal).Replace("Scalar", "", StringComparison.Ordinal);
        text = Literal().Replace(text, m => m.Value switch { "true" => "True", "false" => "False", _ => "None" });
        return Named().Replace(text, "$1=");
    }

    [GeneratedRegex(@"\b(true|false|null)\b")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\b(\w+): ")]
    private static partial Regex Named();
}

/// <summary>The tensors that the expressions name: x, y, c, m, v real, z complex, k, j integers, b a mask.</summary>
internal static class OperatorInputs
{
    public static Tensor x = null!, y = null!, c = null!, m = null!, v = null!, z = null!, k = null!, j = null!, b = null!;

    public static readonly string[] Names = ["x", "y", "c", "m", "v", "z", "k", "j", "b"];

    /// <summary>Fresh leaves with the same values at each call; [2,3], c [2,3,4], m [3,3] far from singular, v [3].</summary>
    public static Tensor[] Leaves(ScalarType type)
    {
        using var generator = new Generator(5);
        Tensor Uniform(double low, double high, params long[] shape) =>
            rand(shape, ScalarType.Float64, generator: generator).mul(high - low).add(low).to(type);
        return
        [
            Uniform(0.1, 0.9, 2, 3), Uniform(0.2, 1.5, 2, 3), Uniform(-1, 1, 2, 3, 4), eye(3, dtype: type) * 3 + Uniform(0, 1, 3, 3),
            Uniform(0.1, 2, 3), torch.complex(Uniform(-1, 1, 2, 3), Uniform(-1, 1, 2, 3)),
            tensor(new long[,] { { 1, 2, 0 }, { 1, 0, 1 } }), tensor(new long[,] { { 2, 1, 5 }, { 3, 2, 1 } }),
            tensor(new[,] { { true, false, true }, { false, true, true } }),
        ];
    }

    /// <summary>Sets the names to copies, so that an operator may change them in place.</summary>
    public static void Use(Tensor[] leaves)
    {
        var copies = Array.ConvertAll(leaves, t => t.clone());
        (x, y, c, m, v, z, k, j, b) = (copies[0], copies[1], copies[2], copies[3], copies[4], copies[5], copies[6], copies[7], copies[8]);
    }
}
