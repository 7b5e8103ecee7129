using NNViz.Diagnosis;
using NNViz.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Diagnosis;

public class NetDiagnosisTests
{
    private const int Seeds = 3;

    public static TheoryData<string> Faults => [.. Plants.Faults.Keys];

    public static TheoryData<string> Healthy => [.. Plants.Healthy.Keys];

    /// <summary>Every planted fault is found by the check that is for it, for every seed.</summary>
    [Theory, MemberData(nameof(Faults))]
    public void APlantedFaultIsFound(string name)
    {
        var plant = Plants.Faults[name];
        foreach (var seed in Enumerable.Range(1, Seeds))
        {
            var diagnosis = Diagnose(plant.Make(seed));
            var found = diagnosis.Of(plant.Check!).ToList();
            Assert.True(found.Count > 0, $"seed {seed}: {plant.Check} found nothing; the diagnosis is\n{new NNViz.Views.DiagnosisView(diagnosis)}");
            Assert.All(found, finding => Assert.True(finding.Title.Length > 0 && finding.Because.Length > 0 && finding.Advice.Length > 0));
        }
    }

    /// <summary>What is healthy is called so: no finding for any seed, and every check says what it looked at.</summary>
    [Theory, MemberData(nameof(Healthy))]
    public void WhatIsHealthyIsCalledSo(string name)
    {
        foreach (var seed in Enumerable.Range(1, Seeds))
        {
            var diagnosis = Diagnose(Plants.Healthy[name].Make(seed));
            Assert.True(diagnosis.IsHealthy, $"seed {seed}:\n{new NNViz.Views.DiagnosisView(diagnosis)}");
            Assert.All(diagnosis.Checks, check => Assert.True(check.Outcome.Length > 0, check.Name));
            Assert.InRange(diagnosis.Checks.Count(check => check.WasMade), 5, 12);
        }
    }

    /// <summary>Over the whole catalogue: a planted fault brings few findings of checks that it does not concern.</summary>
    [Fact]
    public void TheOutputCheckDoesNotSpeakOfOtherFaults()
    {
        foreach (var (name, plant) in Plants.Faults.Where(entry => entry.Value.Check is not ("output and loss" or "finite numbers")))
        {
            Assert.True(!Diagnose(plant.Make(1)).Of("output and loss").Any(), name);
        }
    }

    /// <summary>What is not finite says nothing of anything else.</summary>
    [Fact]
    public void NaNIsOneFinding()
    {
        manual_seed(1);
        using var net = Sequential(("fc1", Linear(4, 8)), ("relu", ReLU()), ("fc2", Linear(8, 3)));
        using (no_grad())
        {
            net.parameters().ToList().ForEach(parameter => parameter.fill_(float.NaN));
        }
        var labels = randint(0, 3, new long[] { 32 });
        var diagnosis = net.Diagnose(randn(32, 4), y => functional.cross_entropy(y, labels));
        Assert.Equal("finite numbers", Assert.Single(diagnosis.Findings).Check);
    }

    [Fact]
    public void TheNetIsLeftAsItWas()
    {
        manual_seed(1);
        using var net = Sequential(("fc", Linear(4, 8)), ("norm", BatchNorm1d(8)), ("dropout", Dropout(0.5)), ("last", Linear(8, 3)));
        var (x, labels, more) = (randn(32, 4), randint(0, 3, new long[] { 32 }), randn(16, 4));
        functional.cross_entropy(net.call(x), labels).backward();
        var before = net.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var gradients = net.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        var random = get_rng_state();
        net.Diagnose(x, y => functional.cross_entropy(y, labels), new DiagnosisOptions { Labels = labels, Batches = [more] });
        Assert.True(net.training);
        Assert.True(random.Equals(get_rng_state()));
        Assert.All(net.state_dict(), entry => Assert.True(before[entry.Key].Equals(entry.Value), entry.Key));
        Assert.All(gradients.Zip(net.parameters()), pair => Assert.True(pair.First.Equals(pair.Second.grad!)));
    }

