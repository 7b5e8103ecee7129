using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Standins.Tests.NN;

/// <summary>nn.utils and nn.init against PyTorch.</summary>
[Collection(nameof(GlobalSeed))]
public sealed class UtilityTests
{
    [Theory]
    [InlineData(2.0, "2.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(double.PositiveInfinity, "float('inf')")]
    public void ClippingEqualsPyTorch(double norm, string python)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(3, 4), randn(5));
        var expected = PyTorch.Run(
            $"""
            p = [nn.Parameter(a), nn.Parameter(b)]
            (p[0].pow(2).sum() + p[1].pow(3).sum()).backward()
            out['norm'] = float(nn.utils.clip_grad_norm_(p, 0.7, {python}))
            out['a'], out['b'] = p[0].grad.clone(), p[1].grad.clone()
            nn.utils.clip_grad_value_(p, 0.1)
            out['c'] = p[0].grad
            """,
            ("a", a), ("b", b));
        Parameter[] p = [new(a), new(b), new(ones(1))];
        (p[0].pow(2).sum() + p[1].pow(3).sum()).backward();
        Assert.Equal(expected.Get<double>("norm"), nn.utils.clip_grad_norm_(p, 0.7, norm), 1e-5);
        Close.To(expected["a"], p[0].grad!, 1e-5, "a");
        Close.To(expected["b"], p[1].grad!, 1e-5, "b");
        nn.utils.clip_grad_value_(p, 0.1);
        Close.To(expected["c"], p[0].grad!, 1e-5, "c");
    }

    [Fact]
    public void ParametersGoToAVectorAndBack()
    {
        using var scope = NewDisposeScope();
        var layer = Linear(2, 2);
        var vector = nn.utils.parameters_to_vector(layer.parameters());
        Assert.Equal([6L], vector.shape);
        nn.utils.vector_to_parameters(arange(6).to_type(ScalarType.Float32), layer.parameters());
        Assert.Equal([0f, 1, 2, 3], layer.weight.data<float>().ToArray());
        Assert.Equal([4f, 5], layer.bias!.data<float>().ToArray());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void PackingEqualsPyTorch(bool batchFirst, bool sorted)
    {
        using var scope = NewDisposeScope();
        var x = batchFirst ? randn(3, 5, 2) : randn(5, 3, 2);
        var lengths = tensor(sorted ? new long[] { 5, 3, 2 } : [2, 5, 3]);
        var flags = $"batch_first={(batchFirst ? "True" : "False")}";
        var expected = PyTorch.Run(
            $"""
            from torch.nn.utils.rnn import *
            p = pack_padded_sequence(x, lengths, {flags}, enforce_sorted={(sorted ? "True" : "False")})
            out['data'], out['sizes'] = p.data, p.batch_sizes
            if p.sorted_indices is not None: out['order'] = p.sorted_indices
            out['padded'], out['lengths'] = pad_packed_sequence(p, {flags}, padding_value=9.0, total_length=6)
            """,
            ("x", x), ("lengths", lengths));
        var packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batchFirst, sorted);
        Close.To(expected["data"], packed.data, 0, "data");
        Close.To(expected["sizes"], packed.batch_sizes, 0, "batch sizes");
        Assert.Equal(sorted, packed.sorted_indices.IsInvalid);
        if (!sorted)
            Close.To(expected["order"], packed.sorted_indices, 0, "order");
        var (padded, back) = nn.utils.rnn.pad_packed_sequence(packed, batchFirst, 9, 6);
        Close.To(expected["padded"], padded, 0, "padded");
        Close.To(expected["lengths"], back, 0, "lengths");
        Assert.Throws<ArgumentException>(() => nn.utils.rnn.pad_packed_sequence(packed, batchFirst, 0, 4));
    }

