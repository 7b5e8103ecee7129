using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Standins.Tests.NN;
using Standins.Tests.Optim;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.Listing;

/// <summary>Whatever computes has a case that compares it with PyTorch, or a reason here why it has none.</summary>
public sealed partial class CoverageTests
{
    private static readonly Dictionary<string, string[]> OperatorsWithout = new()
    {
        ["other names: the same code under a second name"] =
        [
            "Hardshrink", "Hardtanh", "Mish", "SiLU", "Softshrink", "Softsign", "Tanhshrink", "Threshold",
            "BoolTensor", "ByteTensor", "DoubleTensor", "FloatTensor", "IntTensor", "LongTensor", "ShortTensor",
            "DetatchFromDisposeScope", "with_requires_grad", "requires_grad_",
        ],
        ["life of a tensor: DisposeScopeTests and LifeTests"] =
        [
            "DetachFromDisposeScope", "MoveToOtherDisposeScope", "MoveToOuterDisposeScope",
            "UnsafeCreateTensor", "WrappedTensorDisposeScope",
        ],
        ["files: ModuleTests"] = ["Load", "load"],
        ["named axes: NamedAxesTests"] = ["align_as", "align_to", "refine_names", "rename", "rename_", "flatten", "unflatten"],
        ["results into a given tensor, and memory: MemoryTests"] = ["arange_out", "rand_out", "randint_out", "randn_out", "from_file"],
        ["devices that this libtorch lacks: they throw"] = ["cuda", "mps", "pin_memory"],
        ["state of the generator: MemoryTests"] = ["get_rng_state"],
        ["the operator of F#'s pipelines: HookTests"] = ["op_MinusMinusGreater"],
    };

    [Fact]
    public void EveryOperatorHasACase()
    {
        var called = OperatorValueTests.All.Select(test => test.Text).Concat(FunctionalTests.Texts)
            .SelectMany(text => Call().Matches(text)).Select(match => $"{Owner(match)}.{match.Groups[3].Value}");
        Dictionary<string, Type> types = new()
        {
            ["torch"] = typeof(torch),
            ["Tensor"] = typeof(Tensor),
            ["special"] = typeof(special),
            ["fft"] = typeof(fft),
            ["linalg"] = typeof(linalg),
            ["F"] = typeof(nn.functional),
        };
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        MethodInfo[] twins = [.. TwinTests.Twins.Select(pair => pair.Static)];
        Check(
            from type in types
            from method in type.Value.GetMethods(declared)
            where !method.IsSpecialName && Computes(method) && !twins.Contains(method)
            select $"{type.Key}.{method.Name}",
            called, OperatorsWithout);
    }

    /// <summary>Whose method is called: what stands before it names it; other expressions are tensors, nothing is torch.</summary>
    private static string Owner(Match call) =>
        call.Groups[1].Success ? call.Groups[1].Value : call.Groups[2].Success ? "Tensor" : "torch";

    [Fact]
    public void EveryLayerAndLossHasACase() => Check(
        Modules(typeof(nn.Module)).Except(Modules(typeof(optim.Optimizer))),
        LayerTests.All.Select(layer => layer.Make().GetType().Name),
        new()
        {
            ["masks and several results: AttentionTests, TransformerTests"] =
            [
                "MultiheadAttention", "Transformer", "TransformerDecoder", "TransformerDecoderLayer",
                "TransformerEncoder", "TransformerEncoderLayer",
            ],
            ["containers: ModuleTests"] = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"],
        });

    [Fact]
    public void EveryOptimizerHasACase() => Check(
        Modules(typeof(optim.Optimizer)), OptimizerTests.Names, new() { ["needs a closure: ScheduleTests"] = ["LBFGS"] });

    /// <summary>Nothing is without a case and without a reason, and no reason is given twice or for what has a case.</summary>
    private static void Check(IEnumerable<string> all, IEnumerable<string> tried, Dictionary<string, string[]> reasons)
    {
        HashSet<string> names = [.. all], cases = [.. tried], excused = [.. reasons.Values.SelectMany(list => list)];
        Assert.NotEmpty(names);
        string[] without = [.. names.Except(cases).Where(name => !excused.Contains(Last(name))).Order(StringComparer.Ordinal)];
        Assert.True(without.Length == 0, $"{without.Length} without a case:\n{string.Join(' ', without)}");
        string[] idle = [.. excused.Except(names.Select(Last))];
        Assert.True(idle.Length == 0, $"excused but not there: {string.Join(' ', idle)}");

        static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
    }

    private static bool Computes(MethodInfo method) =>
        method.ReturnType == typeof(Tensor) || method.ReturnType == typeof(Tensor[])
        || (typeof(ITuple).IsAssignableFrom(method.ReturnType) && method.ReturnType.GetGenericArguments().Contains(typeof(Tensor)));

    /// <summary>Public classes that can be made.</summary>
    private static IEnumerable<string> Modules(Type ancestor) => typeof(torch).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == "TorchSharp.Modules" && !type.IsAbstract && !type.IsNested && ancestor.IsAssignableFrom(type))
        .Select(type => type.Name.Split('`')[0]);

    [GeneratedRegex(@"(?:\b(torch|F|special|fft|linalg)\.|(\.)|(?<![\w.]))@?(\w+)(?:<\w+>)?\(")]
    private static partial Regex Call();
}
