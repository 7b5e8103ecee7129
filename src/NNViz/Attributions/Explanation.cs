using System.Runtime.InteropServices;
using NNViz.Attributions.Checks;
using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Attributions;

/// <summary>What was asked of a method.</summary>
internal sealed record Request(string Method, Module Net, Inputs Input, Target? Target, ExplainOptions? Options)
{
    public ExplainOptions Settings => Options ?? new();
}

/// <summary>
/// The one way from a question to an <see cref="Attribution"/>:
/// the net is kept as it is, the method runs, its map is looked at, the checks run.
/// </summary>
internal static class Explanation
{
    /// <summary>The method's map, looked at and checked.</summary>
    public static Attribution Run(Request request, Func<Subject, Outcome> method) => Ask(request, subject =>
    {
        var began = request.Settings.Clock.GetTimestamp();
        var outcome = method(subject);
        var plain = Describe(request, subject, outcome, request.Settings.Clock.GetElapsedTime(began));
        return request.Settings.Checks ? plain with { Checks = AttributionChecks.Run(new(request, subject, outcome, plain, method)) } : plain;
    });

    /// <summary>Asks a net in evaluation mode and leaves no trace on it, its input or the global generators, whatever happens.</summary>
    public static T Ask<T>(Request request, Func<Subject, T> question)
    {
        ArgumentNullException.ThrowIfNull(request.Net);
        ArgumentNullException.ThrowIfNull(request.Input);
        request.Settings.Cancellation.ThrowIfCancellationRequested();
        using var state = NetState.Save(request.Net);
        request.Net.eval();
        using var outOfPlace = new OutOfPlace(LayerTree.Of(request.Net));
        using var scope = NewDisposeScope();
        // A user's no_grad around the call is not meant for the explanation.
        using var gradients = enable_grad();
        using var subject = new Subject(request.Net, request.Input, request.Target ?? Target.Predicted, request.Settings);
        return question(subject);
    }

    /// <summary>Whether one method of several may fail with this and the others go on: it said no, or the net or libtorch did.</summary>
    public static bool IsRefusal(Exception fault) => fault is ArgumentException or ForwardException or ExternalException;

    private static Attribution Describe(Request request, Subject subject, Outcome outcome, TimeSpan elapsed)
    {
        var prediction = subject.Prediction;
        HostTensor[] maps = Array.ConvertAll(outcome.Maps, m => HostTensor.Copy(m, long.MaxValue)),
            inputs = Array.ConvertAll(subject.X, x => HostTensor.Copy(x, long.MaxValue));
        var output = HostTensor.Copy(prediction.Output, long.MaxValue);
        return new()
        {
            Method = request.Method,
            Target = subject.Target.Name,
            Asked = subject.Target,
            Names = request.Settings.Names,
            Classes = prediction.Classes is null ? [] : Array.ConvertAll(HostTensor.Copy(prediction.Classes).ToDoubles(), c => (long)c),
            Scores = HostTensor.Copy(prediction.Scores).ToDoubles(),
            Maps = maps,
            Kind = outcome.Kind,
            Signed = outcome.Signed,
            Inputs = inputs,
            Output = output,
            Layer = outcome.Layer?.Layer.DisplayName,
            LayerReason = outcome.Layer?.Why,
            Baseline = outcome.Baseline?.Name,
            Baselines = [.. outcome.Baseline?.Given(subject.X).Select(b => HostTensor.Copy(b, long.MaxValue)) ?? []],
            Steps = outcome.Steps,
            Seed = outcome.Random ? request.Settings.Seed : null,
            Elapsed = elapsed,
            BatchSize = subject.BatchSize,
            Numbers = outcome.MustSumTo is null ? outcome.Numbers
                : new Dictionary<string, double[]>(outcome.Numbers) { ["delta"] = Completeness.Deltas(maps, outcome.MustSumTo) },
            StandardError = outcome.StandardError is null ? null : HostTensor.Copy(outcome.StandardError, long.MaxValue),
            Notes = outcome.Notes,
            Problems = MapDiagnosis.Of(subject, outcome, (maps, inputs, output)),
        };
    }
}
