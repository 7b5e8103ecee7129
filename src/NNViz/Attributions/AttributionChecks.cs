using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>All that the checks may ask of an attribution: the question, the net still in place, and the method to run again.</summary>
internal sealed record CheckContext(Request Request, Subject Subject, Outcome Outcome, Attribution Plain, Func<Subject, Outcome> Method);

internal static class AttributionChecks
{
    public static IReadOnlyList<Check> Run(CheckContext context) => [];
}
