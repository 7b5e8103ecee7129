using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>All that the checks may ask of an attribution: the question, the net still in place, and the method to run again.</summary>
internal sealed record CheckContext(Request Request, Subject Subject, Outcome Outcome, Attribution Plain, Func<Subject, Outcome> Method)
{
    private readonly long began = Request.Settings.Clock.GetTimestamp();

    private TimeSpan Budget { get; } = Request.Settings.CheckTime ?? TimeSpan.FromTicks(Math.Max(LeastTime.Ticks, 2 * Plain.Elapsed.Ticks));

    /// <summary>The time for the checks where nothing else is said and the method itself is quick.</summary>
    public static TimeSpan LeastTime { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The method again, on another net or with another seed, for the same classes.</summary>
    public Outcome Again(nn.Module net, ExplainOptions options)
    {
        var target = Plain.Classes.Count > 0 ? Target.Class([.. Plain.Classes]) : Subject.Target;
        using var subject = new Subject(net, new Inputs(Subject.X), target, options);
        return Method(subject);
    }

    /// <summary>Whether something that takes about that long fits in what is left; if not, why not.</summary>
    public bool Fits(TimeSpan needed, out string why)
    {
        var left = Budget - Request.Settings.Clock.GetElapsedTime(began);
        why = $"needs about {Words.Seconds(needed)}, and {Words.Seconds(left > TimeSpan.Zero ? left : TimeSpan.Zero)} "
            + $"of {Words.Seconds(Budget)} are left; options CheckTime gives more";
        return needed <= left;
    }
}

/// <summary>The checks that run under every attribution, cheap ones first, as far as the time goes.</summary>
internal static class AttributionChecks
{
    private static readonly (string Name, Func<CheckContext, bool> Applies, Func<CheckContext, string, Check> Run)[] All =
    [
        ("completeness", context => context.Outcome.MustSumTo is not null, Completeness.Run),
        ("randomised weights", _ => true, Randomisation.Run),
        ("spread over seeds", context => context.Outcome.Random, SeedSpread.Run),
        ("deletion", OverPlaces, (context, name) => DeletionInsertion.Run(context, name, insert: false)),
        ("insertion", OverPlaces, (context, name) => DeletionInsertion.Run(context, name, insert: true)),
    ];

    /// <summary>The answers of all checks that apply. Where a sample has no map none can be answered, and each says so.</summary>
    public static IReadOnlyList<Check> Run(CheckContext context)
    {
        var checks = new List<Check>();
        var blank = context.Plain.Problems.Index().FirstOrDefault(p => p.Item is not null, (-1, null)).Index;
        foreach (var (name, applies, run) in All)
        {
            context.Request.Settings.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (applies(context))
            {
                checks.Add(blank < 0 ? run(context, name) : Check.Skipped(name, $"sample {Words.Number(blank)} has no map"));
            }
        }
        return checks;
    }

    private static bool OverPlaces(CheckContext context) => Places.Of(context.Subject.X, context.Outcome) is not null;
}
