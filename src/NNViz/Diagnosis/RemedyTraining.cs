using System.Diagnostics;
using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>Trains candidates: networks that a factory makes, with the weights of the one that is to be helped.</summary>
internal sealed class RemedyTraining
{
    private readonly nn.Module net;
    private readonly Func<nn.Module> create;
    private readonly IReadOnlyList<(Tensor X, Tensor Y)> batches;
    private readonly Func<Tensor, Tensor, Tensor> loss;
    private readonly RemedyOptions options;
    private readonly HashSet<nn.Module> seen = new(ReferenceEqualityComparer.Instance);

    private RemedyTraining(nn.Module net, Func<nn.Module> create,
        IReadOnlyList<(Tensor, Tensor)> batches, Func<Tensor, Tensor, Tensor> loss, RemedyOptions options)
    {
        (this.net, this.create, this.batches, this.loss, this.options) = (net, create, batches, loss, options);
        seen.Add(net);
    }

    public static RemedyTrial Run(nn.Module net, Func<nn.Module> create,
        IEnumerable<(Tensor X, Tensor Y)> batches, Func<Tensor, Tensor, Tensor> loss, RemedyOptions options)
    {
        List<(Tensor X, Tensor Y)> given = [.. batches.Take(options.Steps)];
        if (given.Count == 0 || options.Steps < 1)
        {
            throw new ArgumentException(given.Count == 0 ? "There are no batches to train on." : $"{options.Steps} steps train nothing.", nameof(batches));
        }
        using var state = NetState.Save(net);
        var training = new RemedyTraining(net, create, given, loss, options);
        var remedies = options.Remedies ?? Of(options.Diagnosis ?? training.Diagnose(), options.MostRemedies);
        return new RemedyTrial(ModuleTypes.NameOf(net), [.. remedies.Prepend(new Remedy("as it is")).Select(training.Train)], options.Steps, options.Seed);
    }

    /// <summary>The remedies of the findings, the worst findings first; where there are none, what helps most often.</summary>
    private static IReadOnlyList<Remedy> Of(NetDiagnosis diagnosis, int most)
    {
        Remedy[] found = [.. diagnosis.Findings.SelectMany(finding => finding.Remedies).DistinctBy(remedy => remedy.Name).Take(most)];
        return found.Length > 0 ? found : [Remedy.LowerLearningRate, Remedy.HigherLearningRate, Remedy.FreshStart];
    }

    private NetDiagnosis Diagnose()
    {
        var (x, y) = batches[0];
        return NetDiagnosis.Of(net, [x], output => loss((Tensor)output, y), new DiagnosisOptions { Labels = y });
    }

    private RemedyRun Train(Remedy remedy)
    {
        var started = Stopwatch.GetTimestamp();
        var losses = new List<double>();
        // The process's own generator, which the factory and dropout draw from; the state that is saved around the trial puts it back.
        manual_seed(options.Seed);
        using var candidate = Candidate(remedy);
        using var rewrite = LayerRewrite.Attach(Replaced(candidate, remedy), call => remedy.Activation!(call.Layer.Type)!(call.Input));
        var run = new RemedyRun(remedy.Name, losses);
        try
        {
            manual_seed(options.Seed);
            Descend(candidate, remedy, losses);
            var (final, accuracy) = losses.Count == options.Steps ? Judge(candidate, remedy) : (double.NaN, double.NaN);
            run = run with { FinalLoss = final, Accuracy = accuracy };
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not ArgumentException)
        {
            run = run with { Failure = $"step {losses.Count}: {fault.Message.Split('\n')[0]}" };
        }
        var broken = losses.Count < options.Steps && run.Failure is null ? $"The loss was no number any more at step {losses.Count}." : run.Failure;
        return run with { Losses = [.. losses], Failure = broken, Elapsed = Stopwatch.GetElapsedTime(started) };
    }

