using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Standins.Tests.NN;

/// <summary>Nets of the kinds that TorchSharp's own examples train.</summary>
[Collection(nameof(GlobalSeed))]
public sealed class ExampleTests(ITestOutputHelper output)
{
    /// <summary>The MNIST example's layers: two convolutions, a pool, two linear layers, dropout, log-softmax.</summary>
    private sealed class MnistNet : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv1 = Conv2d(1, 32, 3), conv2 = Conv2d(32, 64, 3);
        private readonly Module<Tensor, Tensor> fc1 = Linear(9216, 128), fc2 = Linear(128, 10);
        private readonly Module<Tensor, Tensor> dropout1 = Dropout(0.25), dropout2 = Dropout(0.5);

        public MnistNet() : base(nameof(MnistNet)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var x = F.relu(conv2.call(F.relu(conv1.call(input))));
            x = dropout1.call(F.max_pool2d(x, 2)).flatten(1);
            return F.log_softmax(fc2.call(dropout2.call(F.relu(fc1.call(x)))), 1);
        }
    }

    /// <summary>A language model: embedding, sines for the positions, encoder with a causal mask, scores of the next token.</summary>
    private sealed class LanguageModel : Module<Tensor, Tensor>
    {
        private const int Width = 32, Length = 16;
        private readonly Module<Tensor, Tensor> embedding = Embedding(Tokens, Width);
        private readonly TorchSharp.Modules.TransformerEncoder encoder =
            TransformerEncoder(TransformerEncoderLayer(Width, 2, 64, dropout: 0.0), 2);
        private readonly Module<Tensor, Tensor> decoder = Linear(Width, Tokens);
        private readonly Tensor positions, mask;

        public LanguageModel() : base(nameof(LanguageModel))
        {
            var angles = arange(0, Length, ScalarType.Float32).unsqueeze(1)
                * exp(arange(0, Width, 2, ScalarType.Float32) * (-Math.Log(10000) / Width));
            positions = stack([angles.sin(), angles.cos()], 2).reshape(Length, 1, Width);
            mask = full([Length, Length], float.NegativeInfinity).triu(1);
            RegisterComponents();
        }

        /// <summary>The scores of the next token, [16, batch, tokens], from tokens [16, batch].</summary>
        public override Tensor forward(Tensor input) =>
            decoder.call(encoder.call(embedding.call(input) * Math.Sqrt(Width) + positions, mask, null));
    }

    private const int Tokens = 5;

    private const string MnistInPython =
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1, self.conv2 = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
                self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)
                self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
            def forward(self, x):
                x = self.dropout1(F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2)).flatten(1)
                return F.log_softmax(self.fc2(self.dropout2(F.relu(self.fc1(x)))), 1)
        net = started(Net())
        optimizer = torch.optim.Adam(net.parameters())
        out['losses'] = [step(net, optimizer, inputs[k], labels[k], F.nll_loss) for k in order.split(32)]
        net.eval()
        with torch.no_grad(): out['accuracy'] = (net(unseen).argmax(1) == wanted).double().mean().item()
        """;

    private const string LanguageInPython =
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.embedding, self.decoder = nn.Embedding(5, 32), nn.Linear(32, 5)
                self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 2, 64, dropout=0.0), 2)
                angles = torch.arange(16.).unsqueeze(1) * torch.exp(torch.arange(0, 32, 2) * (-math.log(10000) / 32))
                self.register_buffer('positions', torch.stack([angles.sin(), angles.cos()], 2).reshape(16, 1, 32))
                self.register_buffer('mask', torch.full((16, 16), float('-inf')).triu(1))
            def forward(self, x): return self.decoder(self.encoder(self.embedding(x) * math.sqrt(32) + self.positions, self.mask))
        net = started(Net().double())
        optimizer = torch.optim.Adam(net.parameters(), 0.003)
        def loss(scores, wanted): return F.cross_entropy(scores[1:].reshape(-1, 5), wanted[1:].reshape(-1))
        out['losses'] = [step(net, optimizer, t[:16], t[1:], loss) for t in texts.split(32, 1)]
        net.eval()
        with torch.no_grad(): out['unseen'] = loss(net(unseen[:16]), unseen[1:]).item()
        """;

    /// <summary>Trains in Python from the weights that <paramref name="net"/> has now, on as many threads as here, from one seed.</summary>
    private static PyTorch.Answer InPython(nn.Module net, string code, params (string Name, Tensor Value)[] data) => PyTorch.Run(
        $"""
        def started(net):
            net.load_state_dict({"{"}n: values['start.' + n] for n in net.state_dict(){"}"})
            torch.manual_seed(7)
            return net
        def step(net, optimizer, x, y, loss):
            optimizer.zero_grad()
            error = loss(net(x), y)
            error.backward()
            optimizer.step()
            return error.item()
        values = globals()
        torch.set_num_threads({get_num_threads()})
        try:
        {code.ReplaceLineEndings("\n    ").Insert(0, "    ")}
        finally: torch.set_num_threads(1)
        """,
        [.. data, .. net.state_dict().Select(entry => ("start." + entry.Key, entry.Value))]);

    /// <summary>
    /// Texts in which a token is the sum of the two before it modulo 5, and one time in ten any token, [17, <paramref name="texts"/>].
    /// </summary>
    private static Tensor Texts(int texts, int seed)
    {
        var random = new Random(seed);
        var tokens = new long[17, texts];
        for (int t = 0; t < 17; t++)
            for (int n = 0; n < texts; n++)
                tokens[t, n] = t < 2 || random.NextDouble() < 0.1 ? random.Next(Tokens) : (tokens[t - 1, n] + tokens[t - 2, n]) % Tokens;
        return tensor(tokens);
    }

    /// <summary>Of the tokens after the second, which alone can be foretold.</summary>
    private static Tensor Loss(Tensor scores, Tensor wanted) =>
        F.cross_entropy(scores[TensorIndex.Slice(1)].reshape(-1, Tokens), wanted[TensorIndex.Slice(1)].reshape(-1));

    /// <summary>
    /// From the same weights, on the same digits in the same batches, with the same dropout: the first losses are PyTorch's, and in the end
    /// as many digits are right, as far as rounding, which grows from step to step, and the count of digits allow.
    /// </summary>
    [Fact]
    public void TheMnistExampleLearnsDigitsAsInPyTorch()
    {
        using var scope = NewDisposeScope();
        var (inputs, labels) = TrainingTests.Digits();
        manual_seed(1);
        using var net = new MnistNet();
        using var generator = new Generator(1);
        var order = randperm(1920, ScalarType.Int64, generator: generator);
        var (unseen, wanted) = (inputs[9000..], labels[9000..]);
        var expected = InPython(
            net, MnistInPython,
            ("inputs", inputs[..1920]), ("labels", labels[..1920]), ("order", order), ("unseen", unseen), ("wanted", wanted));

        using var adam = optim.Adam(net.parameters());
        manual_seed(7);
        var losses = TrainingTests.Epoch(
            net, adam, order.split(32).Select(k => (IList<Tensor>)[inputs[k], labels[k]]), (scores, right) => F.nll_loss(scores, right));
        Close.To(tensor(expected.Get<double[]>("losses")[..20]), tensor(losses.ToArray()[..20]), 1e-3, "the first losses");
        var (accuracy, theirs) = (TrainingTests.Accuracy(net, unseen, wanted), expected.Get<double>("accuracy"));
        output.WriteLine($"loss {losses[0]:F4} to {losses[^1]:F4}; accuracy {accuracy:P2}, PyTorch's {theirs:P2}, on 1000 other digits");
        Assert.InRange(accuracy - theirs, -3 * Deviation(theirs), 3 * Deviation(theirs));
        Assert.True(theirs > 0.5, "the example does not learn");

        static double Deviation(double share) => Math.Sqrt(2 * share * (1 - share) / 1000);
    }

    /// <summary>
    /// In doubles, so that rounding, a thousandfold in the last of the steps, stays far below the tolerance; on one thread, since its many small
    /// operations only wait for others.
    /// </summary>
    [Fact]
    public void ALanguageModelLearnsAsInPyTorch()
    {
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            LearnLanguage();
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private void LearnLanguage()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var net = new LanguageModel().to(ScalarType.Float64);
        var (texts, unseen) = (Texts(2048, 1), Texts(1024, 2));
        var expected = InPython(net, LanguageInPython, ("texts", texts), ("unseen", unseen));

        using var adam = optim.Adam(net.parameters(), 0.003);
        var batches = texts.split(32, 1).Select(t => (IList<Tensor>)[t[TensorIndex.Slice(0, 16)], t[TensorIndex.Slice(1)]]);
        var losses = TrainingTests.Epoch(net, adam, batches, Loss);
        Close.To(tensor(expected.Get<double[]>("losses")), tensor(losses.ToArray()), 1e-6, "losses");
        net.eval();
        using var off = no_grad();
        double perplexity = Math.Exp(Loss(net.call(unseen[TensorIndex.Slice(0, 16)]), unseen[TensorIndex.Slice(1)]).ToDouble());
        output.WriteLine($"perplexity {Math.Exp(losses[0]):F3} to {perplexity:F3}");
        Assert.Equal(Math.Exp(expected.Get<double>("unseen")), perplexity, 1e-5);
        double least = Math.Exp(-0.92 * Math.Log(0.92) - 0.08 * Math.Log(0.02));
        // Under the least, from the entropy of 0.92 and four times 0.02, goes only a model that sees the token it is to foretell; one that
        // sees a single token before it stays at 5.
        Assert.InRange(perplexity, 0.97 * least, 4);
    }
}
