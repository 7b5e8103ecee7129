using NNViz.Networks;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class ActivationCurvesTests
{
    /// <summary>100 points at odd multiples of 0.05: none on a kink.</summary>
    private static readonly CurveOptions BesideKinks = new() { Range = (-4.95, 4.95), Points = 100 };

    /// <summary>Name, f and f′ as the textbook has them.</summary>
    private static readonly Dictionary<string, (Func<double, double> F, Func<double, double> Slope)> Formulas = new()
    {
        ["relu"] = (x => Math.Max(0, x), x => x > 0 ? 1 : 0),
        ["relu6"] = (x => Math.Clamp(x, 0, 6), x => x is > 0 and < 6 ? 1 : 0),
        ["leaky_relu"] = (x => x > 0 ? x : 0.01 * x, x => x > 0 ? 1 : 0.01),
        ["prelu"] = (x => x > 0 ? x : 0.25 * x, x => x > 0 ? 1 : 0.25),
        ["rrelu"] = (x => x > 0 ? x : x * 11 / 48, x => x > 0 ? 1 : 11.0 / 48),
        ["elu"] = (x => x > 0 ? x : Math.Exp(x) - 1, x => x > 0 ? 1 : Math.Exp(x)),
        ["celu"] = (x => x > 0 ? x : Math.Exp(x) - 1, x => x > 0 ? 1 : Math.Exp(x)),
        ["selu"] = (x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)), x => 1.0507009873554805 * (x > 0 ? 1 : 1.6732632423543772 * Math.Exp(x))),
        ["gelu"] = (x => x * Phi(x), x => Phi(x) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
        ["silu"] = (x => x * S(x), x => S(x) * (1 + x * (1 - S(x)))),
        ["mish"] = (x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))), x => Tsp(x) + x * (1 - Tsp(x) * Tsp(x)) * S(x)),
        ["sigmoid"] = (S, x => S(x) * (1 - S(x))),
        ["logsigmoid"] = (x => Math.Log(S(x)), x => 1 - S(x)),
        ["hardsigmoid"] = (x => Math.Clamp(x / 6 + 0.5, 0, 1), x => Math.Abs(x) < 3 ? 1.0 / 6 : 0),
        ["hardswish"] = (x => x * Math.Clamp(x / 6 + 0.5, 0, 1), x => x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5),
        ["tanh"] = (Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x)),
        ["hardtanh"] = (x => Math.Clamp(x, -1, 1), x => Math.Abs(x) < 1 ? 1 : 0),
        ["tanhshrink"] = (x => x - Math.Tanh(x), x => Math.Tanh(x) * Math.Tanh(x)),
        ["softplus"] = (x => Math.Log(1 + Math.Exp(x)), S),
        ["softsign"] = (x => x / (1 + Math.Abs(x)), x => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x)))),
        ["softshrink"] = (x => Math.Abs(x) > 0.5 ? x - 0.5 * Math.Sign(x) : 0, x => Math.Abs(x) > 0.5 ? 1 : 0),
        ["hardshrink"] = (x => Math.Abs(x) > 0.5 ? x : 0, x => Math.Abs(x) > 0.5 ? 1 : 0),
        ["threshold"] = (x => x > 0 ? x : 0, x => x > 0 ? 1 : 0),
    };

    public static TheoryData<string> Names => [.. Activations.Names];

    [Theory, MemberData(nameof(Names))]
    public void CurveAndDerivativeAreThoseOfTheFormula(string name)
    {
        var curves = Activations.Curve(name, BesideKinks);
        var (f, slope) = Formulas[name];
        Approx.Equal([.. curves.X.Select(f)], curves.Curves[0].Values, 1e-7, 1e-7, name); // libtorch has some constants in single precision
        Approx.Equal([.. curves.X.Select(slope)], curves.Curves[0].Derivatives!, 1e-7, 1e-7, name + "′");
        Assert.Equal((-4.95, 4.95, 100), (curves.X[0], curves.X[^1], curves.X.Count));
    }

    [Fact]
    public void EveryPointwiseActivationModuleOfTorchSharpIsThere()
    {
        string[] several = ["GLU", "Softmax", "Softmax2d", "Softmin", "LogSoftmax", "MultiheadAttention"];
        var modules = typeof(TorchSharp.torch.nn).GetMethods().Where(method => method.ReturnType.Namespace == "TorchSharp.Modules").Select(method => method.Name).Distinct();
        string[] activations = ["LU", "igmoid", "wish", "anh", "ish", "oftplus", "oftsign", "shrink", "hreshold"];
        var expected = modules.Where(module => activations.Any(end => module.EndsWith(end, StringComparison.Ordinal)) || module is "ReLU6").Except(several).ToList();
        Assert.True(expected.Count > 20);
        Assert.All(expected, module => Assert.NotNull(Activations.Curve(module).Curves[0].Derivatives));
    }

    [Fact]
    public void OwnFunctionsAlsoInPlaceAndWithoutDerivative()
    {
        var curves = Activations.Curve(("square", x => x * x), ("in place", x => x.mul_(3)), ("step", x => x.gt(0).to_type(ScalarType.Float64)));
        Approx.Equal([.. curves.X.Select(x => x * x)], curves.Curves[0].Values);
        Approx.Equal([.. curves.X.Select(x => 2 * x)], curves.Curves[0].Derivatives!);
        Assert.All(curves.Curves[1].Derivatives!, slope => Assert.Equal(3, slope));
        Assert.Null(curves.Curves[2].Derivatives);
        Assert.Contains("step from x = −5 to 5: values 0 … 1; autograd has no derivative of it.", new ActivationCurvesView(curves).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatHasNoCurveIsRefusedWithTheReason()
    {
        Assert.Contains("not elementwise", Assert.Throws<ArgumentException>(() => Activations.Curve(x => x.softmax(0))).Message, StringComparison.Ordinal);
        Assert.Contains("several numbers", Assert.Throws<ArgumentException>(() => Activations.Curve("Softmax")).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'sigmoid'", Assert.Throws<ArgumentException>(() => Activations.Curve("sigmoyd")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Activations.Curve("relu", new CurveOptions { Range = (1, 1) }));
    }

    /// <summary>x − 2 for x = 0, 1, 2, 3, 10: the ReLU is given −2, −1, 0, 1, 8, three of which have the derivative 0.</summary>
    [Fact]
    public void ANetsOwnPreActivationsStandUnderneath()
    {
        using var linear = nn.Linear(1, 1);
        using (no_grad())
        {
            linear.weight.fill_(1);
            linear.bias!.fill_(-2);
        }
        using var net = nn.Sequential(("fc", linear), ("act", nn.ReLU(inplace: true)), ("out", nn.Linear(1, 1)));
        using var x = tensor(new float[] { 0, 1, 2, 3, 10 }).reshape(5, 1);
        var curves = net.ActivationCurves(x);
        var curve = Assert.Single(curves.Curves);
        Assert.Equal(("act", 5, -2.0, 8.0), (curve.Name, curve.Inputs!.Stats.Count, curve.Inputs.Stats.Min, curve.Inputs.Stats.Max));
        Assert.Equal(0.6, curve.Inputs.FlatShare, 12);
        Assert.Equal(-5, curves.X[0]);
        Assert.InRange(curves.X[^1], 7, 8); // the 99 % quantile
        var view = Assert.IsType<ActivationCurvesView>(NNViz.Views.Views.Of(curves));
        Assert.Equal(3, view.Figure.Layout.Panels.Count);
        Assert.Contains("5 numbers from −2 to 8, 60 % of them where it is flat", view.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void ANetWithoutActivationLayersSaysWhatItHas()
    {
        using var net = nn.Sequential(("fc", nn.Linear(1, 1)));
        using var x = ones(1, 1);
        Assert.Contains("fc (Linear)", Assert.Throws<ArgumentException>(() => net.ActivationCurves(x)).Message, StringComparison.Ordinal);
    }

    private static double S(double x) => 1 / (1 + Math.Exp(-x));

    private static double Tsp(double x) => Math.Tanh(Math.Log(1 + Math.Exp(x)));

    /// <summary>The normal distribution function: erf by its Taylor series, which for |x| ≤ 5 is exact to some 1e-11.</summary>
    private static double Phi(double x)
    {
        var z = x / Math.Sqrt(2);
        var (term, sum) = (z, z);
        for (var n = 1; n < 120; n++)
        {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return 0.5 + sum / Math.Sqrt(Math.PI);
    }
}