    [Theory]
    [InlineData("LSTM")]
    [InlineData("GRU")]
    [InlineData("RNN")]
    public void RecurrentLayersTakePackedSequences(string kind)
    {
        using var scope = NewDisposeScope();
        var x = randn(5, 3, 2);
        var lengths = tensor(new long[] { 2, 5, 3 });
        var expected = PyTorch.Run(
            $"""
            torch.manual_seed(4)
            m = nn.{kind}(2, 3, bidirectional=True)
            y, h = m(nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False))
            out['y'], out['h'] = nn.utils.rnn.pad_packed_sequence(y)[0], h[0] if isinstance(h, tuple) else h
            """,
            ("x", x), ("lengths", lengths));
        manual_seed(4);
        var packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted: false);
        var (y, h) = Run(kind, packed);
        Close.To(expected["y"], nn.utils.rnn.pad_packed_sequence(y).Item1, 1e-5, "output");
        Close.To(expected["h"], h, 1e-5, "states");
    }

    private static (nn.utils.rnn.PackedSequence, Tensor) Run(string kind, nn.utils.rnn.PackedSequence packed)
    {
        if (kind == "LSTM")
        {
            var (output, h, _) = LSTM(2, 3, bidirectional: true).call(packed);
            return (output, h);
        }
        return kind == "GRU" ? GRU(2, 3, bidirectional: true).call(packed) : RNN(2, 3, bidirectional: true).call(packed);
    }

    [Fact]
    public void FusedBatchNormalisationDoesTheSame()
    {
        using var scope = NewDisposeScope();
        var (linear, norm, conv, norm2) = (Linear(4, 3), BatchNorm1d(3), Conv2d(2, 3, 3), BatchNorm2d(3));
        norm.call(linear.call(randn(8, 4)));
        norm2.call(conv.call(randn(2, 2, 5, 5)));
        foreach (Module m in new Module[] { linear, norm, conv, norm2 })
            m.eval();
        var x = randn(5, 4);
        Close.To(norm.call(linear.call(x)), nn.utils.fuse_linear_bn_eval(linear, norm).call(x), 1e-5, "linear");
        var image = randn(1, 2, 5, 5);
        var (w, b) = nn.utils.fuse_conv_bn_weights(conv.weight, conv.bias, norm2.running_mean!, norm2.running_var!, norm2.eps,
            norm2.weight, norm2.bias);
        Close.To(norm2.call(conv.call(image)), functional.conv2d(image, w, b), 1e-5, "convolution");
        linear.train();
        Assert.Throws<ArgumentException>(() => nn.utils.fuse_linear_bn_eval(linear, norm));
    }

    private static readonly (Func<Tensor, Tensor> Fill, string Python, long[] Shape)[] Initial =
    [
        (t => init.uniform_(t, -1, 2), "uniform_(t, -1, 2)", [3, 4]),
        (t => init.normal_(t, 1, 2), "normal_(t, 1, 2)", [3, 4]),
        (t => init.trunc_normal_(t, 0.5, 2, -1, 1.5), "trunc_normal_(t, 0.5, 2, -1, 1.5)", [3, 40]),
        (t => init.constant_(t, 3), "constant_(t, 3)", [3]),
        (t => init.eye_(t), "eye_(t)", [3, 4]),
        (t => init.dirac_(t), "dirac_(t)", [3, 2, 3, 4]),
        (t => init.xavier_uniform_(t, 2), "xavier_uniform_(t, 2)", [3, 4, 2]),
        (t => init.xavier_normal_(t), "xavier_normal_(t)", [3, 4, 2]),
        (t => init.kaiming_uniform_(t, 0.3), "kaiming_uniform_(t, 0.3)", [3, 4, 2]),
        (t => init.kaiming_normal_(t, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU),
        "kaiming_normal_(t, mode='fan_out', nonlinearity='relu')", [3, 4, 2]),
        (t => init.orthogonal_(t, 1.5), "orthogonal_(t, 1.5)", [3, 5]),
        (t => init.orthogonal_(t), "orthogonal_(t)", [6, 2, 2]),
        (t => init.sparse_(t, 0.4), "sparse_(t, 0.4)", [5, 3]),
    ];

    public static IEnumerable<TheoryDataRow<int, string>> InitialValues =>
        Initial.Select((entry, k) => new TheoryDataRow<int, string>(k, entry.Python));

    [Theory]
    [MemberData(nameof(InitialValues))]
    public void ASeedGivesPyTorchsInitialValues(int index, string python)
    {
        using var scope = NewDisposeScope();
        var (fill, _, shape) = Initial[index];
        var expected = PyTorch.Run($"torch.manual_seed(6); t = torch.zeros({string.Join(", ", shape)}); nn.init.{python}; out['t'] = t");
        manual_seed(6);
        var parameter = new Parameter(zeros(shape));
        Assert.Same(parameter, fill(parameter));
        Assert.True(parameter.requires_grad);
        Close.To(expected["t"], parameter, python.StartsWith("orth", StringComparison.Ordinal) ? 1e-6 : 0, python);
    }
}
