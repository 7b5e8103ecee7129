using NNViz.Networks;

namespace NNViz.Tests.Networks;

public class NameMatchTests
{
    private static readonly string[] Names = ["conv1", "conv2", "head", "bias"];

    [Theory]
    [InlineData("conv3", " Did you mean 'conv1' or 'conv2'?")]
    [InlineData("Heat", " Did you mean 'head'?")]
    [InlineData("encoder.7", "")]
    public void AQuestionNamesWhatIsNear(string text, string question) => Assert.Equal(question, NameMatch.Meant(text, Names));

    [Fact]
    public void OfManyNamesFortyAreListed()
    {
        string[] many = [.. Enumerable.Range(1, 42).Select(i => $"l{i}")];
        Assert.Equal("conv1, conv2, head, bias", NameMatch.Listed(Names));
        Assert.EndsWith(", l40 and 2 more", NameMatch.Listed(many), StringComparison.Ordinal);
        Assert.DoesNotContain("more", NameMatch.Listed(many[..40]), StringComparison.Ordinal);
    }
}
