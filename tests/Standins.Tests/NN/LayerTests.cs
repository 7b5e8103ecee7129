using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>Tests that draw from the one global generator run alone.</summary>
[CollectionDefinition(nameof(GlobalSeed), DisableParallelization = true)]
public sealed class GlobalSeed;

/// <summary>Each layer against PyTorch: names and initial values from one seed, forward, gradients, buffers afterwards.</summary>
[Collection(nameof(GlobalSeed))]
public sealed class LayerTests
{
    internal static readonly LayerCase[] All = [.. LayerCases.Parametric, .. LayerCases.Plain, .. LayerCases.Losses];

    public static IEnumerable<TheoryDataRow<int, string>> Cases =>
        All.Select((layer, k) => new TheoryDataRow<int, string>(k, layer.Python));

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorch(int index, string python)
    {
        Assert.NotEmpty(python);
        Compare(All[index], ScalarType.Float32, 1e-5);
        Compare(All[index], ScalarType.Float64, 1e-10);
    }

    public static IEnumerable<TheoryDataRow<int, string>> CasesWithDifferences =>
        Cases.Where(row => All[row.Data.Item1].NoDifferences is null);

    /// <summary>
    /// The derivative along a random direction of the inputs and parameters, in double, against the difference of two losses.
    /// </summary>
    [Theory]
    [MemberData(nameof(CasesWithDifferences))]
    public void GradientEqualsDifferences(int index, string python)
    {
        Assert.NotEmpty(python);
        using var scope = NewDisposeScope();
        manual_seed(7);
        var layer = All[index];
        var inputs = layer.Inputs.Select(make => make()).Select(x => is_floating_point(x) ? x.to_type(ScalarType.Float64) : x).ToArray();
        var module = layer.Make().to(ScalarType.Float64);
        module.train(layer.Training);
        var start = module.buffers().Select(buffer => buffer.clone()).ToArray();
        Tensor[] leaves =
        [
            .. inputs.Take(layer.Trained).Where(x => is_floating_point(x)), .. module.parameters().Where(p => p.requires_grad),
        ];
        Differences.Check(
            () =>
            {
                using (no_grad())
                    foreach (var (buffer, value) in module.buffers().Zip(start))
                        buffer.copy_(value);
                manual_seed(5);
                return Loss(LayerCase.Run(module, [.. inputs.Select(x => x.alias())]));
            }, leaves);
    }

    private static void Compare(LayerCase layer, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var inputs = layer.Inputs.Select(make => make()).Select(x => is_floating_point(x) ? x.to_type(type) : x).ToArray();
        var expected = PyTorch.Run(Script(layer, inputs, type), [.. inputs.Select((x, k) => ($"x{k}", x.clone()))]);

        manual_seed(3);
        var module = layer.Make();
        var start = module.state_dict();
        Assert.Equal(expected.Get<string[]>("names").Order(), start.Keys.Order());
        foreach (var (name, value) in start)
            Close.To(expected["start." + name], value, 0, "start." + name);
        module = module.to(type);
        module.train(layer.Training);
        foreach (var x in inputs.Take(layer.Trained).Where(x => is_floating_point(x)))
            x.requires_grad = true;
        manual_seed(5);
        var results = LayerCase.Run(module, [.. inputs.Select(x => x.alias())]);
        Loss(results).backward();

        foreach (var (name, value) in Named(module, inputs, results))
            Close.To(expected[name], value, tolerance, name);
    }

    private static IEnumerable<(string, Tensor)> Named(nn.Module module, Tensor[] inputs, Tensor[] results) =>
    [
        .. results.Select((y, k) => ($"y{k}", y)),
        .. inputs.Where(x => x.requires_grad).Select((x, k) => ($"grad{k}", x.grad ?? zeros_like(x))),
        .. module.named_parameters().Select(entry => ("grad." + entry.name, entry.parameter.grad!)),
        .. module.named_buffers().Select(entry => ("end." + entry.name, entry.buffer)),
    ];

    /// <summary>Weights every element differently, so that no gradient is all zeros.</summary>
    private static Tensor Loss(Tensor[] results) =>
        results.Select(y => (y * linspace(-1, 2, y.numel(), y.dtype).reshape(y.shape)).sum()).Aggregate((a, b) => a + b);

    private static string Script(LayerCase layer, Tensor[] inputs, ScalarType type)
    {
        var call = layer.Call ?? $"m({string.Join(", ", inputs.Select((_, k) => $"x{k}"))})";
        return $"""
            torch.manual_seed(3)
            m = {layer.Python}
            out['names'] = list(m.state_dict())
            for n, v in m.state_dict().items(): out['start.' + n] = v.clone()
            m = m.to(torch.{(type == ScalarType.Float64 ? "float64" : "float32")}).train({(layer.Training ? "True" : "False")})
            xs = [{string.Join(", ", inputs.Select((_, k) => $"x{k}"))}]
            leaves = [x.requires_grad_() for x in xs[:{layer.Trained}] if x.is_floating_point()]
            torch.manual_seed(5)
            y = {call}
            def flat(v): return [v] if isinstance(v, torch.Tensor) else [t for u in v for t in flat(u)]
            ys = flat(y)
            loss = sum((t * torch.linspace(-1, 2, t.numel(), dtype=t.dtype).reshape(t.shape)).sum() for t in ys)
            loss.backward()
            for k, t in enumerate(ys): out[f'y{"{"}k{"}"}'] = t
            for k, t in enumerate(leaves): out[f'grad{"{"}k{"}"}'] = t.grad if t.grad is not None else torch.zeros_like(t)
            for n, p in m.named_parameters(): out['grad.' + n] = p.grad
            for n, b in m.named_buffers(): out['end.' + n] = b
            """;
    }
}
