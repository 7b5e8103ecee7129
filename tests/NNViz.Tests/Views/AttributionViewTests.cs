using NNViz.Attributions;
using NNViz.Tests.Attributions;
using NNViz.Training;
using NNViz.Views;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Views;

/// <summary>Explanations as outputs: size, words, what is drawn and what is not.</summary>
public class AttributionViewTests
{
    private const int MostBytes = 300_000;
    private static readonly ExplainOptions Plain = new() { Checks = false };

    private static Module<Tensor, Tensor> Net() => Sequential(
        ("conv1", Conv2d(3, 8, 3, stride: 4)), ("relu1", ReLU()), ("conv2", Conv2d(8, 8, 3, stride: 4)), ("relu2", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(8, 4)));

    /// <summary>Noise is the worst case: no picture of it can be packed.</summary>
    [Theory]
    [InlineData(8, 224)]
    [InlineData(1, 224)]
    [InlineData(1, 640)]
    [InlineData(32, 32)]
    public void AnOutputStaysSmall(int samples, int side)
    {
        using var net = Net();
        using var x = rand(samples, 3, side, side);
        Assert.InRange(Html(net.InputXGradient(x, 1, Plain)).Length, 10_000, MostBytes);
        Assert.InRange(Html(net.GradCam(x, 1, relu: false, options: Plain)).Length, 10_000, MostBytes);
        Assert.InRange(Html(net.Explain(x, "inputxgradient,saliency,smoothgrad,layercam", 1, options: Plain)).Length, 10_000, MostBytes);
        Assert.InRange(Html(net.LayerActivation(x, "conv1", Plain)).Length, 5_000, MostBytes);
    }

    [Fact]
    public void MapsOfOneMethodAreToldApart()
    {
        using var net = Net();
        using var x = rand(1, 3, 32, 32);
        var layers = Attribution.Compare(net.GradCam(x, 1, "conv1", options: Plain), net.GradCam(x, 1, "relu1", options: Plain), net.Saliency(x, 1, options: Plain));
        Assert.Equal(["Grad-CAM conv1", "Grad-CAM relu1", "Saliency"], layers.Items.Select(layers.NameOf));
        Assert.Contains("Grad-CAM relu1", Html(layers), StringComparison.Ordinal);
        var classes = Attribution.Compare(net.Saliency(x, 1, options: Plain), net.Saliency(x, 2, options: Plain));
        Assert.Equal(["Saliency class 1", "Saliency class 2"], classes.Items.Select(classes.NameOf));
        // One table of outputs serves both, so it must not name one class as the explained one.
        Assert.Contains(">explained<", Html(layers), StringComparison.Ordinal);
        Assert.DoesNotContain(">explained<", Html(classes), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAMethodSaysBesideItsMapIsWritten()
    {
        using var net = Net().Weighted(3);
        using var x = new Noise(4).Normal(zeros(1, 3, 32, 32));
        var fused = net.GradCam(x, 1, "conv1,conv2", options: Plain);
        var shap = net.KernelShap(x, 1, FeatureMask.Patches(8, 8), 40, Plain);
        var error = NNViz.Text.Words.Number(shap.StandardError!.ToDoubles().Max(), 3);
        var both = Html(Attribution.Compare(fused, shap));
        foreach (var html in new[] { Html(shap), both }.Select(System.Net.WebUtility.HtmlDecode))
        {
            Assert.Contains("local R²", html, StringComparison.Ordinal);
            Assert.Contains($"largest standard error {error}", html, StringComparison.Ordinal);
        }
        Assert.Contains("Grad-CAM: the maps of several layers", both, StringComparison.Ordinal);
    }

    [Fact]
    public void BarsOfATableCarryTheirStandardErrors()
    {
        using var net = Sequential(("fc1", Linear(6, 8)), ("relu", ReLU()), ("fc2", Linear(8, 3)));
        using var x = rand(2, 6);
        Assert.Contains("± standard error", Html(net.KernelShap(x, 1, samples: 30, options: Plain)), StringComparison.Ordinal);
        Assert.DoesNotContain("± standard error", Html(net.Saliency(x, 1, options: Plain)), StringComparison.Ordinal);
    }

    [Fact]
    public void InputsOfOtherValuesAreNotCompared()
    {
        using var net = Net();
        using var x = rand(1, 3, 32, 32);
        using var other = x + 1;
        var refused = Assert.Throws<ArgumentException>(() => Attribution.Compare(net.Saliency(x, 1, options: Plain), net.GradCam(other, 1, options: Plain)));
        Assert.Contains("'Saliency' and 'Grad-CAM'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ScoresAreBarsAndATable()
    {
        using var net = Net();
        using var x = rand(2, 3, 32, 32);
        using var region = zeros(32, 32);
        region[..16, ..16] = 1;
        var scores = net.Explain(x, "saliency,inputxgradient", 1, options: Plain).Localise(region);
        Assert.Equal(0.25, scores.Chance, 1e-9);
        var html = Html(scores);
        Assert.Contains("<img", html, StringComparison.Ordinal);
        Assert.Contains("pointing game", html, StringComparison.Ordinal);
        Assert.Contains("The regions cover 25 % of the images", NNViz.Views.Views.Of(scores)!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressIsABarWhileItRuns()
    {
        Assert.Contains("<progress aria-label=\"perturbed input\" max=\"1\" value=\"0.25\">", Html(new Progress("perturbed input", 5, 20, TimeSpan.FromSeconds(2), true)), StringComparison.Ordinal);
        var ended = Html(new Progress("perturbed input", 20, 20, TimeSpan.FromSeconds(8), false));
        Assert.DoesNotContain("<progress", ended, StringComparison.Ordinal);
        Assert.Contains("20/20", ended, StringComparison.Ordinal);
    }

    private static string Html(object result) => NNViz.Views.Views.Of(result)!.ToHtml();
}
