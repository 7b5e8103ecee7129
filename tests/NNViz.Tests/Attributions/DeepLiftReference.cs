using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Attributions;

/// <summary>
/// DeepLIFT with the Rescale rule (Shrikumar et al. 2017, equations 1 to 10) as slow loops in double precision over a chain of 3×3 convolutions, ReLUs, 2×2 max-pooling and
/// linear layers. Max-pooling as DeepSHAP has it or, as Captum's where a ReLU stands right before it, by its plain gradient.
/// </summary>
internal sealed class DeepLiftReference
{
    /// <summary>As in the authors' code: a smaller change has no ratio.</summary>
    private const double LeastChange = 1e-10;

    private readonly List<Step> steps = [];

    /// <param name="net">The chain.</param>
    /// <param name="side">Rows and columns of its input of one channel.</param>
    /// <param name="plainPooling">Whether max-pooling hands everything to the place of the input's maximum.</param>
    public DeepLiftReference(Sequential net, int side, bool plainPooling)
    {
        var channels = 1;
        foreach (var (name, module) in net.named_children())
        {
            switch (module)
            {
                case Conv2d:
                    steps.Add(Weighted(name, module, (channels, side)));
                    (channels, side) = ((int)module.get_parameter("weight")!.shape[0], side - 2);
                    break;
                case MaxPool2d:
                    steps.Add(Pool(name, (channels, side), plainPooling));
                    side /= 2;
                    break;
                case Linear:
                    steps.Add(Weighted(name, module, null));
                    break;
                case ReLU:
                    steps.Add(new(name, x => [.. x.Select(v => Math.Max(0, v))], (m, at) =>
                        [.. m.Select((v, i) => v * Ratio(at.Out[i] - at.BaseOut[i], at.In[i] - at.BaseIn[i], at.In[i] > 0 ? 1 : 0))]));
                    break;
            }
        }
    }

    /// <summary>The attributions of every layer's output by its name, and of the input by <c>input</c>.</summary>
    public IReadOnlyDictionary<string, double[]> Of(double[] x, double[] baseline, int target)
    {
        var (values, bases) = (new List<double[]> { x }, new List<double[]> { baseline });
        foreach (var step in steps)
        {
            values.Add(step.Values(values[^1]));
            bases.Add(step.Values(bases[^1]));
        }
        var found = new Dictionary<string, double[]>();
        double[] multipliers = [.. values[^1].Select((_, k) => k == target ? 1.0 : 0)];
        for (var s = steps.Count; s >= 0; s--)
        {
            var level = s;
            found[level == 0 ? "input" : steps[level - 1].Name] = [.. multipliers.Select((m, i) => m * (values[level][i] - bases[level][i]))];
            multipliers = level == 0 ? [] : steps[level - 1].Multipliers(multipliers, new(values[level - 1], values[level], bases[level - 1], bases[level]));
        }
        return found;
    }

    private static double Ratio(double y, double x, double otherwise) => Math.Abs(x) < LeastChange ? otherwise : y / x;

    private static double[] Doubles(nn.Module module, string name) => [.. module.get_parameter(name)!.detach().flatten().to(ScalarType.Float64).data<double>()];

    /// <summary>A convolution over <paramref name="image"/>, or a linear layer: a sum over connections (output, input, weight).</summary>
    private static Step Weighted(string name, nn.Module module, (int Channels, int Side)? image)
    {
        var (weight, bias) = (Doubles(module, "weight"), Doubles(module, "bias"));
        var inputs = image is { } size ? size.Channels * size.Side * size.Side : weight.Length / bias.Length;
        var outputs = image is { } from ? bias.Length * (from.Side - 2) * (from.Side - 2) : bias.Length;
        void Connect(Action<int, int, int> connection)
        {
            for (var o = 0; o < outputs; o++)
            {
                for (var w = 0; w < weight.Length / bias.Length; w++)
                {
                    if (image is not { } of)
                    {
                        connection(o, w, o * inputs + w);
                        continue;
                    }
                    var (side, place) = (of.Side - 2, o % ((of.Side - 2) * (of.Side - 2)));
                    var (row, column) = (place / side + w % 9 / 3, place % side + w % 3);
                    connection(o, (w / 9 * of.Side + row) * of.Side + column, o / (side * side) * of.Channels * 9 + w);
                }
            }
        }
        return new(name, x =>
        {
            double[] y = [.. Enumerable.Range(0, outputs).Select(o => bias[o / (outputs / bias.Length)])];
            Connect((o, i, w) => y[o] += weight[w] * x[i]);
            return y;
        }, (m, _) =>
        {
            var back = new double[inputs];
            Connect((o, i, w) => back[i] += weight[w] * m[o]);
            return back;
        });
    }

    /// <summary>The change up to the larger of both maxima goes to the place of the input's, the rest to that of the baseline's.</summary>
    private static Step Pool(string name, (int Channels, int Side) image, bool plain)
    {
        var half = image.Side / 2;
        // The first of equal places.
        int Top(double[] values, int window)
        {
            var (channel, row, column) = (window / (half * half), window / half % half, window % half);
            return Enumerable.Range(0, 4).Select(k => (channel * image.Side + 2 * row + k / 2) * image.Side + 2 * column + k % 2).MaxBy(place => values[place]);
        }
        return new(name, x => [.. Enumerable.Range(0, image.Channels * half * half).Select(window => x[Top(x, window)])], (m, at) =>
        {
            var back = new double[at.In.Length];
            for (var k = 0; k < m.Length; k++)
            {
                var (own, other, larger) = (Top(at.In, k), Top(at.BaseIn, k), Math.Max(at.Out[k], at.BaseOut[k]));
                back[own] += m[k] * (plain ? 1 : Ratio(larger - at.BaseOut[k], at.In[own] - at.BaseIn[own], 0));
                back[other] += plain ? 0 : m[k] * Ratio(at.Out[k] - larger, at.In[other] - at.BaseIn[other], 0);
            }
            return back;
        });
    }

    /// <summary>A layer: its values, and the multipliers of its input from those of its output.</summary>
    private sealed record Step(string Name, Func<double[], double[]> Values, Func<double[], Ends, double[]> Multipliers);

    /// <summary>What a layer was given and put out, for the input and for the baseline.</summary>
    private sealed record Ends(double[] In, double[] Out, double[] BaseIn, double[] BaseOut);
}
