using System.Globalization;
using NNViz.Diagnosis;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Diagnosis;

public class StepSizeTests
{
    private const double Rate = 1e-4;

    private static CheckOutcome RateOf(nn.Module net, Tensor x, optim.Optimizer optimizer, out NetDiagnosis diagnosis)
    {
        diagnosis = net.Diagnose(x, y => y.square().mean(), new DiagnosisOptions { Optimizer = optimizer });
        return diagnosis.Checks.Single(check => check.Name == "learning rate");
    }

    /// <summary>Adadelta's rate of 1 and LBFGS' are the libraries' own defaults: their steps are no multiple of the rate, so nothing is said of it.</summary>
    [Fact]
    public void OfOptimizersWhoseStepsTheRateDoesNotTellNothingIsSaid()
    {
        manual_seed(3);
        using var net = Sequential(("fc1", Linear(4, 8)), ("relu", ReLU()), ("fc2", Linear(8, 3)));
        using var x = randn(32, 4);
        foreach (var optimizer in new optim.Optimizer[] { optim.Adadelta(net.parameters(), 1.0), optim.LBFGS(net.parameters(), 1.0), optim.RAdam(net.parameters(), 1.0) })
        {
            using (optimizer)
            {
                var rate = RateOf(net, x, optimizer, out var diagnosis);
                Assert.False(rate.WasMade);
                Assert.Contains(optimizer.GetType().Name, rate.Outcome, StringComparison.Ordinal);
                Assert.Empty(diagnosis.Of("learning rate"));
            }
        }
    }

    private static optim.Optimizer Make(string kind, IEnumerable<TorchSharp.Modules.Parameter> parameters) => kind switch
    {
        "SGD" => optim.SGD(parameters, Rate),
        "ASGD" => optim.ASGD(parameters, Rate),
        "Adam" => optim.Adam(parameters, Rate),
        "AdamW" => optim.AdamW(parameters, Rate),
        "Adamax" => optim.Adamax(parameters, Rate),
        "NAdam" => optim.NAdam(parameters, Rate),
        "RMSProp" => optim.RMSProp(parameters, Rate),
        "Adagrad" => optim.Adagrad(parameters, Rate),
        _ => optim.Rprop(parameters, Rate),
    };

    /// <summary>What is said of the step is what a step does: the optimizer's own, on gradients of one kind, once its averages have settled.</summary>
    [Theory]
    [InlineData("SGD")]
    [InlineData("ASGD")]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("Adamax")]
    [InlineData("NAdam")]
    [InlineData("RMSProp")]
    [InlineData("Adagrad")]
    [InlineData("Rprop")]
    public void TheStepIsAsLongAsIsSaid(string kind)
    {
        manual_seed(4);
        using var net = Linear(16, 4, hasBias: false);
        using var x = randn(64, 16);
        using var optimizer = Make(kind, net.parameters());
        var said = double.Parse(RateOf(net, x, optimizer, out _).Outcome.Split("median weight by ")[1].Split(" of")[0].Replace('−', '-'), CultureInfo.InvariantCulture);
        using var gradient = autograd.grad([net.call(x).square().mean()], [net.weight!])[0].detach();
        // RMSProp's average begins at 0 and so its first steps are longer; the others' are at once as they stay.
        var steps = kind == "RMSProp" ? 400 : 1;
        var before = net.weight!.detach().clone();
        var size = before.norm().ToDouble();
        for (var step = 0; step < steps; step++)
        {
            before.copy_(net.weight!.detach());
            net.weight!.grad = gradient.clone();
            optimizer.step();
        }
        Assert.InRange((net.weight!.detach() - before).norm().ToDouble() / size, 0.9 * said, 1.1 * said);
    }

    [Fact]
    public void EachGroupOfParametersHasARateOfItsOwn()
    {
        manual_seed(5);
        var (fc1, fc2) = (Linear(4, 8), Linear(8, 3));
        using var net = Sequential(("fc1", fc1), ("relu", ReLU()), ("fc2", fc2));
        using var x = randn(32, 4);
        using var optimizer = optim.Adam(fc1.parameters(), 1e-3);
        optimizer.add_param_group(new TorchSharp.Modules.Adam.ParamGroup(fc2.parameters(), lr: 50));
        RateOf(net, x, optimizer, out var diagnosis);
        var finding = Assert.Single(diagnosis.Of("learning rate"));
        Assert.Contains("learning rate 50 of group 1 (fc2.weight) is too high", finding.Title, StringComparison.Ordinal);
        Assert.Equal([("fc1.weight", false), ("fc2.weight", true)], ((EvidenceBars)finding.Evidence).Bars.Select(bar => (bar.Name, bar.IsBad)));
        using var others = Linear(4, 4);
        using var strange = optim.Adam(others.parameters(), 1e-3);
        Assert.Contains("None of the network's weights", RateOf(net, x, strange, out _).Outcome, StringComparison.Ordinal);
    }
}
