using NNViz.Tensors;

namespace NNViz.Attributions.Checks;

/// <summary>How alike the maps of different seeds are: the mean correlation of the map with those of the next seeds.</summary>
internal static class SeedSpread
{
    private const int MostSeeds = 4;

    public static Check Run(CheckContext context, string name)
    {
        var likeness = new List<double>();
        var why = "";
        while (likeness.Count < MostSeeds && context.Fits(context.Plain.Elapsed, out why))
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var settings = context.Request.Settings;
            var maps = context.Again(context.Request.Net, settings with { Seed = settings.Seed + 1 + likeness.Count })
                .Maps.Select(m => HostTensor.Copy(m, long.MaxValue)).ToArray();
            var samples = context.Plain.Samples;
            likeness.Add(Enumerable.Range(0, samples).Average(i =>
                Likeness.Pearson(Likeness.Sample(context.Plain.Maps, i, samples), Likeness.Sample(maps, i, samples))));
        }
        if (likeness.Count == 0)
        {
            return Check.Skipped(name, why);
        }
        var mean = likeness.Average();
        return new(name, mean >= CheckThresholds.SeedSpread ? CheckResult.Passed : CheckResult.Failed, mean, CheckThresholds.SeedSpread,
            $"mean correlation {Words.Number(mean)} with the maps of {likeness.Count} other seeds"
                + (mean >= CheckThresholds.SeedSpread ? "" : "; more samples make it steadier"));
    }
}
