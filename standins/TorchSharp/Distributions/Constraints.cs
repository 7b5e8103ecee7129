namespace TorchSharp;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>Conditions on values: of parameters, of what a distribution gives, of what a transform takes.</summary>
        public static partial class constraints
        {
            public static readonly _Boolean boolean = new();
            public static readonly _OneHot one_hot = new();
            public static readonly _Dependent dependent = new();
            public static readonly _Real real = new();
            public static readonly _IndependentConstraint real_vector = new(real, 1);
            public static readonly _GreaterThan positive = new(0);
            public static readonly _GreaterThanEq nonnegative = new(0);
            public static readonly _Interval unit_interval = new(0, 1);
            public static readonly _IntegerGreaterThan nonnegative_integer = new(0), positive_integer = new(1);
            public static readonly _Simplex simplex = new();
            public static readonly _LowerTriangular lower_triangular = new();
            public static readonly _LowerCholesky lower_cholesky = new();
            public static readonly _CorrCholesky corr_cholesky = new();
            public static readonly _Square square = new();
            public static readonly _Symmetric symmetric = new();
            public static readonly _PositiveSemiDefinite positive_semidefinite = new();
            public static readonly _PositiveDefinite positive_definite = new();

            public static _GreaterThan greater_than(double lower_bound) => new(lower_bound);
            public static _GreaterThanEq greater_than_eq(double lower_bound) => new(lower_bound);
            public static _LessThan less_than(double upper_bound) => new(upper_bound);
            public static _Interval interval(double lower_bound, double upper_bound) => new(lower_bound, upper_bound);
            public static _HalfOpenInterval half_open_interval(double lower_bound, double upper_bound) => new(lower_bound, upper_bound);
            public static _IntegerInterval integer_interval(long lb, long ub) => new(lb, ub);
            public static _Multinomial multinomial(long upper_bound) => new(upper_bound);

            /// <summary>One constraint over several axes: all elements must meet it.</summary>
            public static _IndependentConstraint independent(Constraint base_constraint, int reinterpreted_batch_ndims) =>
                new(base_constraint, reinterpreted_batch_ndims);

            /// <summary>Several constraints side by side along an axis, each for a number of elements (1 each where null).</summary>
            public static _Cat cat(IList<Constraint> cseq, long dim = 0, IList<long>? lengths = null) => new(cseq, dim, lengths);

            /// <summary>Several constraints, one for each element of an axis.</summary>
            public static _Stack stack(IList<Constraint> cseq, int dim = 0) => new(cseq, dim);

            /// <summary>A condition on values: the last <see cref="event_dim"/> axes are judged together.</summary>
            public abstract class Constraint
            {
                protected Constraint() { }

                protected Constraint(bool is_discrete, int event_dim) => (this.is_discrete, this.event_dim) = (is_discrete, event_dim);

                /// <summary>Whether the values are whole numbers.</summary>
                public virtual bool is_discrete { get; protected set; }

                /// <summary>How many of the last axes are judged together.</summary>
                public virtual int event_dim { get; protected set; }

                /// <summary>Which values meet it, a boolean for each event.</summary>
                public abstract Tensor check(Tensor value);

                public override string ToString() => GetType().Name[1..];

                private protected string With(params (string Name, object Value)[] settings) => FormattableString.Invariant(
                    $"{GetType().Name[1..]}({string.Join(", ", settings.Select(s => FormattableString.Invariant($"{s.Name}={s.Value}")))})");
            }

            /// <summary>0 or 1.</summary>
            public class _Boolean() : Constraint(true, 0)
            {
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => (value == 0) | (value == 1));
            }

            /// <summary>A vector of zeros and a one.</summary>
            public class _OneHot() : Constraint(true, 1)
            {
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                    ((value == 0) | (value == 1)).all(-1) & value.sum(-1).eq(1));
            }

            /// <summary>Any number but NaN.</summary>
            public class _Real() : Constraint
            {
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => value.isnan().logical_not());
            }

            /// <summary>Above a bound.</summary>
            public class _GreaterThan(double lower_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => value > lower_bound);
                public override string ToString() => With(("lower_bound", lower_bound));
            }

            /// <summary>At least a bound.</summary>
            public class _GreaterThanEq(double lower_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => value >= lower_bound);
                public override string ToString() => With(("lower_bound", lower_bound));
            }

            /// <summary>Below a bound.</summary>
            public class _LessThan(double upper_bound) : Constraint
            {
                public double upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => value < upper_bound);
                public override string ToString() => With(("upper_bound", upper_bound));
            }

            /// <summary>From one bound to another, both included.</summary>
            public class _Interval(double lower_bound, double upper_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public double upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                    (value >= lower_bound) & (value <= upper_bound));
                public override string ToString() => With(("lower_bound", lower_bound), ("upper_bound", upper_bound));
            }

            /// <summary>From one bound to before another.</summary>
            public class _HalfOpenInterval(double lower_bound, double upper_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public double upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                    (value >= lower_bound) & (value < upper_bound));
                public override string ToString() => With(("lower_bound", lower_bound), ("upper_bound", upper_bound));
            }

            /// <summary>A whole number from one bound to another, both included.</summary>
            public class _IntegerInterval(long lower_bound, long upper_bound) : Constraint(true, 0)
            {
                public long lower_bound { get; } = lower_bound;
                public long upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                    (value % 1 == 0) & (value >= lower_bound) & (value <= upper_bound));
                public override string ToString() => With(("lower_bound", lower_bound), ("upper_bound", upper_bound));
            }

            /// <summary>A whole number of at most a bound.</summary>
            public class _IntegerLessThan(long upper_bound) : Constraint(true, 0)
            {
                public long upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => (value % 1 == 0) & (value <= upper_bound));
                public override string ToString() => With(("upper_bound", upper_bound));
            }

            /// <summary>A whole number of at least a bound.</summary>
            public class _IntegerGreaterThan(long lower_bound) : Constraint(true, 0)
            {
                public long lower_bound { get; } = lower_bound;
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() => (value % 1 == 0) & (value >= lower_bound));
                public override string ToString() => With(("lower_bound", lower_bound));
            }

            /// <summary>Counts that come to at most a bound.</summary>
            public class _Multinomial(long upper_bound) : Constraint(true, 1)
            {
                public long upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor x) => WrappedTensorDisposeScope(() => (x >= 0).all(-1) & (x.sum(-1) <= upper_bound));
                public override string ToString() => With(("upper_bound", upper_bound));
            }

            /// <summary>Shares of 1.</summary>
            public class _Simplex() : Constraint(false, 1)
            {
                public override Tensor check(Tensor value) => WrappedTensorDisposeScope(() =>
                    (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6));
            }
        }
    }
}
