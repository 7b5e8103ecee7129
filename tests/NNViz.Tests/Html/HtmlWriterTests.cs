using System.Text.RegularExpressions;
using NNViz.Html;

namespace NNViz.Tests.Html;

public class HtmlWriterTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>\"'&";
    private static readonly Picture Dot = Picture.Svg("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 4, 3, Hostile);

    private static string Write(Action<HtmlWriter> body)
    {
        using var text = new StringWriter();
        body(new HtmlWriter(text));
        return text.ToString();
    }

    [Fact]
    public void Elements_nest_and_close_and_void_ones_do_not()
    {
        var html = Write(html =>
        {
            using (html.Element("ul", ("class", "a b"), ("hidden", ""), ("title", null)))
            {
                html.Element("li", "1 < 2 & 3");
                html.Element("br").Dispose();
            }
        });
        Assert.Equal("<ul class=\"a b\" hidden=\"\"><li>1 &lt; 2 &amp; 3</li><br></ul>", html);
    }

    [Fact]
    public void An_element_disposed_twice_ends_once()
    {
        Assert.Equal("<p></p>", Write(html =>
        {
            var p = html.Element("p");
            p.Dispose();
            p.Dispose();
        }));
    }

    [Fact]
    public void Hostile_text_stays_text_in_content_attributes_and_payloads()
    {
        var html = Write(html =>
        {
            html.Text(Hostile);
            html.Element("p", "", ("title", Hostile));
            html.Widget("figure", Dot, json => json.WriteStringValue(Hostile + "<!--<script>"));
        });
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(html, "<script>"));
        Assert.Single(Regex.Matches(html, "</script>"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("p><script")]
    public void A_name_that_is_not_one_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => Write(html => html.Element(name).Dispose()));
        Assert.Throws<ArgumentException>(() => Write(html => html.Element("p", (name, "x")).Dispose()));
        Assert.Throws<ArgumentException>(() => Write(html => html.Widget(name, Dot, json => json.WriteNullValue())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b")]
    [InlineData("é")]
    public void A_live_key_that_could_leave_its_place_is_refused(string key) =>
        Assert.Throws<ArgumentException>(() => Write(html => html.Widget("live", Dot, json => json.WriteNullValue(), key)));

    [Fact]
    public void A_widgets_key_follows_from_its_content_or_is_the_live_key()
    {
        string Key(string name, int payload, string? live = null) =>
            Regex.Match(Write(html => html.Widget(name, Dot, json => json.WriteNumberValue(payload), live)), "data-nnviz=\"([^\"]+)\"").Groups[1].Value;
        Assert.Equal(Key("figure", 1), Key("figure", 1));
        Assert.NotEqual(Key("figure", 1), Key("figure", 2));
        Assert.NotEqual(Key("figure", 1), Key("tensor", 1));
        Assert.Equal("run-1:loss", Key("live", 1, "run-1:loss"));
    }

    [Fact]
    public void A_fragment_carries_a_small_style_once_and_the_picture_with_size_and_words()
    {
        var html = HtmlWriter.Fragment(html => html.Picture(Dot));
        var style = Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        Assert.InRange(style.Length, 1, 2048);
        Assert.Contains("width=\"4\" height=\"3\" alt=\"&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.StartsWith("<div class=\"nnviz\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_names_no_address_and_holds_one_loader()
    {
        var page = HtmlDocument.Page("T & <i>", html => html.Text("body"));
        Assert.Contains("<title>T &amp; &lt;i&gt;</title>", page, StringComparison.Ordinal);
        var withoutBundle = Regex.Replace(page, "atob\\(.*?\\)", "");
        Assert.DoesNotMatch("https?://", withoutBundle);
        Assert.Single(Regex.Matches(page, "atob\\("));
    }

    [Fact]
    public void The_first_output_and_a_figure_of_its_budget_stay_below_1_5_MB() =>
        Assert.InRange(Assets.LoaderHtml.Length, 100_000, 1_200_000);
}
