using TorchSharp;
using static Standins.Tests.OperatorInputs;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Standins.Tests;

/// <summary>
/// Arithmetic in float16 and bfloat16, of operands that are rounded to them first. Differences are far wider than their steps; values and
/// gradients are PyTorch's.
/// </summary>
internal static class NarrowCases
{
    private static readonly (Func<Tensor, Tensor, Tensor, Tensor> Compute, string Python)[] Both =
    [
        ((x, y, _) => x + y, "x + y"),
        ((x, y, _) => x - y, "x - y"),
        ((x, y, _) => x * y, "x * y"),
        ((x, y, _) => x / y, "x / y"),
        ((x, _, _) => x * 3, "x * 3"),
        ((x, _, _) => 2 - x, "2 - x"),
        ((x, y, _) => x.add_(y), "x.add_(y)"),
        ((x, _, _) => -x.abs(), "-x.abs()"),
        ((x, _, _) => x.pow(2), "x.pow(2)"),
        ((x, _, _) => x.reciprocal(), "x.reciprocal()"),
        ((x, _, _) => x.fmod(0.3), "x.fmod(0.3)"),
        ((x, y, _) => x.minimum(y), "x.minimum(y)"),
        ((x, y, _) => where(x > y, x, y), "torch.where(x > y, x, y)"),
        ((x, _, _) => x.masked_fill(x > 0.5, 0), "x.masked_fill(x > 0.5, 0)"),
        ((x, y, _) => cat([x, y]), "torch.cat([x, y])"),
        ((x, _, _) => x.sum(1), "x.sum(1)"),
        ((x, _, _) => x.mean([0]), "x.mean(0)"),
        ((x, _, _) => x.amax([1]), "x.amax(1)"),
        ((x, _, _) => x.norm(), "x.norm()"),
        ((x, _, _) => x.var(), "x.var()"),
        ((x, _, _) => x.sort(1).Values, "x.sort(1)[0]"),
    ];

    // Of these the CPU's libtorch has no float16.
    private static readonly (Func<Tensor, Tensor, Tensor, Tensor> Compute, string Python)[] OnlyBFloat16 =
    [
        ((x, _, m) => x.matmul(m), "x.matmul(m)"),
        ((x, _, m) => F.linear(x, m), "F.linear(x, m)"),
        ((x, y, _) => x.pow(y), "x ** y"),
        ((x, y, _) => x.addcmul(y, y, 2), "x.addcmul(y, y, value=2)"),
        ((x, _, _) => x.exp().log(), "x.exp().log()"),
        ((x, _, _) => x.sqrt().erf(), "x.sqrt().erf()"),
        ((x, _, _) => x.tanh() + x.sigmoid(), "x.tanh() + x.sigmoid()"),
        ((x, _, _) => F.gelu(x - 0.5) + F.relu(x - 0.5), "F.gelu(x - 0.5) + F.relu(x - 0.5)"),
        ((x, _, _) => x.clamp(0.2, 0.7).round(), "x.clamp(0.2, 0.7).round()"),
        ((x, _, _) => x.cumsum(1), "x.cumsum(1)"),
        ((x, _, _) => x.softmax(1) + x.log_softmax(1), "x.softmax(1) + x.log_softmax(1)"),
        ((x, _, _) => F.layer_norm(x, [3]), "F.layer_norm(x, [3])"),
    ];

    public static readonly OperatorCase[] All =
    [
        .. Both.Select(test => Of(test, ScalarType.Float16)), .. Both.Concat(OnlyBFloat16).Select(test => Of(test, ScalarType.BFloat16)),
    ];

    /// <summary>The result in a type that can be read, and whether it had the narrow one.</summary>
    private static OperatorCase Of((Func<Tensor, Tensor, Tensor, Tensor> Compute, string Python) test, ScalarType type)
    {
        string name = type == ScalarType.Float16 ? "torch.float16" : "torch.bfloat16";
        return new(
            $"(lambda r: (r.float(), r.dtype == {name}))((lambda x, y, m: {test.Python})(x.to({name}), y.to({name}), m.to({name})))",
            () =>
            {
                var result = test.Compute(x.to(type), y.to(type), m.to(type));
                return (result.@float(), result.dtype == type);
            },
            HasDifferences: false);
    }
}
