using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>Operators of computer vision.</summary>
    public static partial class ops
    {
        /// <summary>How four numbers give a box: two corners; a corner and the size; the centre and the size.</summary>
        public enum BoxFormats
        {
            xyxy,
            xywh,
            cxcywh,
        }

        /// <summary>
        /// A box's corners x1, y1, x2, y2 as tensors; for [N, 4] and [M, 4] one as columns, the other as rows, so that they pair up.
        /// </summary>
        private readonly record struct Corners(Tensor X1, Tensor Y1, Tensor X2, Tensor Y2)
        {
            internal static Corners Of(Tensor boxes)
            {
                var precise = is_floating_point(boxes) ? boxes.dtype is ScalarType.Float32 or ScalarType.Float64 ? boxes : boxes.to_type(ScalarType.Float32)
                    : boxes.dtype is ScalarType.Int32 or ScalarType.Int64 ? boxes : boxes.to_type(ScalarType.Int32);
                var parts = precise.unbind(-1);
                return new(parts[0], parts[1], parts[2], parts[3]);
            }

            internal Corners AsColumns() => new(X1.unsqueeze(-1), Y1.unsqueeze(-1), X2.unsqueeze(-1), Y2.unsqueeze(-1));

            internal Tensor Width => X2 - X1;
            internal Tensor Height => Y2 - Y1;
            internal Tensor Area => Width * Height;

            internal Corners Intersection(Corners other) =>
                new(maximum(X1, other.X1), maximum(Y1, other.Y1), minimum(X2, other.X2), minimum(Y2, other.Y2));

            internal Corners Enclosing(Corners other) =>
                new(minimum(X1, other.X1), minimum(Y1, other.Y1), maximum(X2, other.X2), maximum(Y2, other.Y2));

            /// <summary>The area, 0 where there is no overlap.</summary>
            internal Tensor OverlapArea => Width.clamp_min(0) * Height.clamp_min(0);
        }

        /// <summary>Intersection, union, and their ratio, of boxes that pair up.</summary>
        private static (Tensor Iou, Tensor Union) Overlap(Corners a, Corners b, double eps = 0)
        {
            var intersection = a.Intersection(b).OverlapArea;
            var union = a.Area + b.Area - intersection;
            return (intersection / (eps == 0 ? union : union + eps), union);
        }

        /// <summary>The ratio lowered where the smallest enclosing box has much outside of the union (Rezatofighi et al. 2019).</summary>
        private static Tensor Generalized(Corners a, Corners b, double eps = 0)
        {
            var (iou, union) = Overlap(a, b, eps);
            var around = a.Enclosing(b).Area;
            return iou - (around - union) / (eps == 0 ? around : around + eps);
        }

        /// <summary>The ratio lowered by the distance of the centres (Zheng et al. 2019).</summary>
        private static (Tensor Distance, Tensor Iou) Distance(Corners a, Corners b, double eps, double iouEps)
        {
            var (iou, _) = Overlap(a, b, iouEps);
            var around = a.Enclosing(b);
            var diagonal = around.Width.clamp_min(0).square() + around.Height.clamp_min(0).square() + eps;
            var centres = ((a.X1 + a.X2 - b.X1 - b.X2) / 2).square() + ((a.Y1 + a.Y2 - b.Y1 - b.Y2) / 2).square();
            return (iou - centres / diagonal, iou);
        }

        /// <summary>The ratio lowered by the distance of the centres and the difference of the shapes (Zheng et al. 2019).</summary>
        private static Tensor Complete(Corners a, Corners b, double eps, double iouEps)
        {
            var (distance, iou) = Distance(a, b, eps, iouEps);
            var shape = 4 / (Math.PI * Math.PI) * ((a.Width / a.Height).atan() - (b.Width / b.Height).atan()).square();
            using (no_grad())
                iou = shape / (1 - iou + shape + eps);
            return distance - iou * shape;
        }

        private static Tensor Scoped(Func<Tensor> compute) => WrappedTensorDisposeScope(compute);

        /// <summary>The areas [N] of boxes [N, 4] given by corners.</summary>
        public static Tensor box_area(Tensor boxes) => Scoped(() => Corners.Of(boxes).Area);

        /// <summary>Intersection over union of each of boxes [N, 4] with each of others [M, 4]: [N, M].</summary>
        public static Tensor box_iou(Tensor boxes1, Tensor boxes2) =>
            Scoped(() => Overlap(Corners.Of(boxes1).AsColumns(), Corners.Of(boxes2)).Iou);

        /// <summary>Generalized intersection over union of boxes [N, 4] and [M, 4]: [N, M].</summary>
        public static Tensor generalized_box_iou(Tensor boxes1, Tensor boxes2) =>
            Scoped(() => Generalized(Corners.Of(boxes1).AsColumns(), Corners.Of(boxes2)));

        /// <summary>Distance intersection over union of boxes [N, 4] and [M, 4]: [N, M].</summary>
        public static Tensor distance_box_iou(Tensor boxes1, Tensor boxes2, double eps = 1e-7) =>
            Scoped(() => Distance(Corners.Of(boxes1).AsColumns(), Corners.Of(boxes2), eps, 0).Distance);

        /// <summary>Complete intersection over union of boxes [N, 4] and [M, 4]: [N, M].</summary>
        public static Tensor complete_box_iou(Tensor boxes1, Tensor boxes2, double eps = 1e-7) =>
            Scoped(() => Complete(Corners.Of(boxes1).AsColumns(), Corners.Of(boxes2), eps, 0));

        /// <summary>One minus the generalized intersection over union of boxes [N, 4] with their targets [N, 4].</summary>
        public static Tensor generalized_box_iou_loss(
            Tensor boxes1, Tensor boxes2, nn.Reduction reduction = nn.Reduction.None, double eps = 1e-7) =>
            Scoped(() => Reduce(1 - Generalized(Corners.Of(boxes1), Corners.Of(boxes2), eps), reduction));

        /// <summary>One minus the distance intersection over union of boxes [N, 4] with their targets [N, 4].</summary>
        public static Tensor distance_box_iou_loss(
            Tensor boxes1, Tensor boxes2, nn.Reduction reduction = nn.Reduction.None, double eps = 1e-7) =>
            Scoped(() => Reduce(1 - Distance(Corners.Of(boxes1), Corners.Of(boxes2), eps, eps).Distance, reduction));

        /// <summary>One minus the complete intersection over union of boxes [N, 4] with their targets [N, 4].</summary>
        public static Tensor complete_box_iou_loss(
            Tensor boxes1, Tensor boxes2, nn.Reduction reduction = nn.Reduction.None, double eps = 1e-7) =>
            Scoped(() => Reduce(1 - Complete(Corners.Of(boxes1), Corners.Of(boxes2), eps, eps), reduction));

        private static Tensor Reduce(Tensor loss, nn.Reduction reduction) => reduction switch
        {
            nn.Reduction.Mean => loss.mean(),
            nn.Reduction.Sum => loss.sum(),
            _ => loss,
        };

        /// <summary>Binary cross entropy of logits that counts well-classified elements less (Lin et al. 2017).</summary>
        /// <param name="inputs">Logits.</param>
        /// <param name="targets">0 or 1.</param>
        /// <param name="alpha">The weight of targets 1, those of 0 get 1 - alpha; negative for none.</param>
        /// <param name="gamma">How much less.</param>
        /// <param name="reduction">How the elements are combined.</param>
        public static Tensor sigmoid_focal_loss(
            Tensor inputs, Tensor targets, double alpha = 0.25, double gamma = 2,
            nn.Reduction reduction = nn.Reduction.None) => Scoped(() =>
        {
            var p = inputs.sigmoid();
            var right = p * targets + (1 - p) * (1 - targets);
            var loss = nn.functional.binary_cross_entropy_with_logits(inputs, targets,
                reduction: nn.Reduction.None) * (1 - right).pow(gamma);
            return Reduce(alpha < 0 ? loss : loss * (alpha * targets + (1 - alpha) * (1 - targets)), reduction);
        });

        /// <inheritdoc cref="sigmoid_focal_loss(Tensor, Tensor, double, double, nn.Reduction)"/>
        public static Tensor sigmoid_focal_loss(
            Tensor inputs, Tensor targets, float alpha = 0.25f, float gamma = 2f, nn.Reduction reduction = nn.Reduction.None) =>
            sigmoid_focal_loss(inputs, targets, (double)alpha, (double)gamma, reduction);

        /// <summary>Boxes [N, 4] from one format to another.</summary>
        public static Tensor box_convert(Tensor boxes, BoxFormats in_fmt, BoxFormats out_fmt) =>
            in_fmt == out_fmt ? boxes.clone() : Scoped(() =>
        {
            var v = boxes.unbind(-1);
            var (x1, y1, x2, y2) = in_fmt switch
            {
                BoxFormats.xywh => (v[0], v[1], v[0] + v[2], v[1] + v[3]),
                BoxFormats.cxcywh => (v[0] - 0.5 * v[2], v[1] - 0.5 * v[3], v[0] + 0.5 * v[2], v[1] + 0.5 * v[3]),
                _ => (v[0], v[1], v[2], v[3]),
            };
            Tensor[] converted = out_fmt switch
            {
                BoxFormats.xywh => [x1, y1, x2 - x1, y2 - y1],
                BoxFormats.cxcywh => [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1],
                _ => [x1, y1, x2, y2],
            };
            return stack(converted, -1);
        });

        /// <summary>The smallest boxes [N, 4] around the non-zero places of masks [N, H, W].</summary>
        /// <exception cref="ArgumentException">The masks have not 3 dimensions.</exception>
        public static Tensor masks_to_boxes(Tensor masks)
        {
            if (masks.dim() != 3)
                throw new ArgumentException($"'masks' should have three dimensions: NxHxW; it has {masks.dim()}.");
            return Scoped(() =>
            {
                var boxes = zeros([masks.shape[0], 4], ScalarType.Float32, masks.device);
                for (var k = 0L; k < masks.shape[0]; k++)
                {
                    var places = masks[k].nonzero();
                    var ends = cat([places.amin([0]).flip(0), places.amax([0]).flip(0)]);
                    boxes[k].copy_(ends);
                }
                return boxes;
            });
        }

        /// <summary>
        /// Goes through boxes from the highest score on and drops those that overlap a kept one by more than the threshold.
        /// </summary>
        /// <param name="boxes">[N, 4], corners.</param>
        /// <param name="scores">[N].</param>
        /// <param name="iou_threshold">The largest intersection over union to keep.</param>
        /// <returns>The indices of the kept boxes, highest score first.</returns>
        public static Tensor nms(Tensor boxes, Tensor scores, double iou_threshold = 0.5)
        {
            using var scope = NewDisposeScope();
            var order = scores.sort(0, descending: true, stable: true).Indices.cpu().data<long>().ToArray();
            var overlaps = box_iou(boxes, boxes).gt(iou_threshold).cpu().data<bool>().ToArray();
            var kept = new List<long>();
            foreach (var index in order)
            {
                if (!kept.Any(other => overlaps[other * order.Length + index]))
                    kept.Add(index);
            }
            return tensor(kept.ToArray(), ScalarType.Int64, boxes.device).MoveToOuterDisposeScope();
        }
    }
}
