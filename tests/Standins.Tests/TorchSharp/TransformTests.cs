using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.distributions;
using static TorchSharp.torch.distributions.transforms;

namespace Standins.Tests;

/// <summary>Transforms and constraints of distributions against PyTorch.</summary>
public sealed class TransformTests
{
    private static readonly (Func<Transform> Make, string Python)[] Transforms =
    [
        (() => new ExpTransform(), "ExpTransform()"),
        (() => new AffineTransform(0.5, -2), "AffineTransform(0.5, -2.)"),
        (() => new AffineTransform(0.5, 3, 1), "AffineTransform(0.5, 3., event_dim=1)"),
        (() => new SigmoidTransform(), "SigmoidTransform()"),
        (() => new SoftplusTransform(), "SoftplusTransform()"),
        (() => new TanhTransform(), "TanhTransform()"),
        (() => new ComposeTransform([new ExpTransform(), new PowerTransform(tensor(1.5))]),
            "ComposeTransform([ExpTransform(), PowerTransform(torch.tensor(1.5))])"),
        (() => new ComposeTransform([new AffineTransform(0.5, 3, 1), new TanhTransform()]),
            "ComposeTransform([AffineTransform(0.5, 3., event_dim=1), TanhTransform()])"),
        (() => new IndepdenentTransform(new TanhTransform(), 1), "IndependentTransform(TanhTransform(), 1)"),
        (() => new IndepdenentTransform(new TanhTransform(), 1).inv.inv, "IndependentTransform(TanhTransform(), 1).inv.inv"),
        (() => new ReshapeTransform([3], [1, 3]), "ReshapeTransform((3,), (1, 3))"),
        (() => new ExpTransform().inv.inv, "ExpTransform().inv.inv"),
        (() => new SoftmaxTransform(), "SoftmaxTransform()"),
        (() => new AbsTransform(), "AbsTransform()"),
    ];

