using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.Optim;

/// <summary>Steps of each optimizer against PyTorch from the same parameters and gradients.</summary>
public sealed class OptimizerTests
{
    private static readonly (Func<Parameter[], optim.Optimizer> Make, string Python)[] All =
    [
        (p => optim.SGD(p, 0.1), "SGD(p, 0.1)"),
        (p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: true),
            "SGD(p, 0.1, momentum=0.9, weight_decay=0.01, nesterov=True)"),
        (p => optim.SGD(p, 0.1, momentum: 0.9, dampening: 0.2, maximize: true), "SGD(p, 0.1, momentum=0.9, dampening=0.2, maximize=True)"),
        (p => optim.Adam(p), "Adam(p)"),
        (p => optim.Adam(p, 0.05, 0.8, 0.99, weight_decay: 0.1, amsgrad: true),
            "Adam(p, 0.05, (0.8, 0.99), weight_decay=0.1, amsgrad=True)"),
        (p => optim.AdamW(p, 0.05, weight_decay: 0.1), "AdamW(p, 0.05, weight_decay=0.1)"),
        (p => optim.AdamW(p, 0.05, amsgrad: true, maximize: true), "AdamW(p, 0.05, amsgrad=True, maximize=True, weight_decay=0)"),
        (p => optim.Adamax(p, 0.05, weight_decay: 0.1), "Adamax(p, 0.05, weight_decay=0.1)"),
        // foreach: the plain path of PyTorch 1.13 multiplies one factor in twice, later versions do not.
        (p => optim.NAdam(p, 0.05, weight_decay: 0.1), "NAdam(p, 0.05, weight_decay=0.1, foreach=True)"),
        (p => optim.RAdam(p, 0.05, weight_decay: 0.1), "RAdam(p, 0.05, weight_decay=0.1)"),
        (p => optim.RAdam(p, 0.05, beta2: 0.6), "RAdam(p, 0.05, betas=(0.9, 0.6))"),
        (p => optim.RMSProp(p, 0.05, weight_decay: 0.1), "RMSprop(p, 0.05, weight_decay=0.1)"),
        (p => optim.RMSProp(p, 0.05, momentum: 0.9, centered: true), "RMSprop(p, 0.05, momentum=0.9, centered=True)"),
        (p => optim.Adagrad(p, 0.1, 0.1, 0.01, 0.2), "Adagrad(p, 0.1, 0.1, 0.01, 0.2)"),
        (p => optim.Adadelta(p, 0.9, 0.8, weight_decay: 0.1), "Adadelta(p, 0.9, 0.8, weight_decay=0.1)"),
        (p => optim.ASGD(p, 0.1, t0: 2, weight_decay: 0.1), "ASGD(p, 0.1, t0=2, weight_decay=0.1)"),
        (p => optim.Rprop(p, 0.05), "Rprop(p, 0.05)"),
    ];

    /// <summary>The optimizers' classes.</summary>
    internal static IEnumerable<string> Names => All.Select(entry => entry.Make([new(ones(1))]).GetType().Name);

    public static IEnumerable<TheoryDataRow<int, string>> Cases =>
        All.Select((entry, k) => new TheoryDataRow<int, string>(k, entry.Python));

    [Theory]
    [MemberData(nameof(Cases))]
    public void StepsEqualPyTorch(int index, string python)
    {
        Compare(index, python, ScalarType.Float32, 1e-5);
        Compare(index, python, ScalarType.Float64, 1e-10);
    }

    private static void Compare(int index, string python, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        var a = randn([3, 4], type, generator: generator);
        var b = randn([5], type, generator: generator);
        var expected = PyTorch.Run(
            $"""
            torch.set_default_dtype(a.dtype)  # of what NAdam and ASGD keep beside the parameters
            p = [nn.Parameter(a), nn.Parameter(b)]
            o = torch.optim.{python}
            for k in range(8):
                o.zero_grad()
                ((p[0] * p[0]).sum().sin() + (p[1] ** 3).sum() * (1 if k % 3 else -1) + p[0][0, 0] * p[1][0]).backward()
                o.step()
            out['a'], out['b'] = p
            """,
            ("a", a),
            ("b", b));
        Parameter[] p = [new(a), new(b)];
        using var optimizer = All[index].Make(p);
        for (var k = 0; k < 8; k++)
        {
            optimizer.zero_grad();
            ((p[0] * p[0]).sum().sin() + p[1].pow(3).sum() * (k % 3 == 0 ? -1 : 1) + p[0][0, 0] * p[1][0]).backward();
            optimizer.step();
        }
        Close.To(expected["a"], p[0], tolerance, $"{python} a");
        Close.To(expected["b"], p[1], tolerance, $"{python} b");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AFileCarriesOptionsAndStateOver(int index, string python)
    {
        using var scope = NewDisposeScope();
        Parameter[] first = [new(ones(2, 3))], second = [new(ones(2, 3))];
        var (one, other) = (All[index].Make(first), All[index].Make(second));
        foreach (var _ in Enumerable.Range(0, 3))
            Step(one, first);
        using (no_grad())
            second[0].copy_(first[0]);
        using var file = new MemoryStream();
        ((OptimizerHelper)one).save_state_dict(new BinaryWriter(file));
        file.Position = 0;
        ((OptimizerHelper)other).load_state_dict(new BinaryReader(file));
        Assert.Equal(file.Length, file.Position);
        Step(one, first);
        Step(other, second);
        Close.To(first[0], second[0], 0, python);
    }

    private static void Step(optim.Optimizer optimizer, Parameter[] parameters)
    {
        optimizer.zero_grad();
        parameters[0].pow(2).sum().backward();
        optimizer.step();
    }

    [Fact]
    public void GroupsHaveOptionsOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        Parameter fast = new(ones(2)), slow = new(ones(2));
        var optimizer = optim.SGD([new SGD.ParamGroup([fast], lr: 0.5), new SGD.ParamGroup { Parameters = [slow] }], 0.1);
        (fast.sum() + slow.sum()).backward();
        optimizer.step();
        Assert.Equal([0.5f, 0.5f], fast.data<float>().ToArray());
        Assert.Equal([0.9f, 0.9f], slow.data<float>().ToArray());
        Assert.Equal([0.5, 0.1], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void AnSgdFileIsTheBytesThatTorchSharpWrites()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [new(tensor(new[] { 1f }))];
        using var file = new MemoryStream();
        optim.SGD(p, 0.25, momentum: 0.5).save_state_dict(new BinaryWriter(file));
        byte[] expected =
        [
            3, (byte)'S', (byte)'G', (byte)'D', 1, 1,
            .. BitConverter.GetBytes(0.25), .. BitConverter.GetBytes(0.25), .. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(0.0),
            .. BitConverter.GetBytes(0.0), 0, 0, 0,
        ];
        Assert.Equal(expected, file.ToArray());
    }

    [Fact]
    public void AStateOfAnotherOptimizerIsRefused()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [new(ones(1))];
        using var file = new MemoryStream();
        optim.SGD(p, 0.25).save_state_dict(new BinaryWriter(file));
        file.Position = 0;
        var error = Assert.Throws<InvalidDataException>(() => optim.Adam(p).load_state_dict(new BinaryReader(file)));
        Assert.Contains("expected 'Adam', but found 'SGD'", error.Message, StringComparison.Ordinal);
    }
}
