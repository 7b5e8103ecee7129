namespace TorchSharp;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            private static Tensor One => tensor(1.0);

            /// <summary>y = |x|; the inverse is y itself.</summary>
            public class AbsTransform() : Transform(constraints.real, constraints.positive, bijective: false)
            {
                protected internal override Tensor _call(Tensor x) => x.abs();
                protected internal override Tensor _inverse(Tensor y) => y.alias();
            }

            /// <summary>y = loc + scale·x.</summary>
            public class AffineTransform : Transform
            {
                private readonly Tensor loc, scale;
                private readonly int axes;

                public AffineTransform(Tensor loc, Tensor scale, int event_dim = 0)
                {
                    (this.loc, this.scale) = (loc.alias().DetachFromDisposeScope(), scale.alias().DetachFromDisposeScope());
                    axes = event_dim;
                    _domain = _codomain = axes == 0 ? constraints.real : constraints.independent(constraints.real, axes);
                    _bijective = true;
                }

                public AffineTransform(double loc, double scale, int event_dim = 0) : this(tensor(loc), tensor(scale), event_dim) { }

                public override int event_dim => axes;
                protected internal override Tensor _sign() => scale.sign();
                protected internal override Tensor _call(Tensor x) => WrappedTensorDisposeScope(() => loc + scale * x);
                protected internal override Tensor _inverse(Tensor y) => WrappedTensorDisposeScope(() => (y - loc) / scale);

                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() =>
                    _sum_rightmost(scale.to(x.dtype).abs().log().expand(x.shape), axes));

                public override long[] forward_shape(long[] shape) => broadcast_shapes(shape, loc.shape, scale.shape).Shape;
                public override long[] inverse_shape(long[] shape) => forward_shape(shape);
            }

            /// <summary>y = eˣ.</summary>
            public class ExpTransform() : Transform(constraints.real, constraints.positive)
            {
                protected internal override Tensor _sign() => One;
                protected internal override Tensor _call(Tensor x) => x.exp();
                protected internal override Tensor _inverse(Tensor y) => y.log();
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => x.alias();
            }

            /// <summary>y = log x.</summary>
            public class LogTransform() : Transform(constraints.positive, constraints.real)
            {
                protected internal override Tensor _sign() => One;
                protected internal override Tensor _call(Tensor x) => x.log();
                protected internal override Tensor _inverse(Tensor y) => y.exp();
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => -y;
            }

            /// <summary>y = xᵉ for x &gt; 0.</summary>
            public class PowerTransform : Transform
            {
                private readonly Tensor exponent;

                public PowerTransform(Tensor exponent) : base(constraints.positive, constraints.positive) =>
                    this.exponent = exponent.alias().DetachFromDisposeScope();

                protected internal override Tensor _sign() => exponent.sign();
                protected internal override Tensor _call(Tensor x) => x.pow(exponent);
                protected internal override Tensor _inverse(Tensor y) => WrappedTensorDisposeScope(() => y.pow(1 / exponent));
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() =>
                    (exponent * y / x).abs().log());
                public override long[] forward_shape(long[] shape) => broadcast_shapes(shape, exponent.shape).Shape;
                public override long[] inverse_shape(long[] shape) => forward_shape(shape);
            }

            /// <summary>y = 1 / (1 + e⁻ˣ), kept off 0 and 1.</summary>
            public class SigmoidTransform() : Transform(constraints.real, constraints.unit_interval)
            {
                protected internal override Tensor _sign() => One;
                protected internal override Tensor _call(Tensor x) => WrappedTensorDisposeScope(() => Inside(x.sigmoid()));
                protected internal override Tensor _inverse(Tensor y) => WrappedTensorDisposeScope(() =>
                    Inside(y) is var p ? p.log() - (-p).log1p() : y);
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() =>
                    -(-x).softplus() - x.softplus());
                private static Tensor Inside(Tensor p) => p.clamp(finfo(p.dtype).tiny, 1 - finfo(p.dtype).eps);
            }

            /// <summary>y = log(1 + eˣ).</summary>
            public class SoftplusTransform() : Transform(constraints.real, constraints.positive)
            {
                protected internal override Tensor _sign() => One;
                protected internal override Tensor _call(Tensor x) => x.softplus();
                protected internal override Tensor _inverse(Tensor y) => WrappedTensorDisposeScope(() => (-(-y).expm1()).log() + y);
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() =>
                    -(-x).softplus());
            }

            /// <summary>y = tanh x.</summary>
            public class TanhTransform() : Transform(constraints.real, constraints.interval(-1, 1))
            {
                protected internal override Tensor _sign() => One;
                protected internal override Tensor _call(Tensor x) => x.tanh();
                protected internal override Tensor _inverse(Tensor y) => y.atanh();
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => WrappedTensorDisposeScope(() =>
                    2 * (Math.Log(2) - x - (-2 * x).softplus()));
            }

            /// <summary>Softmax over the last axis; the inverse is the logarithm, one of many.</summary>
            public class SoftmaxTransform() : Transform(constraints.real_vector, constraints.simplex, bijective: false)
            {
                protected internal override Tensor _call(Tensor x) => x.softmax(-1);
                protected internal override Tensor _inverse(Tensor y) => y.log();
            }

            /// <summary>Gives the last axes another shape of the same number of elements.</summary>
            public class ReshapeTransform : Transform
            {
                private readonly long[] from, to;

                /// <exception cref="ArgumentException">The numbers of elements differ.</exception>
                public ReshapeTransform(long[] in_shape, long[] out_shape)
                    : base(constraints.independent(constraints.real, in_shape.Length),
                        constraints.independent(constraints.real, out_shape.Length))
                {
                    if (in_shape.TotalSize() != out_shape.TotalSize())
                        throw new ArgumentException("in_shape, out_shape have different numbers of elements", nameof(out_shape));
                    (from, to) = (in_shape, out_shape);
                }

                protected internal override Tensor _call(Tensor x) => x.reshape(forward_shape(x.shape));
                protected internal override Tensor _inverse(Tensor y) => y.reshape(inverse_shape(y.shape));
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => zeros(x.shape[..^from.Length], x.dtype);
                public override long[] forward_shape(long[] shape) => Replaced(shape, from, to);
                public override long[] inverse_shape(long[] shape) => Replaced(shape, to, from);

                private static long[] Replaced(long[] shape, long[] old, long[] now) =>
                    shape.Length >= old.Length && shape[^old.Length..].SequenceEqual(old) ? [.. shape[..^old.Length], .. now]
                    : throw new ArgumentException(
                        $"Shape mismatch: expected [{string.Join(", ", shape)}] to end in [{string.Join(", ", old)}]");
            }
        }
    }
}
