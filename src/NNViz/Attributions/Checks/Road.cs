using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions.Checks;

/// <summary>
/// ROAD (remove and debias): the score after the least relevant pixels went, less that after the most relevant went, halved and averaged over
/// shares of 10 to 90 %. What is removed is filled from its surroundings, with a little noise, so that the removed shape does not show. Rong et al. 2022,
/// arXiv:2202.00449. Above 0 is better than chance.
/// </summary>
internal static class Road
{
    private const int Steps = 10;
    private const double NoiseLevel = 0.01;

    public static double[] Of(Subject subject, Places places)
    {
        if (subject.X is not [{ } x] || x.dim() != 4)
        {
            throw new ArgumentException(
                "ROAD fills pixels from their neighbours, so it is for one image input [N, C, H, W]. "
                + "net.Curve(x, attribution) is for any input.");
        }
        var (least, most) = (Scores(subject, places, places.LeastRelevantFirst), Scores(subject, places, places.MostRelevantFirst));
        return [.. least.Zip(most, (l, m) => l.Zip(m, (a, b) => (a - b) / 2).Skip(1).SkipLast(1).Average())];
    }

    private static double[][] Scores(Subject subject, Places places, Tensor ranks)
    {
        var random = new Noise(subject.Options.Seed);
        return PerturbationCurves.Of(subject, places, ranks, Steps, (batch, gone) => Fill(batch.Of(subject.X[0]), gone, random));
    }

    private static Tensor Fill(Tensor rows, Tensor gone, Noise random)
    {
        var (channels, size, width) = ((int)rows.shape[1], (int)(rows.shape[2] * rows.shape[3]), (int)rows.shape[3]);
        var values = HostTensor.Copy(rows, long.MaxValue).ToSingles();
        bool[][] missing = [.. HostTensor.Copy(gone, long.MaxValue).Values<bool>().ToArray().Chunk(size)];
        Parallel.For(0, missing.Length * channels, k => LinearImputation.Fill(values.AsSpan(k * size, size), missing[k / channels], width));
        var filled = tensor(values, rows.shape, rows.dtype, rows.device);
        return filled + NoiseLevel * random.Normal(rows) * gone.unsqueeze(1).expand(-1, channels, -1).reshape(rows.shape).to(rows.dtype);
    }
}
