namespace TorchSharp;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class constraints
        {
            /// <summary>A matrix with zeros above the diagonal.</summary>
            public class _LowerTriangular() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => (value.tril() == value).flatten(-2).all(-1));
            }

            /// <summary>A lower triangular matrix with a positive diagonal.</summary>
            public class _LowerCholesky() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                    lower_triangular.check(value) & (value.diagonal(0, -2, -1) > 0).all(-1));
            }

            /// <summary>A lower Cholesky factor whose rows have length 1: that of a correlation matrix.</summary>
            public class _CorrCholesky() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                {
                    var tolerance = finfo(value.dtype).eps * value.shape[^1] * 10;
                    return ((linalg.norm(value.detach(), dims: [-1]) - 1).abs() <= tolerance).all(-1) & lower_cholesky.check(value);
                });
            }

            /// <summary>A square matrix.</summary>
            public class _Square() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value) => full(value.shape[..^2], value.shape[^2] == value.shape[^1], ScalarType.Bool);
            }

            /// <summary>A symmetric matrix.</summary>
            public class _Symmetric : _Square
            {
                public override Tensor check(Tensor value) => value.shape[^2] != value.shape[^1] ? base.check(value)
                    : WrappedTensorDisposeScope(() => isclose(value, value.mT, atol: 1e-6).all(-2).all(-1));
            }

            /// <summary>A symmetric matrix without negative eigenvalues.</summary>
            public class _PositiveSemiDefinite : _Symmetric
            {
                public override Tensor check(Tensor value) => Symmetric(base.check(value), () => (linalg.eigvalsh(value) >= 0).all(-1));
            }

            /// <summary>A symmetric matrix with positive eigenvalues.</summary>
            public class _PositiveDefinite : _Symmetric
            {
                public override Tensor check(Tensor value) => Symmetric(base.check(value), () => linalg.cholesky_ex(value).info == 0);
            }

            /// <summary>The further condition, where all matrices are symmetric.</summary>
            private static Tensor Symmetric(Tensor symmetric, Func<Tensor> further)
            {
                if (!symmetric.all().ToBoolean())
                    return symmetric;
                symmetric.Dispose();
                return WrappedTensorDisposeScope(further);
            }

            /// <summary>A condition that depends on other values: it can't be checked by itself.</summary>
            public class _Dependent(bool is_discrete = false, int event_dim = 0) : Constraint(is_discrete, event_dim)
            {
                /// <exception cref="InvalidOperationException">Always.</exception>
                public override Tensor check(Tensor value) =>
                    throw new InvalidOperationException("Cannot determine validity of dependent constraint");
            }

            /// <summary>One constraint over several axes.</summary>
            public class _IndependentConstraint(Constraint base_constraint, int reinterpreted_batch_ndims) : Constraint
            {
                public Constraint base_constraint { get; } = base_constraint;
                public override bool is_discrete => base_constraint.is_discrete;
                public override int event_dim => base_constraint.event_dim + reinterpreted_batch_ndims;

                /// <exception cref="ArgumentException">The value has fewer axes.</exception>
                public override Tensor check(Tensor value)
                {
                    using var each = base_constraint.check(value);
                    if (each.dim() < reinterpreted_batch_ndims)
                        throw new ArgumentException($"Expected value.dim() >= {event_dim} but got {value.dim()}", nameof(value));
                    return reinterpreted_batch_ndims == 0 ? each.alias() : each.flatten(-reinterpreted_batch_ndims).all(-1);
                }

                public override string ToString() =>
                    With(("base_constraint", base_constraint), ("reinterpreted_batch_ndims", reinterpreted_batch_ndims));
            }

            /// <summary>Several constraints side by side along an axis.</summary>
            public class _Cat(IList<Constraint> cseq, long dim = 0, IList<long>? lengths = null) : Constraint
            {
                private readonly IList<long> lengths = lengths ?? [.. cseq.Select(_ => 1L)];

                public override bool is_discrete => cseq.Any(part => part.is_discrete);
                public override int event_dim => cseq.Max(part => part.event_dim);

                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                {
                    var checks = new List<Tensor>();
                    var start = 0L;
                    foreach (var (part, length) in cseq.Zip(lengths))
                    {
                        checks.Add(part.check(value.narrow(dim, start, length)));
                        start += length;
                    }
                    return torch.cat(checks, dim);
                });
            }

            /// <summary>Several constraints, one for each element of an axis.</summary>
            public class _Stack(IList<Constraint> cseq, int dim = 0) : Constraint
            {
                public override bool is_discrete => cseq.Any(part => part.is_discrete);
                public override int event_dim => cseq.Max(part => part.event_dim) + (dim + cseq.Max(part => part.event_dim) < 0 ? 1 : 0);

                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                    torch.stack(cseq.Select((part, k) => part.check(value.select(dim, k))).ToList(), dim));
            }
        }
    }
}
