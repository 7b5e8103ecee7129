using TorchSharp;
using static Standins.Tests.NN.LayerCase;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Standins.Tests.NN;

/// <summary>The layers that <see cref="LayerTests"/> compares, one line each.</summary>
internal static class LayerCases
{
    public static readonly LayerCase[] Parametric =
    [
        new(() => Linear(5, 3), "nn.Linear(5, 3)", Normal(4, 5)),
        new(() => Linear(5, 3, hasBias: false), "nn.Linear(5, 3, bias=False)", Normal(2, 4, 5)),
        new(() => Bilinear(3, 4, 2), "nn.Bilinear(3, 4, 2)", Normal(5, 3), Normal(5, 4)),
        new(() => Conv1d(3, 6, 3, stride: 2, padding: 1, groups: 3), "nn.Conv1d(3, 6, 3, stride=2, padding=1, groups=3)", Normal(2, 3, 11)),
        new(() => Conv1d(3, 4, 4, Padding.Same, dilation: 2), "nn.Conv1d(3, 4, 4, padding='same', dilation=2)", Normal(2, 3, 11)),
        new(() => Conv2d(3, 4, 3, stride: 2, padding: 1), "nn.Conv2d(3, 4, 3, stride=2, padding=1)", Normal(2, 3, 9, 8)),
        new(() => Conv2d(2, 4, (3, 2), (2, 1), (1, 0), (1, 2), groups: 2, bias: false),
            "nn.Conv2d(2, 4, (3, 2), (2, 1), (1, 0), (1, 2), groups=2, bias=False)", Normal(2, 9, 8)),
        new(() => Conv2d(2, 4, 3, Padding.Same), "nn.Conv2d(2, 4, 3, padding='same')", Normal(1, 2, 6, 7)),
        new(() => Conv2d(2, 4, (3, 2), Padding.Valid), "nn.Conv2d(2, 4, (3, 2), padding='valid')", Normal(1, 2, 6, 7)),
        new(() => Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Reflect),
            "nn.Conv2d(2, 3, 3, padding=1, padding_mode='reflect')", Normal(1, 2, 6, 7)),
        new(() => Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Circular),
            "nn.Conv2d(2, 3, 3, padding=1, padding_mode='circular')", Normal(1, 2, 6, 7)),
        new(() => Conv3d(2, 3, 2, padding: 1), "nn.Conv3d(2, 3, 2, padding=1)", Normal(1, 2, 4, 5, 3)),
        new(() => Conv3d(2, 3, (2, 1, 3), stride: (1, 2, 1)), "nn.Conv3d(2, 3, (2, 1, 3), stride=(1, 2, 1))", Normal(1, 2, 4, 5, 3)),
        new(() => ConvTranspose1d(3, 6, 3, stride: 2, output_padding: 1),
            "nn.ConvTranspose1d(3, 6, 3, stride=2, output_padding=1)", Normal(2, 3, 5)),
        new(() => ConvTranspose2d(4, 6, (3, 2), (2, 1), (1, 0), groups: 2),
            "nn.ConvTranspose2d(4, 6, (3, 2), (2, 1), (1, 0), groups=2)", Normal(2, 4, 5, 4)),
        new(() => ConvTranspose3d(2, 3, 2, dilation: 2), "nn.ConvTranspose3d(2, 3, 2, dilation=2)", Normal(1, 2, 3, 3, 4)),
        new(() => BatchNorm1d(4), "nn.BatchNorm1d(4)", Normal(6, 4)),
        new(() => BatchNorm1d(4, momentum: 0.3), "nn.BatchNorm1d(4, momentum=0.3)", Normal(6, 4, 5)),
        new(() => BatchNorm2d(3, eps: 1e-3), "nn.BatchNorm2d(3, eps=1e-3)", Normal(4, 3, 5, 6)),
        new(() => BatchNorm2d(3), "nn.BatchNorm2d(3)", Normal(4, 3, 5, 6)) { Training = false },
        new(() => BatchNorm2d(3, affine: false, track_running_stats: false),
            "nn.BatchNorm2d(3, affine=False, track_running_stats=False)", Normal(4, 3, 5, 6)) { Training = false },
        new(() => BatchNorm3d(2), "nn.BatchNorm3d(2)", Normal(3, 2, 3, 4, 2)),
        new(() => InstanceNorm1d(3), "nn.InstanceNorm1d(3)", Normal(2, 3, 7)),
        new(() => InstanceNorm2d(3, affine: true, track_running_stats: true),
            "nn.InstanceNorm2d(3, affine=True, track_running_stats=True)", Normal(2, 3, 5, 4)),
        new(() => InstanceNorm3d(2), "nn.InstanceNorm3d(2)", Normal(2, 3, 4, 5)),
        new(() => LayerNorm(6), "nn.LayerNorm(6)", Normal(3, 4, 6)),
        new(() => LayerNorm([4, 6], elementwise_affine: false), "nn.LayerNorm([4, 6], elementwise_affine=False)", Normal(3, 4, 6)),
        new(() => GroupNorm(2, 6), "nn.GroupNorm(2, 6)", Normal(3, 6, 4)),
        new(() => PReLU(3), "nn.PReLU(3)", Normal(2, 3, 4)),
        new(() => Embedding(7, 4), "nn.Embedding(7, 4)", Integers(7, 2, 5)),
        new(() => Embedding(7, 4, padding_idx: 2, scale_grad_by_freq: true),
            "nn.Embedding(7, 4, padding_idx=2, scale_grad_by_freq=True)", Integers(7, 2, 5))
            { NoDifferences = "scaled by frequency; none at the padding: LookupGradientTests" },
        new(() => Embedding(7, 4, max_norm: 1),
            "nn.Embedding(7, 4, max_norm=1.0)", Integers(7, 2, 5)) { NoDifferences = "forward changes the weights: LookupGradientTests" },
        new(() => EmbeddingBag(7, 4, mode: EmbeddingBagMode.Sum), "nn.EmbeddingBag(7, 4, mode='sum')", Integers(7, 3, 5)),
        new(() => EmbeddingBag(7, 4), "nn.EmbeddingBag(7, 4)", Integers(7, 6), () => tensor(new long[] { 0, 2, 5 })),
        new(() => EmbeddingBag(7, 4, mode: EmbeddingBagMode.Max), "nn.EmbeddingBag(7, 4, mode='max')", Integers(7, 3, 5)),
        new(() => LSTM(5, 4), "nn.LSTM(5, 4)", Normal(6, 3, 5)),
        new(() => LSTM(5, 4, numLayers: 2, batchFirst: true, bidirectional: true),
            "nn.LSTM(5, 4, 2, batch_first=True, bidirectional=True)", Normal(3, 6, 5)),
        new(() => LSTM(5, 4, bias: false),
            "nn.LSTM(5, 4, bias=False)", Normal(6, 3, 5), Normal(1, 3, 4), Normal(1, 3, 4)) { Call = "m(x0, (x1, x2))" },
        new(() => LSTM(5, 4, numLayers: 2, dropout: 0.5), "nn.LSTM(5, 4, 2, dropout=0.5)", Normal(6, 3, 5)),
        new(() => LSTM(5, 4), "nn.LSTM(5, 4)", Normal(6, 5)),
        new(() => GRU(5, 4, bidirectional: true), "nn.GRU(5, 4, bidirectional=True)", Normal(6, 3, 5)),
        new(() => GRU(5, 4), "nn.GRU(5, 4)", Normal(6, 3, 5), Normal(1, 3, 4)),
        new(() => RNN(5, 4), "nn.RNN(5, 4)", Normal(6, 3, 5)),
        new(() => RNN(5, 4, 2, NonLinearities.ReLU, batchFirst: true),
            "nn.RNN(5, 4, 2, nonlinearity='relu', batch_first=True)", Normal(3, 6, 5)),
        new(() => LSTMCell(5, 4), "nn.LSTMCell(5, 4)", Normal(3, 5)),
        new(() => LSTMCell(5, 4, bias: false),
            "nn.LSTMCell(5, 4, bias=False)", Normal(3, 5), Normal(3, 4), Normal(3, 4)) { Call = "m(x0, (x1, x2))" },
        new(() => GRUCell(5, 4), "nn.GRUCell(5, 4)", Normal(3, 5), Normal(3, 4)),
        new(() => RNNCell(5, 4, NonLinearities.ReLU), "nn.RNNCell(5, 4, nonlinearity='relu')", Normal(5)),
        new(() => Sequential(("a", Linear(5, 6)), ("b", ReLU(inplace: true)), ("c", Linear(6, 2))),
            "nn.Sequential(__import__('collections').OrderedDict(a=nn.Linear(5, 6), b=nn.ReLU(inplace=True), c=nn.Linear(6, 2)))",
            Normal(4, 5)),
    ];

    public static readonly LayerCase[] Plain =
    [
        .. Activations(),
        .. Pools(),
        .. Others(),
        .. Paddings(),
    ];

    private static IEnumerable<LayerCase> Activations() => new (Func<Module>, string)[]
    {
        (() => CELU(1.3), "nn.CELU(1.3)"), (() => ELU(0.7), "nn.ELU(0.7)"), (() => GELU(), "nn.GELU()"), (() => GLU(1), "nn.GLU(1)"),
        (() => Hardshrink(0.3), "nn.Hardshrink(0.3)"), (() => Hardsigmoid(), "nn.Hardsigmoid()"), (() => Hardswish(), "nn.Hardswish()"),
        (() => Hardtanh(-0.5, 0.8),
            "nn.Hardtanh(-0.5, 0.8)"), (() => LeakyReLU(0.2), "nn.LeakyReLU(0.2)"), (() => LogSigmoid(), "nn.LogSigmoid()"),
        (() => LogSoftmax(1), "nn.LogSoftmax(1)"), (() => Mish(), "nn.Mish()"), (() => ReLU(), "nn.ReLU()"), (() => ReLU6(), "nn.ReLU6()"),
        (() => SELU(), "nn.SELU()"), (() => SiLU(), "nn.SiLU()"), (() => Sigmoid(), "nn.Sigmoid()"), (() => Softmax(-1), "nn.Softmax(-1)"),
        (() => Softmin(0), "nn.Softmin(0)"), (() => Softplus(2, 5), "nn.Softplus(2, 5)"), (() => Softshrink(0.4), "nn.Softshrink(0.4)"),
        (() => Softsign(), "nn.Softsign()"), (() => nn.Tanh(), "nn.Tanh()"), (() => nn.Tanhshrink(), "nn.Tanhshrink()"),
        (() => Threshold(0.1, -2), "nn.Threshold(0.1, -2)"), (() => RReLU(), "nn.RReLU().eval()"), (() => nn.Softmax2d(), "nn.Softmax2d()"),
    }.Select(pair => new LayerCase(pair.Item1, pair.Item2, Normal(2, 4, 3, 6)) { Training = pair.Item2 != "nn.RReLU().eval()" });

    private static IEnumerable<LayerCase> Pools() =>
    [
        new(() => AvgPool1d(3, 2, 1), "nn.AvgPool1d(3, 2, 1)", Normal(2, 3, 10)),
        new(() => AvgPool2d(3, 2, 1, count_include_pad: false), "nn.AvgPool2d(3, 2, 1, count_include_pad=False)", Normal(2, 3, 10, 9)),
        new(() => AvgPool2d((3, 2)), "nn.AvgPool2d((3, 2))", Normal(2, 3, 10, 9)),
        new(() => AvgPool2d([3, 2], [1, 2], ceil_mode: true, divisor_override: 5),
            "nn.AvgPool2d((3, 2), (1, 2), ceil_mode=True, divisor_override=5)", Normal(2, 3, 10, 9)),
        new(() => AvgPool3d(2), "nn.AvgPool3d(2)", Normal(1, 2, 4, 6, 5)),
        new(() => MaxPool1d(3, 2, 1), "nn.MaxPool1d(3, 2, 1)", Normal(2, 3, 10)),
        new(() => MaxPool2d(2), "nn.MaxPool2d(2)", Normal(2, 3, 10, 9)),
        new(() => MaxPool2d(3, 2, 1, 2, ceil_mode: true), "nn.MaxPool2d(3, 2, 1, 2, ceil_mode=True)", Normal(2, 3, 10, 9)),
        new(() => MaxPool2d((3, 2), (1, 2)), "nn.MaxPool2d((3, 2), (1, 2))", Normal(2, 3, 10, 9)),
        new(() => MaxPool3d(2, 1), "nn.MaxPool3d(2, 1)", Normal(1, 2, 4, 6, 5)),
        new(() => AdaptiveAvgPool1d(4), "nn.AdaptiveAvgPool1d(4)", Normal(2, 3, 10)),
        new(() => AdaptiveAvgPool2d((3, 2)), "nn.AdaptiveAvgPool2d((3, 2))", Normal(2, 3, 10, 9)),
        new(() => AdaptiveAvgPool2d(1), "nn.AdaptiveAvgPool2d(1)", Normal(2, 3, 10, 9)),
        new(() => AdaptiveAvgPool3d([2, 3, 1]), "nn.AdaptiveAvgPool3d((2, 3, 1))", Normal(1, 2, 4, 6, 5)),
        new(() => AdaptiveMaxPool1d(4), "nn.AdaptiveMaxPool1d(4)", Normal(2, 3, 10)),
        new(() => AdaptiveMaxPool2d([3, 2]), "nn.AdaptiveMaxPool2d((3, 2))", Normal(2, 3, 10, 9)),
        new(() => AdaptiveMaxPool3d([2, 3, 1]), "nn.AdaptiveMaxPool3d((2, 3, 1))", Normal(1, 2, 4, 6, 5)),
        new(() => MaxUnpool1d(2),
            "nn.MaxUnpool1d(2)", Normal(2, 3, 4), () => functional.max_pool1d_with_indices(randn(2, 3, 8), 2).indices),
        new(() => MaxUnpool2d([2, 1]),
            "nn.MaxUnpool2d((2, 1))", Normal(1, 2, 2, 3), () => functional.max_pool2d_with_indices(randn(1, 2, 4, 3), [2, 1]).indices),
        new(() => MaxUnpool3d(2), "nn.MaxUnpool3d(2)", Normal(1, 2, 1, 2, 3),
        () => functional.max_pool3d_with_indices(randn([1, 2, 2, 4, 6]), [2, 2, 2]).indices),
        new(() => LPPool1d(2, 3, 2), "nn.LPPool1d(2, 3, 2)", Normal(2, 3, 10)),
        new(() => LPPool2d(3, 2), "nn.LPPool2d(3, 2)", Fractions(2, 3, 10, 9)),
        new(() => FractionalMaxPool2d(3, output_size: 4), "nn.FractionalMaxPool2d(3, output_size=4)", Normal(2, 3, 10, 9)),
        new(() => FractionalMaxPool2d((3, 2), output_ratio: (0.5, 0.6)),
            "nn.FractionalMaxPool2d((3, 2), output_ratio=(0.5, 0.6))", Normal(2, 3, 10, 9)),
        new(() => FractionalMaxPool3d(2, output_size: 3), "nn.FractionalMaxPool3d(2, output_size=3)", Normal(1, 2, 6, 6, 6)),
    ];

    private static IEnumerable<LayerCase> Others() =>
    [
        new(() => Dropout(0.4), "nn.Dropout(0.4)", Normal(4, 5)),
        new(() => Dropout(0.4), "nn.Dropout(0.4)", Normal(4, 5)) { Training = false },
        new(() => nn.Dropout1d(0.4), "nn.Dropout1d(0.4)", Normal(4, 5, 3)),
        new(() => Dropout2d(0.4), "nn.Dropout2d(0.4)", Normal(4, 5, 2, 3)),
        new(() => Dropout3d(0.4), "nn.Dropout3d(0.4)", Normal(4, 5, 2, 3, 2)),
        new(() => AlphaDropout(0.4), "nn.AlphaDropout(0.4)", Normal(4, 5)),
        new(() => FeatureAlphaDropout(0.4), "nn.FeatureAlphaDropout(0.4)", Normal(4, 5, 3)),
        new(() => Identity(), "nn.Identity()", Normal(4, 5)),
        new(() => Flatten(), "nn.Flatten()", Normal(4, 5, 2)),
        new(() => Unflatten(1, [2, 3]), "nn.Unflatten(1, (2, 3))", Normal(4, 6)),
        new(() => PixelShuffle(2), "nn.PixelShuffle(2)", Normal(2, 8, 3, 4)),
        new(() => PixelUnshuffle(2), "nn.PixelUnshuffle(2)", Normal(2, 3, 6, 4)),
        new(() => ChannelShuffle(2),
            "type('Shuffle', (nn.Module,), {'forward': lambda s, x: x.view(2, 2, 3, 3, 4).transpose(1, 2).reshape(2, 6, 3, 4)})()",
            Normal(2, 6, 3, 4)),
        new(() => Fold((4, 5), (2, 3)), "nn.Fold((4, 5), (2, 3))", Normal(2, 12, 9)),
        new(() => Unfold(2, dilation: 2, padding: 1, stride: 2), "nn.Unfold(2, dilation=2, padding=1, stride=2)", Normal(2, 3, 6, 5)),
        new(() => LocalResponseNorm(3, 0.1, 0.6, 1.2), "nn.LocalResponseNorm(3, 0.1, 0.6, 1.2)", Normal(2, 5, 4, 3)),
        new(() => LocalResponseNorm(2), "nn.LocalResponseNorm(2)", Normal(2, 5, 4)),
        new(() => CosineSimilarity(), "nn.CosineSimilarity()", Normal(4, 5), Normal(4, 5)),
        new(() => PairwiseDistance(3), "nn.PairwiseDistance(3)", Normal(4, 5), Normal(4, 5)),
        new(() => Upsample(scale_factor: [2]), "nn.Upsample(scale_factor=2)", Normal(1, 2, 3, 4)),
        new(() => Upsample(size: [5, 7], mode: UpsampleMode.Bilinear), "nn.Upsample(size=(5, 7), mode='bilinear')", Normal(1, 2, 3, 4)),
        new(() => Upsample(scale_factor: [1.5], mode: UpsampleMode.Linear, align_corners: true),
            "nn.Upsample(scale_factor=1.5, mode='linear', align_corners=True)", Normal(1, 2, 4)),
        new(() => Upsample(scale_factor: [2, 3], mode: UpsampleMode.Bicubic),
            "nn.Upsample(scale_factor=(2, 3), mode='bicubic')", Normal(1, 2, 3, 4)),
        new(() => Upsample(size: [3, 4, 5], mode: UpsampleMode.Trilinear),
            "nn.Upsample(size=(3, 4, 5), mode='trilinear')", Normal(1, 2, 2, 3, 4)),
    ];

    private static IEnumerable<LayerCase> Paddings() =>
    [
        new(() => ConstantPad1d((1, 2), 0.5), "nn.ConstantPad1d((1, 2), 0.5)", Normal(2, 3, 4)),
        new(() => ConstantPad2d(1, 0.5), "nn.ConstantPad2d(1, 0.5)", Normal(2, 3, 4, 3)),
        new(() => ConstantPad3d((1, 2, 0, 1, 2, 0), 0.5), "nn.ConstantPad3d((1, 2, 0, 1, 2, 0), 0.5)", Normal(2, 3, 4, 3, 2)),
        new(() => ZeroPad2d((1, 2, 0, 3)), "nn.ZeroPad2d((1, 2, 0, 3))", Normal(2, 3, 4, 3)),
        new(() => ReflectionPad1d(2), "nn.ReflectionPad1d(2)", Normal(2, 3, 4)),
        new(() => ReflectionPad2d((1, 2, 0, 1)), "nn.ReflectionPad2d((1, 2, 0, 1))", Normal(2, 3, 4, 3)),
        new(() => ReflectionPad3d(1), "nn.ReflectionPad3d(1)", Normal(2, 3, 4, 3, 2)),
        new(() => ReplicationPad1d((2, 0)), "nn.ReplicationPad1d((2, 0))", Normal(2, 3, 4)),
        new(() => ReplicationPad2d(2), "nn.ReplicationPad2d(2)", Normal(2, 3, 4, 3)),
        new(() => ReplicationPad3d((1, 0, 2, 1, 0, 1)), "nn.ReplicationPad3d((1, 0, 2, 1, 0, 1))", Normal(2, 3, 4, 3, 2)),
    ];

    public static readonly LayerCase[] Losses =
    [
        .. LossesOfOne().Select(loss => loss with { Trained = 1 }),
        new(() => CosineEmbeddingLoss(0.1), "nn.CosineEmbeddingLoss(0.1)", Normal(4, 3), Normal(4, 3), Signs(4)) { Trained = 2 },
        new(() => MarginRankingLoss(0.2), "nn.MarginRankingLoss(0.2)", Normal(4), Normal(4), Signs(4)) { Trained = 2 },
        new(() => TripletMarginLoss(swap: true), "nn.TripletMarginLoss(swap=True)", Normal(4, 3), Normal(4, 3), Normal(4, 3)),
        new(() => TripletMarginWithDistanceLoss(swap: true),
            "nn.TripletMarginWithDistanceLoss(swap=True)", Normal(4, 3), Normal(4, 3), Normal(4, 3)),
    ];

    private static IEnumerable<LayerCase> LossesOfOne() =>
    [
        new(() => MSELoss(), "nn.MSELoss()", Normal(4, 3), Normal(4, 3)),
        new(() => MSELoss(Reduction.Sum), "nn.MSELoss(reduction='sum')", Normal(4, 3), Normal(4, 3)),
        new(() => L1Loss(Reduction.None), "nn.L1Loss(reduction='none')", Normal(4, 3), Normal(4, 3)),
        new(() => SmoothL1Loss(beta: 0.5), "nn.SmoothL1Loss(beta=0.5)", Normal(4, 3), Normal(4, 3)),
        new(() => HuberLoss(0.7), "nn.HuberLoss(delta=0.7)", Normal(4, 3), Normal(4, 3)),
        new(() => CrossEntropyLoss(), "nn.CrossEntropyLoss()", Normal(5, 4), Integers(4, 5)),
        new(() => CrossEntropyLoss(ignore_index: 1, reduction: Reduction.Sum),
            "nn.CrossEntropyLoss(ignore_index=1, reduction='sum')", Normal(5, 4, 2), Integers(4, 5, 2)),
        new(() => new TorchSharp.Modules.CrossEntropyLoss(label_smoothing: 0.2),
            "nn.CrossEntropyLoss(label_smoothing=0.2)", Normal(5, 4), Integers(4, 5)),
        new(() => NLLLoss(), "nn.NLLLoss()", Normal(5, 4), Integers(4, 5)),
        new(() => BCELoss(), "nn.BCELoss()", Fractions(4, 3), Fractions(4, 3)),
        new(() => BCEWithLogitsLoss(), "nn.BCEWithLogitsLoss()", Normal(4, 3), Fractions(4, 3)),
        new(() => KLDivLoss(log_target: false), "nn.KLDivLoss(log_target=False)", Normal(4, 3), Fractions(4, 3)),
        new(() => KLDivLoss(reduction: Reduction.Sum), "nn.KLDivLoss(log_target=True, reduction='sum')", Normal(4, 3), Normal(4, 3)),
        new(() => PoissonNLLLoss(full: true), "nn.PoissonNLLLoss(full=True)", Normal(4, 3), Fractions(4, 3)),
        new(() => GaussianNLLLoss(), "nn.GaussianNLLLoss(eps=1e-8)", Normal(4, 3), Normal(4, 3), Fractions(4, 3)),
        new(() => GaussianNLLLoss(full: true, reduction: Reduction.Sum),
            "nn.GaussianNLLLoss(full=True, eps=1e-8, reduction='sum')", Normal(4, 3), Normal(4, 3), Fractions(4, 1)),
        new(() => HingeEmbeddingLoss(), "nn.HingeEmbeddingLoss()", Normal(4, 3), Signs(4, 3)),
        new(() => SoftMarginLoss(), "nn.SoftMarginLoss()", Normal(4, 3), Signs(4, 3)),
        new(() => MultiLabelMarginLoss(),
            "nn.MultiLabelMarginLoss()", Normal(2, 4), () => tensor(new long[,] { { 3, 0, -1, 1 }, { 1, -1, 0, 0 } })),
        new(() => MultiLabelSoftMarginLoss(), "nn.MultiLabelSoftMarginLoss()", Normal(4, 3), Fractions(4, 3)),
        new(() => MultiMarginLoss(2, 0.8), "nn.MultiMarginLoss(2, 0.8)", Normal(5, 4), Integers(4, 5)),
        new(() => CTCLoss(), "nn.CTCLoss()", () => randn(6, 2, 5).log_softmax(2), () => tensor(new long[,] { { 1, 2, 3 }, { 4, 2, 1 } }),
            () => tensor(new long[] { 6, 5 }), () => tensor(new long[] { 3, 2 }))
            { NoDifferences = "its gradient is right only through log_softmax: LookupGradientTests" },
    ];
}
