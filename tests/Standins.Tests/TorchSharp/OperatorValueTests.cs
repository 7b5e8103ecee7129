using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Each operator against PyTorch: values and gradients in both precisions; gradients also against differences.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class OperatorValueTests
{
    internal static readonly OperatorCase[] All =
    [
        .. PointwiseCases.All, .. ComparisonCases.All, .. ReductionCases.All, .. ShapeCases.All, .. LinearCases.All, .. OtherCases.All,
        .. FunctionalCases.All, .. NarrowCases.All,
    ];

    public static IEnumerable<TheoryDataRow<int, string>> Cases =>
        All.Select((c, index) => new TheoryDataRow<int, string>(index, c.Python));
    public static IEnumerable<TheoryDataRow<int, string>> CasesWithDifferences =>
        Cases.Where(row => All[row.Data.Item1].HasDifferences && HasGradient(All[row.Data.Item1]));

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorch(int index, string python)
    {
        Assert.NotEmpty(python);
        Compare(All[index], ScalarType.Float64, 1e-10);
        Compare(All[index], ScalarType.Float32, 1e-5);
    }

    [Theory]
    [MemberData(nameof(CasesWithDifferences))]
    public void GradientEqualsDifferences(int index, string python)
    {
        Assert.NotEmpty(python);
        const double step = 1e-6;
        using var scope = NewDisposeScope();
        var leaves = Real(OperatorInputs.Leaves(ScalarType.Float64));
        var loss = Evaluate(All[index], leaves).Loss;
        var gradients = Gradients(loss, leaves);
        Assert.NotNull(gradients);
        var directions = leaves.Select(t => is_integral(t) ? t : randn_like(t)).ToArray();
        double Along(double t)
        {
            using (no_grad())
                return Evaluate(All[index], [.. leaves.Select((leaf, k) => is_integral(leaf) ? leaf : leaf + directions[k] * t)],
                    keep: true).Loss!.ToDouble();
        }
        double expected = (Along(step) - Along(-step)) / (2 * step);
        double actual = gradients.Select((g, k) => g is null ? 0 : real(g.conj() * directions[k]).sum().ToDouble()).Sum();
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * (1 + Math.Abs(expected)), $"gradient {actual}, difference {expected}");
    }

    private static void Compare(OperatorCase test, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var leaves = Real(OperatorInputs.Leaves(type));
        var answer = PyTorch.Run(Script(test.Python), [.. OperatorInputs.Names.Select((name, k) => (name, leaves[k].detach()))]);
        var (results, loss) = Evaluate(test, leaves);
        Assert.Equal(answer.Get<string[]>("types"), results.Select(t => t.dtype.ToString()));
        for (int k = 0; k < results.Length; k++)
            Close.To(Parts(answer[$"r{k}"]), Parts(results[k]), tolerance, $"result {k}");
        var grads = Gradients(loss, leaves);
        Assert.Equal(answer.Get<bool>("differentiable"), grads is not null);
        var reached = OperatorInputs.Names.Zip(grads ?? [], (name, gradient) => (Name: "g_" + name, Gradient: gradient))
            .Where(pair => pair.Gradient is not null).ToArray();
        Assert.Equal(answer.Names.Where(name => name.StartsWith("g_", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            reached.Select(pair => pair.Name).Order(StringComparer.Ordinal));
        foreach (var (name, gradient) in reached)
            Close.To(Parts(answer[name]), Parts(gradient!), tolerance, "gradient " + name);
    }

    /// <summary>The results, and the sum of their elements with different weights where that can be differentiated.</summary>
    private static (Tensor[] Results, Tensor? Loss) Evaluate(OperatorCase test, Tensor[] leaves, bool keep = false)
    {
        OperatorInputs.Use(leaves);
        manual_seed(3);
        Tensor[] results = [.. Flat(test.Compute())];
        Tensor? loss = null;
        foreach (var part in results.Where(t => (t.requires_grad || keep) && !is_integral(t)).Select(Parts))
        {
            var weighted = (part * linspace(-1, 2, part.numel(), part.dtype).reshape(part.shape)).sum();
            loss = loss is null ? weighted : loss + weighted;
        }
        return (results, loss);
    }

    /// <summary>Whether the operator has a derivative here; that PyTorch has one in the same cases is <see cref="EqualsPyTorch"/>'s.</summary>
    private static bool HasGradient(OperatorCase test)
    {
        using var scope = NewDisposeScope();
        var leaves = Real(OperatorInputs.Leaves(ScalarType.Float64));
        return Gradients(Evaluate(test, leaves).Loss, leaves) is not null;
    }

    /// <summary>Null where the operator has no derivative.</summary>
    private static Tensor?[]? Gradients(Tensor? loss, Tensor[] leaves)
    {
        if (loss is null)
            return null;
        Tensor[] wanted = [.. leaves.Where(t => t.requires_grad)];
        IList<Tensor> found;
        try
        {
            found = autograd.grad([loss], wanted, allow_unused: true);
        }
        catch (ExternalException)
        {
            return null;
        }
        return [.. leaves.Select(t => Array.IndexOf(wanted, t) is var k and >= 0 && !found[k].IsInvalid ? found[k] : null)];
    }

    private static Tensor[] Real(Tensor[] leaves)
    {
        foreach (var leaf in leaves)
            if (!is_integral(leaf))
                leaf.requires_grad = true;
        return leaves;
    }

    private static Tensor Parts(Tensor t) => t.is_complex() ? view_as_real(t.resolve_conj()) : t.resolve_neg();

    private static IEnumerable<Tensor> Flat(object? value) => value switch
    {
        Tensor t => [t],
        IEnumerable<Tensor> list => list,
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(k => Flat(tuple[k])),
        bool or long or int or double => [tensor(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture))],
        _ => [],
    };

    private static string Script(string expression) => $$"""
        leaves = dict(x=x, y=y, c=c, m=m, v=v, z=z, k=k, j=j, b=b)
        for t in leaves.values(): t.requires_grad_(t.is_floating_point() or t.is_complex())
        scope = {n: t.clone() for n, t in leaves.items()}
        scope.update(torch=torch, F=F, math=math)
        torch.manual_seed(3)
        def flat(r): return [r] if isinstance(r, torch.Tensor) else [torch.tensor(float(r), dtype=torch.float64)] if isinstance(r, (bool, int, float)) else [] if r is None else [t for u in r for t in flat(u)]
        results = flat(eval({{PythonText(expression)}}, scope))
        def parts(t): return torch.view_as_real(t.resolve_conj()) if t.is_complex() else t
        names = {'uint8': 'Byte', 'int8': 'Int8', 'int16': 'Int16', 'int32': 'Int32', 'int64': 'Int64', 'float16': 'Float16', 'float32': 'Float32', 'float64': 'Float64', 'bool': 'Bool', 'complex64': 'ComplexFloat32', 'complex128': 'ComplexFloat64', 'bfloat16': 'BFloat16'}
        out['types'] = [names[str(t.dtype)[6:]] for t in results]
        out.update({f'r{n}': t.resolve_neg() for n, t in enumerate(results)})
        smooth = [parts(t) for t in results if t.requires_grad]
        loss = sum(((t * torch.linspace(-1, 2, t.numel(), dtype=t.dtype).reshape(t.shape)).sum() for t in smooth), torch.tensor(0.))
        wanted = {n: t for n, t in leaves.items() if t.requires_grad}
        grads = []
        try: grads = torch.autograd.grad(loss, list(wanted.values()), allow_unused=True)
        except RuntimeError: pass
        out['differentiable'] = len(grads) > 0
        out.update({'g_' + n: g for n, g in zip(wanted, grads) if g is not None})
        """;

    private static string PythonText(string expression) => "'''" + expression + "'''";
}
