using System.Globalization;
using NNViz.Text;

namespace NNViz.Tests.Text;

/// <summary>The one spelling of numbers, written by hand.</summary>
public class WordsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(1, "1")]
    [InlineData(-12, "−12")]
    [InlineData(0.25, "0.25")]
    [InlineData(-0.021314, "−0.02131")]
    [InlineData(999.95, "1000")]
    [InlineData(999.94, "999.9")]
    [InlineData(9999.7, "10000")]
    [InlineData(12345.6, "12346")]
    [InlineData(-123456.7, "−123457")]
    [InlineData(123456, "123456")]
    [InlineData(999999, "999999")]
    [InlineData(999999.7, "1e6")]
    [InlineData(1234567, "1.235e6")]
    [InlineData(1e9, "1e9")]
    [InlineData(-1e9, "−1e9")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012341, "0.0001234")]
    [InlineData(1e-5, "1e−5")]
    [InlineData(-3.2109e-7, "−3.211e−7")]
    [InlineData(5e-324, "4.941e−324")]
    [InlineData(double.MaxValue, "1.798e308")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "−Inf")]
    public void ANumberHasFourDigits(double value, string text) => Assert.Equal(text, Words.Number(value));

    [Fact]
    public void TheLargestInt64IsANumber() => Assert.Equal("9.223e18", Words.Number(long.MaxValue));

    [Theory]
    [InlineData(2, 3.14159, "3.1")]
    [InlineData(3, 0.0214321, "0.0214")]
    [InlineData(3, 999.95, "1000")]
    [InlineData(2, 1.96e-5, "2e−5")]
    [InlineData(1, 1.96e-5, "2e−5")]
    [InlineData(6, 2.302585, "2.30259")]
    [InlineData(3, 12345, "12345")]
    public void DigitsMayBeAskedFor(int digits, double value, string text) => Assert.Equal(text, Words.Number(value, digits));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(16777216, "16,777,216")]
    [InlineData(-1234, "−1,234")]
    [InlineData(long.MaxValue, "9,223,372,036,854,775,807")]
    public void ACountHasItsThousandsApart(long count, string text) => Assert.Equal(text, Words.Count(count));

    [Fact]
    public void ACountAgreesWithItsNoun() =>
        Assert.Equal(["0 cells", "1 cell", "2 cells", "1 pass", "1,000 passes"],
            [Words.Count(0, "cell"), Words.Count(1, "cell"), Words.Count(2, "cell"), Words.Count(1, "pass", "passes"), Words.Count(1000, "pass", "passes")]);

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(-0.0, "0 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.75, "75 %")]
    [InlineData(1.0 / 3, "33.3 %")]
    [InlineData(0.0123, "1.2 %")]
    [InlineData(0.0004, "0.04 %")]
    [InlineData(0.0096, "0.96 %")]
    [InlineData(0.00001, "< 0.01 %")]
    [InlineData(-0.00001, "> −0.01 %")]
    [InlineData(0.9991, "99.9 %")]
    [InlineData(0.9996, "99.96 %")]
    [InlineData(0.99999, "> 99.99 %")]
    [InlineData(-0.99999, "< −99.99 %")]
    [InlineData(-0.0531, "−5.3 %")]
    [InlineData(1.5, "150 %")]
    [InlineData(double.NaN, "NaN %")]
    [InlineData(double.NegativeInfinity, "−Inf %")]
    public void APartIsNeverRoundedToNothingOrAll(double part, string text) => Assert.Equal(text, Words.Percent(part));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(312, "0.0312 ms")]
    [InlineData(5_000, "0.5 ms")]
    [InlineData(123_456, "12.3 ms")]
    [InlineData(9_999_999, "1000 ms")]
    [InlineData(10_000_000, "1 s")]
    [InlineData(12_345_678, "1.23 s")]
    [InlineData(1_250_000_000, "125 s")]
    [InlineData(-12_345, "−1.23 ms")]
    public void TimesHaveThreeDigits(long ticks, string text) => Assert.Equal(text, Words.Seconds(TimeSpan.FromTicks(ticks)));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1, "1 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(12_800, "12.5 KiB")]
    [InlineData((1 << 20) - 1, "1 MiB")]
    [InlineData(64 << 20, "64 MiB")]
    [InlineData(1L << 30, "1 GiB")]
    [InlineData(long.MaxValue, "8 EiB")]
    [InlineData(-1536, "−1.5 KiB")]
    public void BytesAreCountedInPowersOf1024(long bytes, string text) => Assert.Equal(text, Words.Bytes(bytes));

    [Fact]
    public void OfManyNamesTheFirstAreGiven()
    {
        Assert.Equal("", Words.Some([]));
        Assert.Equal("a, b, c, d", Words.Some(["a", "b", "c", "d"]));
        Assert.Equal("a, b, c, d and 2 more", Words.Some(["a", "b", "c", "d", "e", "f"]));
        Assert.Equal("a and 1 more", Words.Some(["a", "b"], 1));
    }

    [Fact]
    public void AShapeReadsAsInPyTorch() =>
        Assert.Equal(["[]", "[7]", "[64, 1, 28, 28]"], [Words.Shape<long>([]), Words.Shape([7]), Words.Shape([64L, 1, 28, 28])]);

    /// <summary>A notebook's language changes no number: German writes 1.234,5 and Swedish another minus.</summary>
    [Theory, InlineData("de-DE"), InlineData("sv-SE")]
    public void TheLanguageOfTheMachineChangesNothing(string language)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
            Assert.Equal(["−0.5", "1,234", "12.5 %", "1.5 s", "1.5 KiB", "[1000, 2]"],
                [Words.Number(-0.5), Words.Count(1234), Words.Percent(0.125), Words.Seconds(TimeSpan.FromSeconds(1.5)), Words.Bytes(1536), Words.Shape([1000, 2])]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