    /// <summary>A unit counts as dead only if it is silent over all batches.</summary>
    [Fact]
    public void DeadUnitsAreThoseOfTheWholeDataSet()
    {
        using var net = Sequential(("fc", Linear(1, 4)), ("relu", ReLU()), ("last", Linear(4, 1)));
        using (no_grad())
        {
            var parameters = net.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
            parameters["fc.weight"].copy_(tensor(new float[] { 1, -1, -2, 1 }, 4, 1));
            parameters["fc.bias"].copy_(tensor(new float[] { 0, 0, 0, -9 }));
        }
        var positive = linspace(0.1, 1, 32).reshape(32, 1);
        NetDiagnosis Of(params Tensor[] batches) => net.Diagnose(positive, y => y.square().mean(), new DiagnosisOptions { Batches = batches });
        Assert.Contains("3 of 4 units of relu are dead", Of().Of("dead units").Single().Title, StringComparison.Ordinal);
        Assert.Empty(Of(-positive).Of("dead units"));
        Assert.Contains("too few", net.Diagnose(positive[..8], y => y.square().mean()).Checks.Single(check => check.Name == "dead units").Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void HistoriesAreJudged()
    {
        TrainingHistory Log(Func<int, double> train, Func<int, double>? validation = null)
        {
            var history = new TrainingHistory();
            for (var step = 0; step < 40; step++)
            {
                history.Log(step, validation is null ? [("loss", train(step))] : [("loss", train(step)), ("val_loss", validation(step))]);
            }
            return history;
        }
        double Noise(int step) => 0.02 * Math.Sin(12.9898 * step * step);
        double Falling(int step) => 2 * Math.Exp(-step / 10.0) + 0.1 + Noise(step);
        Assert.True(Log(Falling).Diagnose().IsHealthy);
        Assert.True(Log(Falling, step => Falling(step) + 0.1 + Noise(step + 7)).Diagnose().IsHealthy);
        Assert.Contains("does not fall", Log(step => 0.693 + Noise(step)).Diagnose().Findings.Single().Title, StringComparison.Ordinal);
        Assert.Contains("jumps", Log(step => 2 + step % 2).Diagnose().Findings.Single().Title, StringComparison.Ordinal);
        Assert.Contains("rises", Log(step => 1 + 0.1 * step).Diagnose().Findings.Single().Title, StringComparison.Ordinal);
        Assert.Contains("NaN", Log(step => step == 30 ? double.NaN : Falling(step)).Diagnose().Findings.Single().Title, StringComparison.Ordinal);
        // Lowest at step 15 by construction.
        var finding = Log(Falling, step => 0.5 + Math.Pow((step - 15) / 15.0, 2) + Noise(step)).Diagnose().Findings.Single();
        Assert.InRange(((EvidenceCurves)finding.Evidence).Mark!.Value, 13, 17);
        var none = new TrainingHistory().Diagnose();
        Assert.True(none.IsHealthy && none.Checks.All(check => !check.WasMade));
        var odd = new TrainingHistory();
        odd.Log(0, ("J", 1));
        Assert.Contains("logged are J", odd.Diagnose().Checks[0].Outcome, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => odd.Diagnose(new DiagnosisOptions { LossName = "cost" }));
    }

    [Fact]
    public void WhatCannotBeDiagnosedIsRefused()
    {
        using var net = Sequential(("fc", Linear(4, 3)));
        Assert.Throws<ArgumentException>(() => net.Diagnose(ones(2, 4), y => y));
        Assert.Throws<NNViz.Networks.ForwardException>(() => net.Diagnose(ones(2, 5), y => y.sum()));
    }

    [Fact]
    public void FindingsAreWrittenForTheBrowser()
    {
        string[] names = ["softmax before cross_entropy", "pixels from 0 to 255", "ReLUs dead by large biases", "deep stack of sigmoids", "weights much too large", "one class ten times over"];
        var html = string.Concat(names.Select(name => new NNViz.Views.DiagnosisView(Diagnose(Plants.Faults[name].Make(1))).ToHtml()));
        var history = new TrainingHistory("digits");
        for (var step = 0; step < 40; step++)
        {
            history.Log(step, ("loss", 2 * Math.Exp(-step / 10.0)), ("val_loss", 0.5 + Math.Pow((step - 15) / 15.0, 2)));
        }
        html += new NNViz.Views.DiagnosisView(history.Diagnose()).ToHtml() + new NNViz.Views.DiagnosisView(Diagnose(Plants.Healthy["a classifier"].Make(1))).ToHtml();
        Pages.Write("diagnosis", html);
        Assert.InRange(html.Length, 20_000, 300_000);
        Assert.Contains("What to do.", html, StringComparison.Ordinal);
        Assert.Contains("nothing found", html, StringComparison.Ordinal);
    }

    private static NetDiagnosis Diagnose(Case given) => given.Net.Diagnose([given.X], output => given.Loss((Tensor)output), given.Options);

    /// <summary>Of a transposed convolution in groups a unit has inputs / groups · kernel inputs: here 2 · 9, so σ·√inputs is 1.2 · 4.2 = 5 and usual; over all outputs of a group it would be 10.</summary>
    [Fact]
    public void TransposedConvolutionsInGroupsAreMeasuredByTheirOwnInputs()
    {
        manual_seed(6);
        using var up = ConvTranspose2d(8, 32, 3, groups: 4);
        using (no_grad())
        {
            up.weight!.normal_(0, 1.2);
        }
        using var net = Sequential(("up", up), ("flatten", Flatten()), ("fc", Linear(32 * 36, 3)));
        var diagnosis = net.Diagnose(randn(16, 8, 4, 4), y => y.square().mean());
        Assert.Empty(diagnosis.Of("initialisation"));
        var text = diagnosis.Checks.Single(check => check.Name == "initialisation").Outcome;
        Assert.InRange(double.Parse(text.Split(" and ")[1].Split(')')[0], System.Globalization.CultureInfo.InvariantCulture), 4.8, 5.4);
    }

    [Fact]
    public void ALossThatNeverWasANumberDoesNotEndTheDiagnosis()
    {
        var history = new TrainingHistory();
        for (var step = 0; step < 12; step++)
        {
            history.Log(step, ("loss", double.NaN), ("val_loss", 1 + (step > 5 ? step - 5 : 5 - step)));
        }
        var diagnosis = history.Diagnose();
        Assert.Contains("NaN", Assert.Single(diagnosis.Findings).Title, StringComparison.Ordinal);
        var overfitting = diagnosis.Checks.Single(check => check.Name == "overfitting");
        Assert.False(overfitting.WasMade);
        Assert.Contains("loss", overfitting.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorsNameWhatIsWrong()
    {
        using var net = Sequential(("fc1", Linear(4, 8)), ("relu", ReLU()), ("fc2", Linear(8, 3)));
        using var x = randn(40, 4);
        NetDiagnosis Of(DiagnosisOptions options) => net.Diagnose(x, y => y.square().mean(), options);
        Assert.Contains("options.ValidationLossName is 'val'", Assert.Throws<ArgumentException>(() => Of(new() { ValidationLossName = "val" })).Message, StringComparison.Ordinal);
        Assert.Contains("options.LossName is 'loss'", Assert.Throws<ArgumentException>(() => Of(new() { LossName = "loss" })).Message, StringComparison.Ordinal);
        string Classes(Tensor labels) => Of(new() { Labels = labels }).Checks.Single(check => check.Name == "classes").Outcome;
        Assert.Contains("No labels were given", net.Diagnose(x, y => y.square().mean()).Checks.Single(check => check.Name == "classes").Outcome, StringComparison.Ordinal);
        Assert.Contains("6 labels are too few", Classes(zeros(6, ScalarType.Int64)), StringComparison.Ordinal);
        Assert.Contains("[40, 2]", Classes(zeros(40, 2)), StringComparison.Ordinal);
        Assert.Contains("no classes", Classes(rand(40)), StringComparison.Ordinal);
        // A column is as good as a row.
        Assert.Contains("All 40 labels are class 0", Classes(zeros(40, 1, ScalarType.Int64)), StringComparison.Ordinal);
    }

    /// <summary>Tokens differ like anything else: that a network answers the same to all of them is seen.</summary>
    [Fact]
    public void ConstantAnswersToTokensAreSeen()
    {
        manual_seed(7);
        using var net = Sequential(("embedding", Embedding(50, 8)), ("flatten", Flatten()), ("fc", Linear(32, 3)));
        using var tokens = randint(0, 50, new long[] { 32, 4 });
        Assert.Empty(net.Diagnose(tokens, y => y.square().mean()).Of("answers"));
        Assert.True(net.Diagnose(tokens, y => y.square().mean()).Checks.Single(check => check.Name == "answers").WasMade);
        using (no_grad())
        {
            net.get_parameter("fc.weight")!.zero_();
        }
        Assert.Single(net.Diagnose(tokens, y => y.square().mean()).Of("answers"));
        Assert.False(net.Diagnose(tokens[..1].expand(32, 4), y => y.square().mean()).Checks.Single(check => check.Name == "answers").WasMade);
    }
}
