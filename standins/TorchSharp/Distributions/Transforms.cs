namespace TorchSharp;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>Transforms of random variables: y = f(x), the inverse, and the logarithm of |det ∂y/∂x|.</summary>
        public static partial class transforms
        {
            /// <summary>A transform. It works on the last <see cref="event_dim"/> axes together and on the others one by one.</summary>
            public abstract class Transform
            {
                protected bool _bijective;
                protected constraints.Constraint? _domain, _codomain;
                protected Transform? _inv;

                protected Transform() { }

                private protected Transform(constraints.Constraint domain, constraints.Constraint codomain, bool bijective = true) =>
                    (_domain, _codomain, _bijective) = (domain, codomain, bijective);

                /// <summary>What x may be.</summary>
                public virtual constraints.Constraint domain =>
                    _domain ?? throw new NotSupportedException($"{GetType().Name} has no domain");

                /// <summary>What y can be.</summary>
                public virtual constraints.Constraint codomain =>
                    _codomain ?? throw new NotSupportedException($"{GetType().Name} has no codomain");

                /// <summary>Whether every y comes from exactly one x.</summary>
                public virtual bool bijective => _bijective;

                /// <summary>The transform from y to x.</summary>
                public virtual Transform inv => _inv ??= new InverseTransform(this);

                /// <summary>How many of the last axes are transformed together.</summary>
                /// <exception cref="InvalidOperationException">Domain and codomain differ in it.</exception>
                public virtual int event_dim => domain.event_dim == codomain.event_dim ? domain.event_dim
                    : throw new InvalidOperationException("Please use either .domain.event_dim or .codomain.event_dim");

                /// <summary>1 where the transform rises, −1 where it falls.</summary>
                public Tensor sign => _sign();

                protected internal virtual Tensor _sign() => throw new NotSupportedException($"{GetType().Name} has no sign");
                protected internal abstract Tensor _call(Tensor x);
                protected internal abstract Tensor _inverse(Tensor y);

                /// <summary>log |det ∂y/∂x|, over the axes transformed together.</summary>
                protected internal virtual Tensor log_abs_det_jacobian(Tensor x, Tensor y) =>
                    throw new NotSupportedException($"{GetType().Name} has no log_abs_det_jacobian");

                protected internal static Tensor _sum_rightmost(Tensor value, int dim) =>
                    dim == 0 ? value : value.reshape([.. value.shape[..^dim], -1]).sum(-1);

                /// <summary>y for x.</summary>
                public Tensor forward(Tensor x) => _call(x);

                /// <summary>The shape of y for that of x.</summary>
                public virtual long[] forward_shape(long[] shape) => shape;

                /// <summary>The shape of x for that of y.</summary>
                public virtual long[] inverse_shape(long[] shape) => shape;
            }

            private sealed class InverseTransform(Transform transform) : Transform(transform.codomain, transform.domain,
                transform.bijective)
            {
                public override Transform inv => transform;
                protected internal override Tensor _sign() => transform._sign();
                protected internal override Tensor _call(Tensor x) => transform._inverse(x);
                protected internal override Tensor _inverse(Tensor y) => transform._call(y);
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => -transform.log_abs_det_jacobian(y, x);
                public override long[] forward_shape(long[] shape) => transform.inverse_shape(shape);
                public override long[] inverse_shape(long[] shape) => transform.forward_shape(shape);
            }

            /// <summary>Several transforms, one after another.</summary>
            public class ComposeTransform : Transform
            {
                private readonly Transform[] parts;

                /// <param name="cache_size">Results are not kept: has no effect.</param>
                public ComposeTransform(IEnumerable<Transform> parts, int cache_size = 0)
                {
                    this.parts = [.. parts];
                    _bijective = Array.TrueForAll(this.parts, part => part.bijective);
                }

                public override constraints.Constraint domain => parts.Length == 0 ? constraints.real
                    : Widened(parts[0].domain, Enumerable.Reverse(parts).Select(part => (part.codomain, part.domain)));

                public override constraints.Constraint codomain => parts.Length == 0 ? constraints.real
                    : Widened(parts[^1].codomain, parts.Select(part => (part.domain, part.codomain)));

                public override bool bijective => _bijective;
                public override Transform inv => _inv ??= new ComposeTransform(Enumerable.Reverse(parts).Select(part => part.inv));
                public override int event_dim => Math.Max(domain.event_dim, codomain.event_dim);
                protected internal override Tensor _call(Tensor x) => parts.Aggregate(x, (value, part) => part._call(value));
                protected internal override Tensor _inverse(Tensor y) =>
                    Enumerable.Reverse(parts).Aggregate(y, (value, part) => part._inverse(value));
                protected internal override Tensor _sign() => parts.Aggregate(tensor(1.0), (product, part) => product * part._sign());
                public override long[] forward_shape(long[] shape) => parts.Aggregate(shape, (size, part) => part.forward_shape(size));
                public override long[] inverse_shape(long[] shape) =>
                    Enumerable.Reverse(parts).Aggregate(shape, (size, part) => part.inverse_shape(size));

                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y)
                {
                    if (parts.Length == 0)
                        return zeros_like(x);
                    Tensor? sum = null;
                    var axes = domain.event_dim;
                    for (int k = 0; k < parts.Length; k++)
                    {
                        var next = k == parts.Length - 1 ? y : parts[k]._call(x);
                        var term = _sum_rightmost(parts[k].log_abs_det_jacobian(x, next), axes - parts[k].domain.event_dim);
                        axes += parts[k].codomain.event_dim - parts[k].domain.event_dim;
                        (sum, x) = (sum is null ? term : sum + term, next);
                    }
                    return sum!;
                }

                /// <summary>
                /// The constraint at one end, over as many axes as the parts in between come to, walking towards that end.
                /// </summary>
                private static constraints.Constraint Widened(
                    constraints.Constraint end, IEnumerable<(constraints.Constraint From, constraints.Constraint To)> walk)
                {
                    var steps = walk.ToList();
                    var axes = steps[0].From.event_dim;
                    foreach (var (from, to) in steps)
                        axes = Math.Max(axes + to.event_dim - from.event_dim, to.event_dim);
                    return axes > end.event_dim ? constraints.independent(end, axes - end.event_dim) : end;
                }
            }

            /// <summary>
            /// A transform some of whose last one-by-one axes count as transformed together. The name is misspelt in the original.
            /// </summary>
            public class IndepdenentTransform : Transform
            {
                private readonly Transform inner;
                private readonly int axes;

                public IndepdenentTransform(Transform base_transform, int reinterpreted_batch_dims) =>
                    (inner, axes) = (base_transform, reinterpreted_batch_dims);

                public override constraints.Constraint domain => constraints.independent(inner.domain, axes);
                public override constraints.Constraint codomain => constraints.independent(inner.codomain, axes);
                public override bool bijective => inner.bijective;
                public override Transform inv => _inv ??= new IndepdenentTransform(inner.inv, axes);
                public override int event_dim => inner.event_dim + axes;
                protected internal override Tensor _sign() => inner._sign();
                protected internal override Tensor _call(Tensor x) => inner._call(x);
                protected internal override Tensor _inverse(Tensor y) => inner._inverse(y);
                protected internal override Tensor log_abs_det_jacobian(Tensor x, Tensor y) =>
                    _sum_rightmost(inner.log_abs_det_jacobian(x, y), axes);
                public override long[] forward_shape(long[] shape) => inner.forward_shape(shape);
                public override long[] inverse_shape(long[] shape) => inner.inverse_shape(shape);
            }
        }
    }
}
