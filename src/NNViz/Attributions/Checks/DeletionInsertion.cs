namespace NNViz.Attributions.Checks;

/// <summary>
/// Whether taking out (or putting in) places in the map's order moves the score more than a random order does: the area between the two curves
/// as a share of the score's span. Samek et al. 2017, arXiv:1509.06321; Petsiuk et al. 2018, arXiv:1806.07421.
/// </summary>
internal static class DeletionInsertion
{
    /// <summary>Steps of a curve and random orders, the best first: more orders before finer curves, since it is chance that must be known.</summary>
    private static readonly (int Steps, int Orders)[] Plans = [(20, 10), (10, 10), (10, 5), (5, 5)];

    public static Check Run(CheckContext context, string name, bool insert)
    {
        var subject = context.Subject;
        var places = Places.Of(subject.X, context.Outcome)!;
        if (Plan(context, insert, out var why) is not { } plan)
        {
            return Check.Skipped(name, why);
        }
        Curve[] Curves(TorchSharp.torch.Tensor order) => [.. PerturbationCurves.Of(subject, places, order, plan.Steps, insert).Select(Curve.Of)];
        var own = Curves(places.MostRelevantFirst);
        var chance = Enumerable.Range(0, plan.Orders).Select(k => Curves(places.RandomOrder(subject.Options.Seed + k))).ToArray();
        var gains = own.Select((o, i) => Gain.Of(o, [.. chance.Select(c => c[i])], insert)).ToArray();
        if (gains.All(g => g.Flat))
        {
            return Check.Skipped(name,
                "the score stays the same whatever places are replaced by the baseline, "
                + $"{subject.Options.Baseline.Name}; options Baseline takes another");
        }
        var (gain, error) = (gains.Average(g => g.Value), Math.Sqrt(gains.Sum(g => g.Variance)) / gains.Length);
        var limit = (insert ? CheckThresholds.Insertion : CheckThresholds.Deletion) * error;
        var passed = gain > limit;
        return new(name, passed ? CheckResult.Passed : CheckResult.Failed, gain, limit,
            $"{(insert ? "putting in" : "taking out")} the map's places first "
                + $"is {Words.Percent(Math.Abs(gain))} ± {Words.Percent(error)} "
                + $"of the score's span {(gain >= 0 ? "better" : "worse")} "
            + $"than {plan.Orders} random orders ({plan.Steps} steps){(passed ? "" : ": no better than random")}");
    }

    /// <summary>The best that fits; deletion leaves as much for insertion, unless it could not run then.</summary>
    private static (int Steps, int Orders)? Plan(CheckContext context, bool insert, out string why)
    {
        TimeSpan Needed((int Steps, int Orders) plan) =>
            context.Subject.Trace.TimePerSample * ((plan.Steps + 1) * context.Subject.Samples * (1 + plan.Orders) * context.Subject.Options.Baseline.Count);
        why = "";
        foreach (var plan in Plans)
        {
            if (context.Fits(Needed(plan) * (insert ? 1 : 2), out why))
            {
                return plan;
            }
        }
        return context.Fits(Needed(Plans[^1]), out why) ? Plans[^1] : null;
    }

    private readonly record struct Curve(double Area, double Span)
    {
        public static Curve Of(double[] scores) => new(PerturbationCurves.Area(scores), scores.Max() - scores.Min());
    }

    /// <summary>One sample's area over the mean of random orders, as a share of the score's span, and the variance of that difference.</summary>
    private readonly record struct Gain(double Value, double Variance, bool Flat)
    {
        /// <summary>
        /// Were the map's order itself a random one, its area would scatter as theirs do, and their mean by 1/K of that: the difference has the
        /// variance s² (1 + 1/K).
        /// </summary>
        public static Gain Of(Curve own, Curve[] chance, bool insert)
        {
            var span = Math.Max(own.Span, chance.Max(c => c.Span));
            if (span == 0)
            {
                return new(0, 0, true);
            }
            var mean = chance.Average(c => c.Area);
            var variance = chance.Sum(c => (c.Area - mean) * (c.Area - mean)) / (chance.Length - 1);
            return new((insert ? 1 : -1) * (own.Area - mean) / span, variance * (1 + 1.0 / chance.Length) / (span * span), false);
        }
    }
}
