using NNViz.Attributions;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>Inputs other than one image: tokens, several inputs, tables, transformers' activations.</summary>
public class InputKindTests
{
    private static readonly ExplainOptions Plain = new() { Checks = false };

    /// <summary>The LSTM of the reference numbers: embedding, two layers, the last step's output to three classes.</summary>
    private sealed class TokenNet : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Embedding emb = Embedding(20, 8);
        private readonly TorchSharp.Modules.LSTM lstm = LSTM(8, 16, numLayers: 2, batchFirst: true);
        private readonly TorchSharp.Modules.Linear fc = Linear(16, 3);

        public TokenNet() : base(nameof(TokenNet))
        {
            RegisterComponents();
            using var none = no_grad();
            foreach (var (name, parameter) in named_parameters())
            {
                parameter.copy_(Golden.Load("LSTM/weights/" + name));
            }
        }

        public override Tensor forward(Tensor tokens) => Behind(emb.call(tokens));

        public Tensor Behind(Tensor embedded) => fc.call(lstm.call(embedded).Item1.select(1, -1));
    }

    private sealed class BehindEmbedding(TokenNet net) : Module<Tensor, Tensor>("behind")
    {
        public override Tensor forward(Tensor x) => net.Behind(x);
    }

    [Fact]
    public void TokensAreExplainedThroughTheirEmbedding()
    {
        using var net = new TokenNet();
        using var tokens = Golden.Load("LSTM/tokens").to(ScalarType.Int64);
        Same("LSTM/captum/LayerIntegratedGradients_emb", net.LayerIntegratedGradients(tokens, "emb", 2, Plain));
        Same("LSTM/captum/FeatureAblation_token", net.FeatureAblation(tokens, 2, options: Plain));
        var refused = Assert.Throws<ArgumentException>(() => net.Saliency(tokens, 2, options: Plain));
        Assert.Contains("LayerIntegratedGradients", refused.Message, StringComparison.Ordinal);
        using var embedded = Golden.Load("LSTM/embedding");
        using var behind = new BehindEmbedding(net);
        Same("LSTM/captum/Saliency_embedding", behind.Saliency(embedded, 2, options: Plain));
        Same("LSTM/captum/InputXGradient_embedding", behind.InputXGradient(embedded, 2, Plain));
        Same("LSTM/captum/IntegratedGradients_embedding", behind.IntegratedGradients(embedded, 2, Plain));
    }

    private sealed class TwoInputs : Module<Tensor, Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> fromImage = Linear(16, 3);
        private readonly Module<Tensor, Tensor> fromTable = Linear(4, 3);
        private readonly Module<Tensor, Tensor> relu = ReLU();

        public TwoInputs() : base(nameof(TwoInputs))
        {
            RegisterComponents();
            this.Weighted(2);
        }

        public override Tensor forward(Tensor image, Tensor table) => relu.call(fromImage.call(image.flatten(1))) + fromTable.call(table);
    }

    [Fact]
    public void SeveralInputsShareTheDifference()
    {
        using var net = new TwoInputs();
        var (image, table) = (new Noise(1).Normal(zeros(2, 1, 4, 4)), new Noise(2).Normal(zeros(2, 4)));
        double[] difference;
        using (no_grad())
        {
            difference = [.. (net.call(image, table) - net.call(zeros_like(image), zeros_like(table))).select(1, 1).to(ScalarType.Float64).data<double>()];
        }
        foreach (var map in new[] { net.IntegratedGradients((image, table), 1, Plain with { Steps = 500 }), net.DeepLift((image, table), 1, Plain), net.GradientShap((image, table), 1, 4000, options: Plain) })
        {
            var (first, second) = (map.Maps[0].ToDoubles(), map.Maps[1].ToDoubles());
            var sums = Enumerable.Range(0, 2).Select(i => first[(i * 16)..(i * 16 + 16)].Sum() + second[(i * 4)..(i * 4 + 4)].Sum()).ToArray();
            Approx.Equal(difference, sums, 2e-2, 2e-2, map.Method);
        }
        // The table's part is linear: weight times value, whatever the method.
        var weights = net.get_parameter("fromTable.weight")!.detach()[1];
        float[] expected = [.. (table * weights).data<float>()];
        Approx.Equal(expected, net.FeatureAblation((image, table), 1, options: Plain).Maps[1].ToSingles(), 1e-4, 1e-5);
        Approx.Equal(expected, net.Occlusion((image, table), [1], [1], 1, Plain).Maps[1].ToSingles(), 1e-4, 1e-5);
        Approx.Equal(expected, net.IntegratedGradients((image, table), 1, Plain).Maps[1].ToSingles(), 1e-4, 1e-5);
    }

    /// <summary>Patches of 4×4 as tokens, a class token in front, a layer on tokens, the class token's output.</summary>
    private sealed class TokensOfPatches(bool classToken) : Module<Tensor, Tensor>("patches")
    {
        public readonly Module<Tensor, Tensor> Patches = Conv2d(1, 6, 4, stride: 4).Weighted(1);
        public readonly Module<Tensor, Tensor> Mix = Linear(6, 6).Weighted(2);
        public readonly Module<Tensor, Tensor> Head = Linear(6, 3).Weighted(3);

        public override Tensor forward(Tensor x)
        {
            var tokens = Patches.call(x).flatten(2).transpose(1, 2);
            tokens = classToken ? cat([tokens.mean([1], keepdim: true), tokens], 1) : tokens;
            var mixed = Mix.call(tokens);
            return Head.call((mixed * mixed).mean([1]));
        }

        public TokensOfPatches Registered()
        {
            RegisterComponents();
            return this;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TokensAreLaidOutInSpaceAndTheResultSaysHow(bool classToken)
    {
        using var net = new TokensOfPatches(classToken).Registered();
        var image = new Noise(6).Normal(zeros(2, 1, 16, 24));
        var map = net.HiResCam(image, 1, "Mix", relu: false, Plain);
        Assert.Equal([2L, 4, 6], map.Map.Shape);
        Assert.Contains("4×6 places", Assert.Single(map.Notes), StringComparison.Ordinal);
        Assert.Equal(classToken, map.Notes[0].Contains("class token", StringComparison.Ordinal));
        // Gradient × activation of every token, summed over its channels, in reading order.
        var layer = net.LayerGradientXActivation(image, "Mix", 1, Plain).Map;
        var (tokens, skip) = ((int)layer.Shape[1], classToken ? 1 : 0);
        var sums = layer.ToDoubles().Chunk(6).Select(token => token.Sum()).ToArray();
        double[] expected = [.. Enumerable.Range(0, 2).SelectMany(n => sums[(n * tokens + skip)..((n + 1) * tokens)])];
        Approx.Equal(expected, map.Map.ToDoubles(), 1e-4, 1e-6);
    }

    [Fact]
    public void ScoresOfOneNumberAndOfMaps()
    {
        using var regression = Sequential(("fc", Linear(4, 1))).Weighted(9);
        var x = new Noise(3).Normal(zeros(3, 4));
        float[] weight = [.. regression.get_parameter("fc.weight")!.detach().expand(3, 4).contiguous().data<float>()];
        Approx.Equal(weight, regression.Saliency(x, absolute: false, options: Plain).Map.ToSingles(), 1e-5, 1e-6);
        // A segmentation: the score of a class is its sum over the places.
        using var segmentation = Sequential(("conv", Conv2d(1, 2, 1))).Weighted(9);
        var image = new Noise(3).Normal(zeros(2, 1, 4, 4));
        var one = segmentation.get_parameter("conv.weight")!.detach()[1].item<float>();
        Assert.All(segmentation.Saliency(image, 1, absolute: false, options: Plain).Map.ToSingles(), g => Assert.Equal(one, g, 1e-5f));
        var perSample = regression.InputXGradient(x, Target.Of(o => o.squeeze(1) * 2), Plain);
        Approx.Equal([.. (2 * x * regression.get_parameter("fc.weight")!.detach()).data<float>()], perSample.Map.ToSingles(), 1e-4, 1e-5);
        Assert.Contains("one number for each", Assert.Throws<ArgumentException>(() => regression.Saliency(x, Target.Of(o => o.sum()), options: Plain)).Message, StringComparison.Ordinal);
    }

    private static void Same(string golden, Attribution attribution) => Approx.Equal(Golden.Values(golden), attribution.Map.ToSingles(), 1e-4, 1e-6, golden);

    /// <summary>A channel's mean is the mean of its neurons' targets, and so are the gradients.</summary>
    [Fact]
    public void AChannelIsTheMeanOfItsNeurons()
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(21).Normal(zeros(2, 1, 8, 8)).abs();
        var channel = net.Saliency(x, Target.Channel("conv2", 3), absolute: false, options: Plain);
        var neurons = Enumerable.Range(0, 16).Select(place => net.Saliency(x, Target.Neuron("conv2", 3, place / 4, place % 4), absolute: false, options: Plain)).ToList();
        Approx.Equal([.. channel.Scores], [.. Enumerable.Range(0, 2).Select(i => neurons.Average(n => n.Scores[i]))], 1e-5, 1e-6);
        Approx.Equal([.. channel.Map.ToDoubles()], [.. Enumerable.Range(0, 128).Select(i => neurons.Average(n => n.Map.ToDoubles()[i]))], 1e-4, 1e-6);
        Assert.Equal("channel 3 of conv2", channel.Target);
        Assert.Contains("no channel 6 in 'conv2'", Assert.Throws<ArgumentException>(() => net.Saliency(x, Target.Channel("conv2", 6))).Message, StringComparison.Ordinal);
    }
}