    private void Descend(nn.Module candidate, Remedy remedy, List<double> losses)
    {
        candidate.train();
        using var gradients = enable_grad();
        using var optimizer = options.Optimizer(
            candidate.parameters().Where(parameter => parameter.requires_grad),
            options.LearningRate * remedy.LearningRateFactor);
        for (var step = 0; step < options.Steps; step++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (x, y) = batches[step % batches.Count];
            optimizer.zero_grad();
            var value = loss(Answer(candidate, remedy, x), y);
            var number = value.Doubles().ToDouble();
            if (!double.IsFinite(number))
            {
                return;
            }
            losses.Add(number);
            value.backward();
            Shape(candidate, remedy);
            optimizer.step();
        }
    }

    private void Shape(nn.Module candidate, Remedy remedy)
    {
        if (remedy.ClipNorm is { } norm)
        {
            nn.utils.clip_grad_norm_(candidate.parameters(), norm);
        }
        if (remedy.Decay > 0)
        {
            using var untracked = no_grad();
            foreach (var parameter in candidate.parameters().Where(parameter => parameter.dim() > 1))
            {
                parameter.mul_(1 - (options.LearningRate * remedy.LearningRateFactor * remedy.Decay));
            }
        }
    }

    /// <summary>Loss and accuracy over all batches at the end.</summary>
    private (double Loss, double Accuracy) Judge(nn.Module candidate, Remedy remedy)
    {
        using var untracked = no_grad();
        candidate.eval();
        var (sum, right, count) = (0.0, 0L, 0L);
        foreach (var (x, y) in batches)
        {
            using var scope = NewDisposeScope();
            var output = Answer(candidate, remedy, x);
            sum += loss(output, y).Doubles().ToDouble();
            if (y.dtype == ScalarType.Int64 && y.dim() == 1 && output.dim() == 2 && output.shape[1] > 1)
            {
                right += output.argmax(1).eq(y).sum().item<long>();
                count += y.shape[0];
            }
        }
        return (sum / batches.Count, count > 0 ? right / (double)count : double.NaN);
    }

    private static Tensor Answer(nn.Module candidate, Remedy remedy, Tensor x)
    {
        var output = NetCall.Run(candidate, [remedy.Input?.Invoke(x) ?? x]) as Tensor
            ?? throw new ArgumentException("Remedies are tried on networks that return one tensor.");
        return remedy.Output?.Invoke(output) ?? output;
    }

    /// <summary>A network of the factory, with the weights of the one that is to be helped where the remedy does not ask for fresh ones.</summary>
    private nn.Module Candidate(Remedy remedy)
    {
        var candidate = create() ?? throw new ArgumentException("create() returned null.");
        if (!seen.Add(candidate))
        {
            throw new ArgumentException("create() has to make a new network each time; it returned one that is there already. Write () => new Net().");
        }
        if (net.parameters().Concat(net.buffers()).FirstOrDefault() is { } somewhere)
        {
            candidate.to(somewhere.device);
        }
        var (own, wanted) = (candidate.state_dict(), net.state_dict());
        if (wanted.FirstOrDefault(entry => !own.TryGetValue(entry.Key, out var value) || !value.shape.SequenceEqual(entry.Value.shape)) is { Key: { } missing })
        {
            throw new ArgumentException(
                $"create() makes another kind of network: '{missing}' {Words.Shape(wanted[missing].shape)} has no place in it. "
                + $"It has: {NameMatch.Listed([.. own.Keys])}.");
        }
        if (wanted.Values.Any(value => own.Values.Any(other => ReferenceEquals(other, value))))
        {
            throw new ArgumentException("create() makes a network that shares parameters with this one, which training would change. Make all layers anew.");
        }
        using var untracked = no_grad();
        foreach (var (name, value) in remedy.FromFreshWeights ? [] : wanted)
        {
            own[name].copy_(value);
        }
        remedy.Prepare?.Invoke(candidate);
        return candidate;
    }

    /// <summary>The layers whose function the remedy replaces; those that work in place would spoil what the other function is given.</summary>
    private static IReadOnlyList<Layer> Replaced(nn.Module candidate, Remedy remedy)
    {
        Layer[] layers = [.. LayerTree.Of(candidate).Layers.Where(layer => remedy.Activation?.Invoke(layer.Type) is not null)];
        foreach (var layer in layers)
        {
            if (layer.Module.GetType().GetProperty("inplace", typeof(bool)) is { CanWrite: true } inPlace)
            {
                inPlace.SetValue(layer.Module, false);
            }
        }
        return layers;
    }
}
