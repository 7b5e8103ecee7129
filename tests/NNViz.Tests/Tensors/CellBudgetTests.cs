using NNViz.Tensors;

namespace NNViz.Tests.Tensors;

public class CellBudgetTests
{
    [Theory]
    [InlineData("10 1000 1000", 410, "10 200 200")]
    [InlineData("1000 10 300", 410, "200 10 200")]
    [InlineData("5 5", 100, "5 5")]
    [InlineData("100 100 100", 2, "1 1 1")]
    [InlineData("0 50", 20, "1 19")]
    public void TheSmallGetWhatTheyNeed(string needs, int cells, string shares) =>
        Assert.Equal(Numbers(shares), CellBudget.Share(Numbers(needs), cells).Select(share => (long)share));

    private static long[] Numbers(string text) =>
        [.. text.Split(' ').Select(number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
