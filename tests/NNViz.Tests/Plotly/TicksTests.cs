using NNViz.Plotly;

namespace NNViz.Tests.Plotly;

public class TicksTests
{
    private static readonly Axis Plain = new("x");

    [Theory]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(-1, 1, 4, "−1 −0.5 0 0.5 1")]
    [InlineData(0.1, 0.32, 5, "0.1 0.15 0.2 0.25 0.3")]
    [InlineData(0, 25000, 5, "0 5000 10k 15k 20k 25k")]
    [InlineData(0, 3e6, 3, "0 1M 2M 3M")]
    [InlineData(0, 4e-6, 4, "0 1e−6 2e−6 3e−6 4e−6")]
    public void RoundNumbers(double low, double high, int wanted, string expected) =>
        Assert.Equal(expected, Words(Plain, low, high, wanted));

    [Theory]
    [InlineData(0, 3, 8, "0 1 2 3")]
    [InlineData(1, 40, 4, "10 20 30 40")]
    public void WholeNumbersOnly(double low, double high, int wanted, string expected) =>
        Assert.Equal(expected, Words(Plain with { Integers = true }, low, high, wanted));

    [Theory]
    [InlineData(0.001, 100, 6, "0.001 0.01 0.1 1 10 100")]
    [InlineData(0.3, 7, 6, "0.5 1 2 5")]
    [InlineData(1e-12, 1, 4, "1e−12 1e−9 1e−6 0.001 1")]
    public void Decades(double low, double high, int wanted, string expected) =>
        Assert.Equal(expected, Words(Plain with { Log = true }, low, high, wanted));

    [Fact]
    public void WordsThatDoNotFitAreLeftOutEvenly() =>
        Assert.Equal("a d g", Words(Plain with { Labels = ["a", "b", "c", "d", "e", "f", "g", "h"] }, -0.5, 7.5, 3));

    private static string Words(Axis axis, double low, double high, int wanted) =>
        string.Join(' ', Ticks.Of(axis, new Interval(low, high), wanted).Select(t => t.Text));
}
