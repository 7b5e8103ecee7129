using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Standins.Tests.Optim;

/// <summary>Each schedule against PyTorch, step by step: the rates of two groups and the momentum.</summary>
public sealed class ScheduleTests
{
    private static readonly (Func<SGD, lr_scheduler.LRScheduler> Make, string Python)[] All =
    [
        (o => lr_scheduler.LambdaLR(o, k => 1.0 / (k + 1)), "LambdaLR(o, lambda k: 1 / (k + 1))"),
        (o => lr_scheduler.MultiplicativeLR(o, k => 0.9 + 0.01 * k), "MultiplicativeLR(o, lambda k: 0.9 + 0.01 * k)"),
        (o => lr_scheduler.StepLR(o, 3, 0.5), "StepLR(o, 3, 0.5)"),
        (o => lr_scheduler.MultiStepLR(o, [2, 5, 5, 9], 0.5), "MultiStepLR(o, [2, 5, 5, 9], 0.5)"),
        (o => lr_scheduler.ExponentialLR(o, 0.9), "ExponentialLR(o, 0.9)"),
        (o => lr_scheduler.ConstantLR(o, 0.2, 4), "ConstantLR(o, 0.2, 4)"),
        (o => lr_scheduler.LinearLR(o, 0.1, 0.8, 6), "LinearLR(o, 0.1, 0.8, 6)"),
        (o => lr_scheduler.PolynomialLR(o, 6, 2), "PolynomialLR(o, 6, 2)"),
        (o => lr_scheduler.CosineAnnealingLR(o, 5, 0.01), "CosineAnnealingLR(o, 5, 0.01)"),
        (o => lr_scheduler.CyclicLR(o, 0.01, 0.5, 3, 2), "CyclicLR(o, 0.01, 0.5, 3, 2)"),
        (o => lr_scheduler.CyclicLR(o, [0.01, 0.02], [0.5, 0.6], 3, mode: lr_scheduler.impl.CyclicLR.Mode.Triangular2,
        base_momentum: [0.7, 0.75], max_momentum: [0.95, 0.9]),
            "CyclicLR(o, [0.01, 0.02], [0.5, 0.6], 3, mode='triangular2', base_momentum=[0.7, 0.75], max_momentum=[0.95, 0.9])"),
        (o => lr_scheduler.CyclicLR(o, 0.01, 0.5, 3, mode: lr_scheduler.impl.CyclicLR.Mode.ExpRange, gamma: 0.9),
        "CyclicLR(o, 0.01, 0.5, 3, mode='exp_range', gamma=0.9)"),
        (o => lr_scheduler.OneCycleLR(o, 0.5, total_steps: 20), "OneCycleLR(o, 0.5, total_steps=20)"),
        (o => lr_scheduler.OneCycleLR(o, [0.5, 0.2], epochs: 4, steps_per_epoch: 5, pct_start: 0.2,
        anneal_strategy: lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear, three_phase: true),
            "OneCycleLR(o, [0.5, 0.2], epochs=4, steps_per_epoch=5, pct_start=0.2, anneal_strategy='linear', three_phase=True)"),
        (o => lr_scheduler.ChainedLR([lr_scheduler.ConstantLR(o, 0.1, 2), lr_scheduler.ExponentialLR(o, 0.9)]),
        "ChainedScheduler([ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)])"),
        (o => lr_scheduler.SequentialLR(o, [lr_scheduler.ConstantLR(o, 0.1, 2), lr_scheduler.ExponentialLR(o, 0.9)], [3]),
        "SequentialLR(o, [ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)], [3])"),
    ];

    public static IEnumerable<TheoryDataRow<int, string>> Cases =>
        All.Select((entry, k) => new TheoryDataRow<int, string>(k, entry.Python));

    private static SGD Optimizer() => SGD(
        [new SGD.ParamGroup([new Parameter(ones(1))], lr: 0.4, momentum: 0.9),
        new SGD.ParamGroup([new Parameter(ones(1))], lr: 0.2, momentum: 0.9)], 0.1, 0.9);

