using NNViz.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

public class LayerTreeTests
{
    private static LayerTree Tree()
    {
        var block = nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("relu", nn.ReLU()));
        return LayerTree.Of(nn.Sequential(("features", block), ("conv1", nn.Conv2d(2, 2, 3)), ("again", block), ("head", nn.Linear(2, 2))));
    }

    [Fact]
    public void ParentsComeBeforeChildrenAndASharedModuleStandsOnce()
    {
        var tree = Tree();
        Assert.Equal(["", "features", "features.conv", "features.relu", "conv1", "head"], tree.Layers.Select(layer => layer.Name));
        Assert.Equal([0, 1, 2, 2, 1, 1], tree.Layers.Select(layer => layer.Depth));
        Assert.Equal(["again"], tree.Layers[1].Aliases);
        Assert.Equal("Sequential", tree.Root.DisplayName);
    }

    [Theory]
    [InlineData("conv1", "conv1")]
    [InlineData("again", "features")]
    [InlineData("*conv*", "features.conv conv1")]
    [InlineData("conv?", "conv1")]
    [InlineData("conv2d", "features.conv conv1")]
    [InlineData("head, features.relu", "features.relu head")]
    [InlineData("3", "features.relu")]
    [InlineData("-1", "head")]
    [InlineData("0", "")]
    public void SelectorsFind(string selector, string names) =>
        Assert.Equal(names.Split(' '), Tree().Select(selector).Select(layer => layer.Name));

    [Fact]
    public void ANameThatLooksLikeAnIndexIsAName()
    {
        var tree = LayerTree.Of(nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1)));
        Assert.Equal("0", tree.SelectSingle("0").Name);
    }

    [Theory]
    [InlineData("conv3", "No layer is called 'conv3'. Did you mean 'conv1'")]
    [InlineData("Linaer", "Did you mean 'Linear'?")]
    [InlineData("zzzzzzz", "No layer is called 'zzzzzzz'. The layers are: features, features.conv, features.relu, conv1, head.")]
    [InlineData("9", "The layers are:")]
    public void WhatIsNotThereIsNamedWithWhatIs(string selector, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Tree().Select(selector)).Message);

    [Fact]
    public void OneLayerMeansOne() =>
        Assert.Contains("selects 2 layers where one is wanted: features.conv, conv1",
            Assert.Throws<ArgumentException>(() => Tree().SelectSingle("*conv*")).Message);
}