    public static IEnumerable<TheoryDataRow<int, string>> Cases =>
        Transforms.Select((test, k) => new TheoryDataRow<int, string>(k, test.Python));

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorch(int index, string python)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[,] { { -0.5, 0.2, 0.9 }, { 0.4, -1.1, 0.1 } });
        var expected = PyTorch.Run($$"""
            from torch.distributions.transforms import *
            torch.set_default_dtype(torch.float64)
            f = {{python}}
            y = f(x)
            out.update(y=y, x=f.inv(y) if f.bijective else f._inverse(y), domain=f.domain.event_dim, codomain=f.codomain.event_dim, bijective=f.bijective,
                shape=list(f.forward_shape((5, 2, 3))))
            if f.bijective: out['slope'] = f.log_abs_det_jacobian(x, y)
            try: out['sign'] = torch.as_tensor(float(f.sign))
            except NotImplementedError: pass
            """, ("x", x));
        var f = Transforms[index].Make();
        var y = f.forward(x);
        Close.To(expected["y"], y, 1e-12, "y");
        Close.To(expected["x"], f.bijective ? f.inv.forward(y) : f._inverse(y), 1e-12, "x");
        Assert.Equal(expected.Get<int>("domain"), f.domain.event_dim);
        Assert.Equal(expected.Get<int>("codomain"), f.codomain.event_dim);
        Assert.Equal(expected.Get<bool>("bijective"), f.bijective);
        Assert.Equal(expected.Get<long[]>("shape"), f.forward_shape([5, 2, 3]));
        Assert.Equal([5L, 2, 3], f.inverse_shape(f.forward_shape([5, 2, 3])));
        if (f.bijective)
            Close.To(expected["slope"], f.log_abs_det_jacobian(x, y), 1e-12, "slope");
        if (expected.Names.Contains("sign"))
            Assert.Equal(expected["sign"].ToDouble(), f.sign.ToDouble());
    }

    [Fact]
    public void TheLogarithmIsTheInverseOfExp()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0.5, 2, 7 });
        var (log, exp) = (new LogTransform(), new ExpTransform().inv);
        Close.To(exp.forward(x), log.forward(x), 0, "y");
        Close.To(exp.log_abs_det_jacobian(x, x.log()), log.log_abs_det_jacobian(x, x.log()), 0, "slope");
        Close.To(x, log._inverse(x.log()), 1e-15, "x");
        Assert.Equal(1, log.sign.ToDouble());
        Assert.Throws<NotSupportedException>(() => new AbsTransform().sign);
        Assert.Throws<ArgumentException>(() => new ReshapeTransform([2], [3]));
    }

    private static readonly (constraints.Constraint Constraint, string Python, string Value)[] Conditions =
    [
        (constraints.boolean, "boolean", "v"), (constraints.one_hot, "one_hot", "v"), (constraints.real, "real", "v"),
        (constraints.real_vector, "real_vector", "v"),
        (constraints.positive, "positive", "v"), (constraints.nonnegative, "nonnegative", "v"),
        (constraints.greater_than(0.5), "greater_than(0.5)", "v"),
        (constraints.greater_than_eq(1), "greater_than_eq(1.)", "v"), (constraints.less_than(1), "less_than(1.)", "v"),
        (constraints.interval(0, 1), "interval(0., 1.)", "v"), (constraints.unit_interval, "unit_interval", "v"),
        (constraints.half_open_interval(0, 1), "half_open_interval(0., 1.)", "v"),
        (constraints.integer_interval(0, 1), "integer_interval(0, 1)", "v"),
        (new constraints._IntegerLessThan(0), "_IntegerLessThan(0)", "v"), (constraints.nonnegative_integer, "nonnegative_integer", "v"),
        (constraints.positive_integer, "positive_integer", "v"), (constraints.multinomial(1), "multinomial(1)", "v"),
        (constraints.simplex, "simplex", "v"),
        (constraints.lower_triangular, "lower_triangular", "m"), (constraints.lower_cholesky, "lower_cholesky", "m"),
        (constraints.corr_cholesky, "corr_cholesky", "m"),
        (constraints.square, "square", "m"), (constraints.symmetric, "symmetric", "m"),
        (constraints.positive_semidefinite, "positive_semidefinite", "m"),
        (constraints.positive_definite, "positive_definite", "m"), (constraints.positive_definite, "positive_definite", "m[1:3]"),
        (constraints.positive_semidefinite, "positive_semidefinite", "m[1:3]"),
        (constraints.independent(constraints.positive, 1), "independent(positive, 1)", "v"),
        (constraints.cat([constraints.positive, constraints.real], -1, [2, 1]), "cat([positive, real], -1, [2, 1])", "v"),
        (constraints.stack([constraints.positive, constraints.real, constraints.boolean], -1), "stack([positive, real, boolean], -1)", "v"),
    ];

    public static IEnumerable<TheoryDataRow<int, string, string>> Checks =>
        Conditions.Select((test, k) => new TheoryDataRow<int, string, string>(k, test.Python, test.Value));

    [Theory]
    [MemberData(nameof(Checks))]
    public void AConstraintEqualsPyTorchs(int index, string python, string value)
    {
        using var scope = NewDisposeScope();
        var v = tensor(new[,] { { 0.0, 1, 0 }, { 0.5, 0.25, 0.25 }, { -1, 2, 0.5 }, { double.NaN, 3, 1 }, { 1, 0, 1 } });
        var m = stack(
        [
            tensor(new[,] { { 1.0, 0 }, { 0.6, 0.8 } }), tensor(new[,] { { 2.0, 1 }, { 1, 2 } }), tensor(new[,] { { 1.0, 2 }, { 2, 1 } }),
            tensor(new[,] { { 1.0, 0 }, { 0.5, -1 } }),
        ]);
        var expected = PyTorch.Run($$"""
            import torch.distributions.constraints as names
            c = eval("{{python}}", vars(names))
            out.update(check=c.check({{value}}), discrete=c.is_discrete, axes=c.event_dim, text=str(c))
            """, ("v", v), ("m", m));
        var constraint = Conditions[index].Constraint;
        Close.To(expected["check"], constraint.check(value == "v" ? v : value == "m" ? m : m[1..3]), 0, python);
        Assert.Equal(expected.Get<bool>("discrete"), constraint.is_discrete);
        Assert.Equal(expected.Get<int>("axes"), constraint.event_dim);
        Assert.Throws<InvalidOperationException>(() => constraints.dependent.check(v));
    }

    [Fact]
    public void ConstraintsTellTheirBounds()
    {
        Assert.Equal("Interval(lower_bound=0, upper_bound=1)", constraints.unit_interval.ToString());
        Assert.Equal("IntegerGreaterThan(lower_bound=1)", constraints.positive_integer.ToString());
        Assert.Equal("Simplex", constraints.simplex.ToString());
    }
}