    [Theory]
    [MemberData(nameof(Cases))]
    public void RatesEqualPyTorch(int index, string python)
    {
        var expected = PyTorch.Run(
            $$"""
            from torch.optim.lr_scheduler import *
            import warnings; warnings.simplefilter('ignore')
            p = lambda: [nn.Parameter(torch.ones(1))]
            o = torch.optim.SGD([{'params': p(), 'lr': 0.4}, {'params': p(), 'lr': 0.2}], lr=0.1, momentum=0.9)
            s = {{python}}
            rates = []
            for k in range(16):
                rates += [v for g in o.param_groups for v in (g['lr'], g['momentum'])]
                s.step()
            out['rates'] = rates
            """).Get<double[]>("rates");
        var optimizer = Optimizer();
        var schedule = All[index].Make(optimizer);
        var rates = new List<double>();
        for (var k = 0; k < 16; k++)
        {
            foreach (SGD.ParamGroup group in optimizer.ParamGroups)
                rates.AddRange([group.LearningRate, group.Momentum]);
            Assert.Equal(optimizer.ParamGroups.Select(group => group.LearningRate), schedule.get_last_lr());
            schedule.step();
        }
        Close.To(tensor(expected), tensor(rates.ToArray()), 1e-12, python);
    }

    [Theory]
    [InlineData("min", "rel")]
    [InlineData("max", "abs")]
    public void ReductionOnAPlateauEqualsPyTorch(string mode, string thresholdMode)
    {
        double[] metric = [3, 2.5, 2.5, 2.6, 2.4, 2.4, 2.4, 2.4, 2.4, 1, 1, 1, 1, 1, 1];
        var expected = PyTorch.Run(
            $"""
            o = torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
            s = torch.optim.lr_scheduler.ReduceLROnPlateau(o, '{mode}', 0.5, 2, 0.01, '{thresholdMode}', 1, 0.1)
            rates = []
            for m in {System.Text.Json.JsonSerializer.Serialize(metric)}:
                s.step(m)
                rates.append(o.param_groups[0]['lr'])
            out['rates'] = rates
            """).Get<double[]>("rates");
        var optimizer = SGD([new Parameter(ones(1))], 1.0);
        var schedule = lr_scheduler.ReduceLROnPlateau(optimizer, mode, 0.5, 2, 0.01, thresholdMode, 1, [0.1]);
        Assert.Equal(expected, metric.Select(m =>
        {
            schedule.step(m);
            return optimizer.ParamGroups.First().LearningRate;
        }));
        Assert.Throws<InvalidOperationException>(() => schedule.step());
    }

    [Fact]
    public void AClosedFormGoesToAnyEpoch()
    {
        var optimizer = Optimizer();
        lr_scheduler.ExponentialLR(optimizer, 0.5).step(3);
        Assert.Equal([0.05, 0.025], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void MisuseIsNamed()
    {
        var optimizer = Adagrad([new Parameter(ones(1))]);
        Assert.Throws<ArgumentException>(() => lr_scheduler.CyclicLR(optimizer, 0.1, 0.2));
        Assert.Throws<ArgumentException>(() => lr_scheduler.OneCycleLR(Optimizer(), 0.1));
        Assert.Throws<ArgumentException>(() => lr_scheduler.ReduceLROnPlateau(optimizer, "middle"));
        Assert.Throws<ArgumentException>(() => lr_scheduler.SequentialLR(optimizer, [lr_scheduler.ConstantLR(optimizer)], [1]));
    }

    [Fact]
    public void LbfgsEqualsPyTorch()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorch.Run(
            """
            p = nn.Parameter(torch.tensor([-1.2, 1.0, 0.5], dtype=torch.float64))
            o = torch.optim.LBFGS([p], lr=0.4, max_iter=7, history_size=3, tolerance_grad=1e-5)
            losses = []
            def closure():
                o.zero_grad()
                loss = (1 - p[0]) ** 2 + 10 * (p[1] - p[0] ** 2) ** 2 + (p[2] - p[1]) ** 2
                loss.backward()
                losses.append(float(loss))
                return loss
            for k in range(4): o.step(closure)
            out['p'] = p; out['losses'] = torch.tensor(losses, dtype=torch.float64)
            """);
        var p = new Parameter(tensor(new[] { -1.2, 1.0, 0.5 }));
        var losses = new List<double>();
        using var optimizer = LBFGS([p], 0.4, max_iter: 7, history_size: 3);
        for (var k = 0; k < 4; k++)
        {
            optimizer.step(() =>
            {
                optimizer.zero_grad();
                var loss = (1 - p[0]).pow(2) + 10 * (p[1] - p[0].pow(2)).pow(2) + (p[2] - p[1]).pow(2);
                loss.backward();
                losses.Add(loss.ToDouble());
                return loss;
            });
        }
        Close.To(expected["losses"], tensor(losses.ToArray()), 1e-9, "losses");
        Close.To(expected["p"], p, 1e-9, "parameters");
    }
}
