namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // What several operators make up together; functions of one operator stand in the tables beside this file.
        public static partial class functional
        {
            /// <summary>The softmax of -x along a dimension.</summary>
            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = x.neg();
                return softmax(negative, dim);
            }

            /// <summary>x/(1 + |x|).</summary>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var magnitude = x.abs();
                using var divisor = magnitude.add(1);
                return inplace ? x.div_(divisor).alias() : x.div(divisor);
            }

            /// <summary>x - tanh(x).</summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var bounded = x.tanh();
                return inplace ? x.sub_(bounded).alias() : x.sub(bounded);
            }

            /// <summary>In training zeroes whole channels of [N, C, L] or [C, L] with probability p and scales the others.</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (input.dim() != 2)
                    return dropout2d(input, p, training, inplace);
                using var batch = input.unsqueeze(0);
                using var dropped = dropout2d(batch, p, training, inplace);
                return dropped.squeeze(0);
            }

            /// <summary>Deals the channels of [N, C, …] out over groups; unlike the operator of that name it has a gradient.</summary>
            internal static Tensor ShuffleChannels(Tensor input, long groups)
            {
                using var scope = NewDisposeScope();
                var shape = input.shape;
                return input.reshape([shape[0], groups, shape[1] / groups, .. shape[2..]]).transpose(1,
                    2).reshape(shape).MoveToOuterDisposeScope();
            }

            /// <summary>Each vector along a dimension over its p-norm, or over eps where that is larger.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var norm = Norm.Call(input, p, new[] { dim }, true);
                using var bounded = norm.clamp_min(eps);
                return input.div(bounded);
            }

            private static readonly Op Norm = new("norm.ScalarOpt_dim");

            /// <summary>Divides by (k + alpha·mean of squares over size neighbouring channels)^beta.</summary>
            /// <param name="input">[N, C, …].</param>
            /// <param name="size">How many channels count.</param>
            /// <param name="alpha">The weight of the mean.</param>
            /// <param name="beta">The exponent.</param>
            /// <param name="k">Added to the mean.</param>
            /// <exception cref="ArgumentException">The input has fewer than 3 dimensions.</exception>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
            {
                if (input.dim() < 3)
                    throw new ArgumentException($"Expected 3D or higher dimensionality input (got {input.dim()} dimensions).");
                using var scope = NewDisposeScope();
                var shape = input.shape;
                var squares = input.mul(input).reshape(shape[0], 1, shape[1], shape[2], -1);
                var padded = pad(squares, [0, 0, 0, 0, size / 2, (size - 1) / 2]);
                var mean = avg_pool3d(padded, [size, 1, 1], [1]).reshape(shape);
                return input.div(mean.mul(alpha).add(k).pow(beta)).MoveToOuterDisposeScope();
            }

            /// <summary>
            /// softmax(query·keyᵀ/√E)·value, E the last dimension of the query [N, …, L, E]; a mask is added to the scores, or where
            /// it is Bool lets through what is true.
            /// </summary>
            /// <param name="query">[N, …, L, E].</param>
            /// <param name="key">[N, …, S, E].</param>
            /// <param name="value">[N, …, S, V].</param>
            /// <param name="attn_mask">[…, L, S] or null.</param>
            /// <param name="p">Probability of dropout on the weights.</param>
            /// <param name="is_casual">Whether each place sees only itself and what is before it; then there is no mask.</param>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false) =>
                Sizes.First(Attention.Call2(query, key, value, attn_mask, p, false, is_casual));

            private static readonly Op Attention = new("_scaled_dot_product_attention");

            private static Tensor Reduce(Tensor loss, Reduction reduction) => reduction switch
            {
                Reduction.Mean => loss.mean(),
                Reduction.Sum => loss.sum(),
                _ => loss,
            };

            /// <summary>The mean over classes of the binary cross entropies of logits [N, C].</summary>
            public static Tensor multilabel_soft_margin_loss(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var loss = target.mul(logsigmoid(input)).add((1 - target).mul(logsigmoid(input.neg()))).neg();
                return Reduce((weight is null ? loss : loss.mul(weight)).mean([-1]), reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Minus the log-likelihood of a normal distribution with the given means and variances.</summary>
            /// <param name="input">Means.</param>
            /// <param name="target">Values, of the same shape.</param>
            /// <param name="variance">Variances, of the same shape, or with 1 as or without the last dimension.</param>
            /// <param name="full">Whether to add the constant log(2π)/2.</param>
            /// <param name="eps">The least variance.</param>
            /// <param name="reduction">How the elements are combined.</param>
            /// <exception cref="ArgumentException">A variance is negative, or its shape does not fit.</exception>
            public static Tensor gaussian_nll_loss(
                Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                variance = VarianceFor(input, variance);
                if (variance.lt(0).any().item<bool>())
                    throw new ArgumentException("The variance has negative entries; pass variances, not their logarithms.");
                variance = variance.clone();
                using (no_grad())
                    variance.clamp_(eps);
                var loss = variance.log().add((input - target).square().div(variance)).mul(0.5);
                if (full)
                    loss = loss.add(0.5 * Math.Log(2 * Math.PI));
                return Reduce(loss, reduction).MoveToOuterDisposeScope();
            }

            private static Tensor VarianceFor(Tensor input, Tensor variance)
            {
                var (wanted, given) = (input.shape, variance.shape);
                if (wanted.SequenceEqual(given))
                    return variance.alias();
                if (wanted[..^1].SequenceEqual(given))
                    return variance.unsqueeze(-1);
                if (given.Length == wanted.Length && given[^1] == 1 && wanted[..^1].SequenceEqual(given[..^1]))
                    return variance.alias();
                throw new ArgumentException(
                    $"The variance has shape [{string.Join(", ", given)}], the input [{string.Join(", ", wanted)}]: they must be equal, "
                    + "or the variance's last dimension 1 or absent.");
            }

            /// <summary>max(0, margin + distance to the positive - distance to the negative).</summary>
            /// <param name="anchor">[N, D].</param>
            /// <param name="positive">[N, D].</param>
            /// <param name="negative">[N, D].</param>
            /// <param name="distance">The distance; the Euclidean one by default.</param>
            /// <param name="margin">The margin.</param>
            /// <param name="swap">Whether the distance from the positive to the negative counts where it is smaller.</param>
            /// <param name="reduction">How the elements are combined.</param>
            public static Tensor triplet_margin_with_distance_loss(
                Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor>? distance = null,
                double margin = 1, bool swap = false, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                distance ??= static (a, b) => pairwise_distance(a, b);
                var near = distance(anchor, positive);
                var far = distance(anchor, negative);
                if (swap)
                    far = minimum(far, distance(positive, negative));
                return Reduce((near - far).add(margin).clamp_min(0), reduction).MoveToOuterDisposeScope();
            }
        }
    }
}
