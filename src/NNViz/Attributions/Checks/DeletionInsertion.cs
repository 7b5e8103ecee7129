namespace NNViz.Attributions.Checks;

/// <summary>
/// Whether taking out (or putting in) places in the map's order moves the score more than a random order does: the area between the two curves
/// as a share of the score's span. Samek et al. 2017, arXiv:1509.06321; Petsiuk et al. 2018, arXiv:1806.07421.
/// </summary>
internal static class DeletionInsertion
{
    private const int Orders = 3;
    private static readonly int[] Steps = [20, 10, 5];

    public static Check Run(CheckContext context, string name, bool insert)
    {
        var subject = context.Subject;
        var places = Places.Of(subject.X, context.Outcome)!;
        var why = "";
        var steps = Steps.FirstOrDefault(s => context.Fits(subject.Trace.TimePerSample * (s * subject.Samples * (1 + Orders)), out why));
        if (steps == 0)
        {
            return Check.Skipped(name, why);
        }
        var own = Area(subject, places, places.MostRelevantFirst, steps, insert);
        var chance = Enumerable.Range(0, Orders).Select(k => Area(subject, places, places.RandomOrder(subject.Options.Seed + k), steps, insert)).ToList();
        var sign = insert ? 1 : -1;
        var gains = own.Select((o, i) => sign * (o.Area - chance.Average(c => c[i].Area)) / Math.Max(double.Epsilon, Math.Max(o.Span, chance.Max(c => c[i].Span))));
        var gain = gains.Average();
        var threshold = insert ? CheckThresholds.Insertion : CheckThresholds.Deletion;
        var verb = insert ? "putting in" : "taking out";
        return new(name, gain >= threshold ? CheckResult.Passed : CheckResult.Failed, gain, threshold,
            $"{verb} the map's places first is {Words.Percent(Math.Abs(gain))} of the score's span {(gain >= 0 ? "better" : "worse")} than a random order ({steps} steps, {Orders} random orders)");
    }

    private static (double Area, double Span)[] Area(Subject subject, Places places, TorchSharp.torch.Tensor order, int steps, bool insert)
        => [.. PerturbationCurves.Of(subject, places, order, steps, insert).Select(c => (PerturbationCurves.Area(c), c.Max() - c.Min()))];
}
