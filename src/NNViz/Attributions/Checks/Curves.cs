using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>The checks that are asked for by name, from an attribution back to tensors.</summary>
internal static class Curves
{
    private const int Steps = 20;
    private const int RandomOrders = 5;
    private const int DefaultPerturbations = 50;
    private const double DefaultNoise = 0.1;

    public static PerturbationCurve Of(Subject subject, Attribution attribution, PlaceOrder order, bool insert)
    {
        var places = PlacesOf(subject, attribution);
        var ranks = order switch
        {
            PlaceOrder.MostRelevantFirst => places.MostRelevantFirst,
            PlaceOrder.LeastRelevantFirst => places.LeastRelevantFirst,
            _ => places.RandomOrder(subject.Options.Seed),
        };
        double[][] Scores(Tensor of) => PerturbationCurves.Of(subject, places, of, Steps, insert);
        double[] Areas(double[][] of) => [.. of.Select(PerturbationCurves.Area)];
        var scores = Scores(ranks);
        // The seeds behind that of an order which is itself random.
        double[][][] random = [.. Enumerable.Range(1, RandomOrders).Select(k => Scores(places.RandomOrder(subject.Options.Seed + k)))];
        return new(order, insert, [.. Enumerable.Range(0, Steps + 1).Select(s => (double)s / Steps)], scores, Areas(scores))
        {
            Method = attribution.Method,
            Target = attribution.Target,
            RandomScores = random,
            RandomAreas = [.. random.Select(Areas)],
        };
    }

    public static Places PlacesOf(Subject subject, Attribution attribution) => attribution.Kind == MapKind.Layer || subject.X.Length > 1
        ? throw new ArgumentException(
            $"'{attribution.Method}' here is not a map over one input, so its places have no order. "
            + "Use a method on the input, or a class activation map.")
        : Places.Of(subject.X[0], Map(subject, attribution, 0), attribution.Kind);

    public static double[] Infidelity(Subject subject, Attribution attribution, Inputs? perturbations, bool scale)
    {
        if (attribution.Kind != MapKind.Input)
        {
            throw new ArgumentException(
                "Infidelity multiplies perturbations of the input by the map, "
                + "so the map must have the input's shape; this one is of a layer.");
        }
        Tensor[] maps = [.. subject.X.Select((_, i) => Map(subject, attribution, i))];
        if (perturbations is not null)
        {
            if (!perturbations.Select(p => Words.Shape(p.shape[1..])).SequenceEqual(subject.X.Select(x => Words.Shape(x.shape[1..]))))
            {
                throw new ArgumentException(
                    $"Perturbations are taken from the inputs, {All(subject.X)}, "
                    + $"and have their shapes but for the first axis, which counts them; given {All(perturbations)}.");
            }
            return Checks.Infidelity.Of(subject, maps,
                batch => [.. perturbations.Select(p => p.index_select(0, batch.Items))], (int)perturbations.Samples, scale);
        }
        Noise[] random = [.. subject.X.Select((_, i) => new Noise(subject.Options.Seed, i))];
        double[] spread = [.. subject.X.Select(x => DefaultNoise * (x.max() - x.min()).Doubles().item<double>())];
        return Checks.Infidelity.Of(subject, maps,
            batch => [.. subject.X.Select((x, i) => spread[i] * random[i].Normal(batch.Of(x)))], DefaultPerturbations, scale);
    }

    public static double[] Sensitivity(Tensor input, Func<Tensor, Attribution> method, Tensor? perturbations, double radius, int seed)
    {
        const int count = 10;
        using var scope = NewDisposeScope();
        var random = new Noise(seed);
        Tensor Small() => tensor(random.Uniform((int)(input.numel() / input.shape[0])), [1, .. input.shape[1..]],
            device: input.device).to(input.dtype) * 2 * radius - radius;
        return Checks.Sensitivity.Of(input, method, perturbations is null
            ? Enumerable.Range(0, count).Select(_ => Small())
            : Enumerable.Range(0, (int)perturbations.shape[0]).Select(p => perturbations.narrow(0, p, 1)));
    }

    private static string All(IEnumerable<Tensor> tensors) => string.Join(" and ", tensors.Select(t => Words.Shape(t.shape)));

    private static Tensor Map(Subject subject, Attribution attribution, int input)
    {
        var map = attribution.Maps[input];
        return map.Shape[0] == subject.Samples
            ? tensor(map.ToSingles(), [.. map.Shape], subject.X[input].dtype, subject.X[input].device)
            : throw new ArgumentException($"The attribution has {map.Shape[0]} samples and the input {subject.Samples}; pass the input that was explained.");
    }
}
