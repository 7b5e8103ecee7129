using System.Reflection;
using NNViz.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Module = TorchSharp.torch.nn.Module;

namespace NNViz.Tests.Attributions;

/// <summary>Methods by name: each call of the front door has one, and what cannot be done is said before anything runs.</summary>
public class NamedMethodTests
{
    /// <summary>Needs the index of a neuron, which a name does not carry.</summary>
    private static readonly string[] Nameless = [nameof(NetExtensions.NeuronConductance)];

    /// <summary>Every call of the front door that gives an <see cref="Attribution"/>, found by reflection: a new one without a name fails here.</summary>
    public static TheoryData<string> Calls => [.. typeof(NetExtensions).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => method.ReturnType == typeof(Attribution)).Select(method => method.Name).Distinct().Except(Nameless)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void EveryCallHasItsName(string call)
    {
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(3).Normal(zeros(2, 1, 8, 8));
        var layer = call.StartsWith("Layer", StringComparison.Ordinal) && call != nameof(NetExtensions.LayerCam) || call == nameof(NetExtensions.InternalInfluence) ? "conv2" : null;
        var options = new ExplainOptions { Checks = false, Steps = 3 };
        if (call == nameof(NetExtensions.ShapleyExact))
        {
            // 64 elements are too many for it: the refusal is that of the call itself.
            Assert.Contains("12", Assert.ThrowsAny<ArgumentException>(() => net.Explain(x, call, 1, layer, options)).Message, StringComparison.Ordinal);
            return;
        }
        var named = Assert.Single(net.Explain(x, call, 1, layer, options).Items);
        Assert.Equal(layer ?? named.Layer, named.Layer);
        var direct = (Attribution)Direct(call, net, x, layer, options);
        Assert.Equal((direct.Method, direct.Target, direct.Steps), (named.Method, named.Target, named.Steps));
        Assert.Equal(direct.Map.ToDoubles(), named.Map.ToDoubles());
    }

    [Theory]
    [InlineData("ig", "Integrated Gradients")]
    [InlineData("Grad-CAM++", "Grad-CAM++")]
    [InlineData("grad-cam", "Grad-CAM")]
    [InlineData("Input × Gradient", "Input × Gradient")]
    [InlineData("SmoothGrad²", "SmoothGrad²")]
    [InlineData("smooth grad", "SmoothGrad")]
    public void ANameMayBeWrittenInManyWays(string name, string method)
    {
        using var net = EveryMethod.DelicateNet();
        using var x = zeros(1, 1, 8, 8);
        Assert.Equal(method, Assert.Single(net.Explain(x, name, options: new() { Checks = false, Steps = 2 }).Items).Method);
    }

    /// <summary>A rule is called as its method is; the compiler's name for a lambda is nobody's.</summary>
    [Fact]
    public void ARuleOfOnesOwnHasAName()
    {
        using var net = EveryMethod.DelicateNet();
        using var x = zeros(1, 1, 8, 8);
        Assert.Equal("CAM by a rule of one's own", net.ClassActivationMap(x, (a, _) => a.sum(1), options: new() { Checks = false }).Method);
        Assert.Equal("HiResCam", net.ClassActivationMap(x, CamRules.HiResCam, options: new() { Checks = false }).Method);
    }

    [Theory]
    [InlineData("gradkam", null, "No method is called 'gradkam'. Did you mean 'gradcam'")]
    [InlineData("gradcam, nothing like it", null, "No method is called 'nothing like it'. There are: gradient")]
    [InlineData(" , ", null, "No method is named. There are: ")]
    [InlineData("layeractivation", null, "LayerActivation explains a layer of your choice")]
    [InlineData("ig,saliency", "conv1", "A layer is named, 'conv1', and IntegratedGradients, Saliency explain the input.")]
    public void AMistakeIsNamedBeforeTheNetRuns(string methods, string? layer, string message)
    {
        using var net = new NeverRuns();
        using var x = zeros(1, 1, 8, 8);
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => net.Explain(x, methods, layer: layer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsRefusedOfSeveralIsNamedWithTheReason()
    {
        using var net = Sequential(("fc", Linear(4, 2))).Weighted(1);
        using var x = ones(3, 4);
        var comparison = net.Explain(x, "gradcam,ig,ig", options: new() { Checks = false });
        Assert.Equal("Integrated Gradients", Assert.Single(comparison.Items).Method);
        Assert.Equal(nameof(NetExtensions.GradCam), Assert.Single(comparison.Missing).Method);
        Assert.Contains("map in space", comparison.Missing[0].Why, StringComparison.Ordinal);
        Assert.Contains("There is no class 5", Assert.ThrowsAny<ArgumentException>(() => net.Explain(x, "gradcam,ig", 5)).Message, StringComparison.Ordinal);
    }

    private static object Direct(string call, Module net, Tensor x, string? layer, ExplainOptions options)
    {
        var method = typeof(NetExtensions).GetMethods().First(m => m.Name == call && m.ReturnType == typeof(Attribution)
            && m.GetParameters().All(p => p.ParameterType != typeof(CamRule) && p.ParameterType != typeof(long[])));
        return method.Invoke(null, [.. method.GetParameters().Select(p => p.Name switch
        {
            "net" => net,
            "input" => new Inputs(x),
            "target" => (Target)1,
            "layer" => layer,
            "options" => options,
            _ => p.DefaultValue,
        })])!;
    }

    private sealed class NeverRuns() : Module<Tensor, Tensor>(nameof(NeverRuns))
    {
        public override Tensor forward(Tensor x) => throw new NotSupportedException("ran");
    }
}
