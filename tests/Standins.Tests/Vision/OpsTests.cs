using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torchvision;

namespace Standins.Tests.Vision;

/// <summary>Boxes against plain arithmetic, and the small layers.</summary>
[Collection(nameof(NN.GlobalSeed))]
public sealed class OpsTests
{
    private static Tensor Boxes(long count)
    {
        var corner = rand([count, 2], ScalarType.Float64) * 10;
        return cat([corner, corner + rand([count, 2], ScalarType.Float64) * 5 + 0.5], 1);
    }

    private const string Pair =
        """
        def overlap(a, b):
            w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            inter = max(w, 0) * max(h, 0)
            union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter
            return inter / union, union, max(a[2], b[2]) - min(a[0], b[0]), max(a[3], b[3]) - min(a[1], b[1])
        def giou(a, b):
            iou, union, w, h = overlap(a, b)
            return iou - (w * h - union) / (w * h)
        def diou(a, b):
            iou, _, w, h = overlap(a, b)
            return iou - (((a[0] + a[2] - b[0] - b[2]) / 2) ** 2 + ((a[1] + a[3] - b[1] - b[3]) / 2) ** 2) / (w * w + h * h)
        def ciou(a, b):
            v = 4 / math.pi ** 2 * (math.atan((a[2] - a[0]) / (a[3] - a[1])) - math.atan((b[2] - b[0]) / (b[3] - b[1]))) ** 2
            return diou(a, b) - v * v / (1 - overlap(a, b)[0] + v)
        A, B = a.tolist(), b.tolist()
        for name, f in [('iou', lambda p, q: overlap(p, q)[0]), ('giou', giou), ('diou', diou), ('ciou', ciou)]:
            out[name] = torch.tensor([[f(p, q) for q in B] for p in A], dtype=torch.float64)
        """;

    [Fact]
    public void OverlapsFollowTheirFormulas()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Boxes(4), Boxes(4));
        var expected = PyTorch.Run(Pair, ("a", a), ("b", b));
        Close.To(expected["iou"], ops.box_iou(a, b), 1e-10, "IoU");
        Close.To(expected["giou"], ops.generalized_box_iou(a, b), 1e-10, "generalized");
        Close.To(expected["diou"], ops.distance_box_iou(a, b), 1e-6, "distance");
        Close.To(expected["ciou"], ops.complete_box_iou(a, b), 1e-6, "complete");
        Close.To((1 - expected["giou"]).diagonal(), ops.generalized_box_iou_loss(a, b), 1e-6, "generalized loss");
        Close.To((1 - expected["diou"]).diagonal().mean(), ops.distance_box_iou_loss(a, b, nn.Reduction.Mean), 1e-6, "distance loss");
        Close.To((1 - expected["ciou"]).diagonal().sum(), ops.complete_box_iou_loss(a, b, nn.Reduction.Sum), 1e-6, "complete loss");
    }

    [Fact]
    public void SuppressionKeepsTheBestOfEachHeap()
    {
        using var scope = NewDisposeScope();
        var boxes = tensor(new float[,] { { 0, 0, 10, 10 }, { 1, 0, 11, 10 }, { 20, 20, 30, 30 }, { 0, 0, 5, 5 } });
        var scores = tensor(new[] { 0.5f, 0.9f, 0.3f, 0.4f });
        Assert.Equal([1L, 3, 2], ops.nms(boxes, scores).data<long>().ToArray());
        Assert.Equal([1L, 0, 3, 2], ops.nms(boxes, scores, 0.9).data<long>().ToArray());
        var many = Boxes(40);
        var weights = rand(40);
        var kept = ops.nms(many, weights, 0.2).data<long>().ToArray();
        var iou = ops.box_iou(many, many);
        Assert.All(kept, k => Assert.DoesNotContain(kept, other => other != k && iou[k, other].item<double>() > 0.2));
        Assert.All(
            Enumerable.Range(0, 40).Select(k => (long)k).Except(kept),
            k => Assert.Contains(kept, other => iou[k, other].item<double>() > 0.2
                && weights[other].item<float>() >= weights[k].item<float>()));
    }

    [Fact]
    public void BoxesAreConvertedAndMeasured()
    {
        using var scope = NewDisposeScope();
        var corners = tensor(new float[,] { { 1, 2, 5, 10 } });
        Assert.Equal(32, ops.box_area(corners).item<float>());
        Assert.Equal([1f, 2, 4, 8], ops.box_convert(corners, ops.BoxFormats.xyxy, ops.BoxFormats.xywh).data<float>().ToArray());
        Assert.Equal([3f, 6, 4, 8], ops.box_convert(corners, ops.BoxFormats.xyxy, ops.BoxFormats.cxcywh).data<float>().ToArray());
        foreach (var format in Enum.GetValues<ops.BoxFormats>())
            Close.To(corners, ops.box_convert(ops.box_convert(corners, ops.BoxFormats.xyxy, format), format, ops.BoxFormats.xyxy), 0,
                $"{format}");
        var masks = zeros(1, 5, 6);
        masks[0, 1, 2] = 1;
        masks[0, 3, 4] = 1;
        Assert.Equal([2f, 1, 4, 3], ops.masks_to_boxes(masks).data<float>().ToArray());
    }

    [Fact]
    public void TheFocalLossFollowsItsFormula()
    {
        using var scope = NewDisposeScope();
        var (x, t) = (randn(4, 3), randint(0, 2, [4, 3]).to_type(ScalarType.Float32));
        var p = where(t > 0, x.sigmoid(), 1 - x.sigmoid());
        var expected = -where(t > 0, full_like(t, 0.3), full_like(t, 0.7)) * (1 - p).pow(1.5) * p.log();
        Close.To(expected, ops.sigmoid_focal_loss(x, t, 0.3, 1.5), 1e-5, "focal loss");
        Close.To(expected.mean(), ops.sigmoid_focal_loss(x, t, 0.3, 1.5, nn.Reduction.Mean), 1e-5, "mean");
    }

    [Fact]
    public void LayersDoWhatTheySay()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = ones(4, 3, 8, 8);
        var dropped = ops.drop_block2d(x, 0.3, 3);
        Assert.Equal(x.sum().ToDouble(), dropped.sum().ToDouble(), 1);
        Assert.True(dropped.eq(0).any().item<bool>());
        Close.To(x, ops.drop_block2d(x, 0.3, 3, training: false), 0, "evaluation");
        var rows = ops.stochastic_depth(x, 0.5, StochasticDepth.Mode.Row);
        Assert.All(rows.unbind(0), row => Assert.Contains(row[0, 0, 0].item<float>(), new[] { 0f, 2f }));
        var frozen = ops.FrozenBatchNorm2d(3);
        Assert.Empty(frozen.parameters());
        Assert.Equal(["weight", "bias", "running_mean", "running_var"], frozen.state_dict().Keys);
        frozen.running_mean.fill_(1);
        frozen.bias.fill_(5);
        Close.To(full([4, 3, 8, 8], 5f), frozen.call(x), 1e-5, "frozen");
        Assert.Equal([8L, 4, 3, 8], ops.Permute(2, 0, 1, 3).call(x).shape);
        Assert.Equal(["0.weight", "0.bias", "3.weight", "3.bias"], ops.MLP(3, [5, 2]).state_dict().Keys);
        var scaled = ops.SqueezeExcitation(3, 2).call(x);
        Assert.InRange(scaled.min().ToDouble(), 0, 1);
    }
}
