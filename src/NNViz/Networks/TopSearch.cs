using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Keeps the samples with the highest outputs of each unit, and those samples' inputs, as batches pass.</summary>
internal sealed class TopSearch
{
    private readonly TopOptions options;
    private readonly List<Entry>[] best;
    private readonly Dictionary<long, HostTensor> inputs = [];

    public TopSearch(int units, TopOptions options)
    {
        (Units, this.options) = (units, options);
        foreach (var unit in options.Units ?? [])
        {
            if (unit < 0 || unit >= units)
            {
                throw new ArgumentException($"There is no unit {unit}: the layer has units 0 to {units - 1}.");
            }
        }
        best = [.. Enumerable.Range(0, units).Select(_ => new List<Entry>())];
    }

    /// <summary>How many units the layer has.</summary>
    public int Units { get; }

    /// <summary>Looks through a batch.</summary>
    public void Add(UnitBatch batch)
    {
        using var scope = NewDisposeScope();
        var (peaks, places) = batch.Values.detach().Doubles().max(2);
        double[] values = Read(peaks.t()), at = Read(places.t());
        var count = (int)batch.Values.shape[0];
        var changed = false;
        foreach (var unit in options.Units ?? [.. Enumerable.Range(0, Units)])
        {
            for (var i = 0; i < count; i++)
            {
                changed |= Offer(best[unit],
                    new Entry(batch.First + i, values[(unit * count) + i], RowMajor.Index((long)at[(unit * count) + i], [.. batch.Grid])));
            }
        }
        if (changed)
        {
            Hold(batch);
        }
    }

    /// <summary>The units asked for, or those with the highest output.</summary>
    public IReadOnlyList<TopUnit> Result(ReceptiveField field)
    {
        var chosen = options.Units ?? [.. Enumerable.Range(0, Units).Where(unit => best[unit].Count > 0)
            .OrderByDescending(unit => best[unit][0].Value).Take(options.MostUnits).Order()];
        return [.. chosen.Select(unit => new TopUnit(unit, [.. best[unit].Select(entry => Sample(entry, field))]))];
    }

    private TopSample Sample(Entry entry, ReceptiveField field)
    {
        var input = inputs[entry.Sample];
        var region = field.Axes?.Select((reach, axis) => reach.At(entry.Place[axis], input.Shape[axis + 1])).ToList();
        return new TopSample(entry.Sample, entry.Value, entry.Place, region, input);
    }

    // The earlier sample goes before where two are equal; NaN is passed over.
    private bool Offer(List<Entry> entries, Entry entry)
    {
        if (double.IsNaN(entry.Value) || (entries.Count == options.Samples && entry.Value <= entries[^1].Value))
        {
            return false;
        }
        var place = entries.FindIndex(other => other.Value < entry.Value);
        entries.Insert(place < 0 ? entries.Count : place, entry);
        if (entries.Count > options.Samples)
        {
            entries.RemoveAt(options.Samples);
        }
        return true;
    }

    /// <summary>Copies the batch's samples that are among the best, and lets go of those that no longer are.</summary>
    private void Hold(UnitBatch batch)
    {
        var wanted = best.SelectMany(entries => entries.Select(entry => entry.Sample)).ToHashSet();
        foreach (var old in inputs.Keys.Where(sample => !wanted.Contains(sample)).ToList())
        {
            inputs.Remove(old);
        }
        foreach (var sample in wanted.Where(sample => sample >= batch.First && !inputs.ContainsKey(sample)))
        {
            inputs.Add(sample, HostTensor.Copy(batch.Input[sample - batch.First]));
        }
    }

    private static double[] Read(Tensor tensor) => HostTensor.Copy(tensor.contiguous(), tensor.numel()).ToDoubles();

    private sealed record Entry(long Sample, double Value, long[] Place);
}
