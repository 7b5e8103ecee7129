using System.Reflection;
using NNViz.Attributions;
using NNViz.Display;
using NNViz.Html;
using NNViz.Plotly;
using NNViz.Views;
using TorchSharp;

namespace NNViz.Tests.House;

/// <summary>Whatever is shown has a <c>ToHtml()</c>: hosts as Verso look for that method and ask for nothing else.</summary>
public class DisplayableTests
{
    public static TheoryData<Type> Types => [.. NNViz.Views.Views.Types];

    [Theory, MemberData(nameof(Types))]
    public void EveryTypeThatIsShownHasToHtml(Type type)
    {
        MethodInfo? method = type.GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, []);
        if (type.Assembly == typeof(torch).Assembly)
        {
            // TorchSharp's own types have it as an extension.
            method = new[] { typeof(TensorExtensions), typeof(NetExtensions) }.Select(one => one.GetMethod("ToHtml", [type])).FirstOrDefault(one => one is not null);
        }
        Assert.True(method?.ReturnType == typeof(string), $"{type.Name} has no public method string ToHtml(): add the line that the other types have.");
    }

    private static readonly Type[] FrontDoor =
    [
        typeof(NetExtensions), typeof(TensorExtensions), typeof(NetHooks), typeof(AttributionExtensions), typeof(FigureExtensions), typeof(Activations), typeof(ExplainMethods), typeof(Report),
        typeof(Attribution), typeof(AttributionComparison),
    ];

    /// <summary>What the front door gives that is no result to look at, and why.</summary>
    private static readonly Dictionary<Type, string> NotShown = new()
    {
        [typeof(void)] = "nothing",
        [typeof(string)] = "a text, such as the HTML itself",
        [typeof(int)] = "a number",
        [typeof(bool)] = "an answer",
        [typeof(NNViz.Images.Raster)] = "pixels, for programs; the figure that they are of is shown",
        [typeof(Report)] = "a page of its own, to be saved",
        [typeof(IReadOnlyList<double>)] = "a number for each sample",
        [typeof(Dictionary<string, torch.Tensor>)] = "copies of the weights, to compare with later",
    };

    public static TheoryData<string, Type> Calls => [.. FrontDoor.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => !method.IsSpecialName && !method.Name.Contains('<', StringComparison.Ordinal)).Select(method => ($"{type.Name}.{method.Name}", method.ReturnType)).Distinct())];

    /// <summary>README and the message of <see cref="Report.Add"/> say that whatever a method of NNViz returns can be shown.</summary>
    [Theory, MemberData(nameof(Calls))]
    public void WhatTheFrontDoorGivesCanBeShown(string call, Type returned) =>
        Assert.True(NotShown.ContainsKey(returned) || NNViz.Views.Views.Types.Any(shown => shown.IsAssignableFrom(returned)),
            $"{call} gives {returned}, which has no view: add a row to Views.List, or say in this test why it is nothing to look at.");

    [Fact]
    public void TheFirstOfAProcessBringsTheFrontEndAndLaterOnesAreSmall()
    {
        var figure = new Figure(new FigureLayout("t", new Axis("x"), new Axis("y")), new Line(new[] { 1, 2 }, new[] { 1, 2 }));
        figure.ToHtml();
        var later = figure.ToHtml();
        Assert.Equal(new FigureView(figure).ToFragment(), later);
        ForgetTheFrontEnd();
        Assert.StartsWith("<script>", figure.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(later, figure.ToHtml());
        using var tensor = torch.arange(4);
        Assert.Contains("<img", tensor.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void AViewThatIsAskedForByNameBringsTheFrontEndToo()
    {
        using var tensor = torch.rand(4, 3, 8, 8);
        foreach (View view in new View[] { tensor.Show(), tensor.Heatmap(), tensor.Image(), tensor.Gallery(), tensor.Compare(tensor) })
        {
            ForgetTheFrontEnd();
            Assert.StartsWith("<script>", view.ToHtml(), StringComparison.Ordinal);
            Assert.DoesNotContain(Assets.LoaderHtml, view.ToHtml(), StringComparison.Ordinal);
        }
    }

    private static void ForgetTheFrontEnd() => typeof(HtmlPort).GetField("frontEndCame", BindingFlags.NonPublic | BindingFlags.Static)!.SetValue(null, 0);
}
