using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NNViz.Jupyter.Notebooks;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary>Notebooks as pages and as Markdown: every kind of output, and pictures.</summary>
public sealed class PageTests : IDisposable
{
    /// <summary>One white pixel.</summary>
    private const string Gif = "R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("[1,\"a\",{\"b\":null}]", "\"b\": null")]
    [InlineData("{\"deep\":[1.5]}", "\"deep\": [")]
    [InlineData("42", "42")]
    [InlineData("\"text\"", "\"text\"")]
    [InlineData("true", "true")]
    public void An_output_that_is_only_JSON_is_shown_as_JSON(string json, string expected)
    {
        foreach (var mime in (string[])["application/json", "application/geo+json"])
        {
            var data = new JsonObject { [mime] = JsonNode.Parse(json) };
            Assert.Contains(System.Net.WebUtility.HtmlEncode(expected), Html(data), StringComparison.Ordinal);
            var markdown = Written("md", data);
            Assert.Contains("```json\n", markdown, StringComparison.Ordinal);
            Assert.Contains(expected, markdown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("image/svg+xml", "<svg xmlns='x'/>", "![Output image](data:image/svg+xml;base64,PHN2ZyB4bWxucz0neCcvPg==)")]
    [InlineData("text/latex", "$$x^2$$", "$$x^2$$\n")]
    [InlineData("text/latex", "x^2", "$$\nx^2\n$$\n")]
    [InlineData("text/html", "<b>x</b>", "<b>x</b>\n")]
    [InlineData("application/javascript", "1", "application/javascript: no representation")]
    public void Markdown_drops_no_output(string mime, string value, string expected) => Assert.Contains(expected,
        Written("md", new JsonObject { [mime] = NotebookCell.Lines(value) }), StringComparison.Ordinal);

    [Theory]
    [InlineData("html")]
    [InlineData("md")]
    [InlineData("ipynb")]
    public void A_run_shows_JSON_in_every_format(string format)
    {
        var (status, log) = _work.Nnviz("run", _work.Dib("display(new[] { 1, 2 }, \"application/json\");", "display(7, \"application/json\");"),
            "-o", "out." + format);
        Assert.True(status == 0, log);
        Assert.Contains("7", File.ReadAllText(_work["out." + format]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("![a](pic.gif)")]
    [InlineData("<img alt=\"x > y\" width=10 src='pic.gif'>")]
    [InlineData("<IMG SRC=pic.gif >")]
    [InlineData("<img data-src=\"no.gif\" src = \"./my%20pics/../pic.gif?raw=true\"/>")]
    [InlineData("<img alt=\"it's src='no.gif'\" src=\"pic.gif\">")]
    public void A_picture_beside_the_notebook_is_in_the_page_however_it_is_named(string markdown)
    {
        _ = Directory.CreateDirectory(_work["my pics"]);
        File.WriteAllBytes(_work["pic.gif"], Convert.FromBase64String(Gif));
        Assert.Contains("data:image/gif;base64," + Gif, Page(markdown), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_a_cell_draws_is_in_the_page_and_so_is_the_next_one_of_its_name()
    {
        var page = new HtmlPage(_work["n.ipynb"]);
        var notebook = NotebookFile.Create([NotebookCell.Create("markdown", null, "![the plot](plot.gif)", "1")]);
        Assert.Contains("the plot (the picture plot.gif is not there)", page.Write(notebook), StringComparison.Ordinal);
        foreach (var content in (byte[][])[[1], [1, 2]])
        {
            File.WriteAllBytes(_work["plot.gif"], content);
            Assert.Contains($"src=\"data:image/gif;base64,{Convert.ToBase64String(content)}\"", page.Write(notebook), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_picture_on_the_web_is_a_link_with_words_and_nothing_may_be_loaded()
    {
        var page = Page("![loss & 5 < 6](https://example.org/a.png?x=1&y=2) [![badge](//example.org/b.svg)](https://example.org)");
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.org/a.png?x=1&amp;y=2\">loss &amp; 5 &lt; 6</a> (a picture on the web, not in this file)", page,
            StringComparison.Ordinal);
        Assert.Contains(">badge (a picture on the web", page, StringComparison.Ordinal);
        Assert.Contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src data: blob: ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_keeps_its_text_gets_its_files_and_is_told_of_when_it_asks_the_web()
    {
        File.WriteAllBytes(_work["pic.gif"], Convert.FromBase64String(Gif));
        const string Code = "<script>el.innerHTML = `<img src=\"${url}\">`</script>";
        var own = Html(new JsonObject { ["text/html"] = Code + "<img src='pic.gif'>" });
        Assert.Contains(Code + $"<img src='data:image/gif;base64,{Gif}'>", own, StringComparison.Ordinal);
        Assert.DoesNotContain("loads nothing from there", own, StringComparison.Ordinal);
        Assert.Contains("loads nothing from there", Page("<video src='https://example.org/v.mp4'></video>"), StringComparison.Ordinal);
        Assert.DoesNotContain("loads nothing from there", Page("`<img src='https://example.org/v.png'>`"), StringComparison.Ordinal);
        Assert.Contains("loads nothing from there", Html(new JsonObject { ["text/html"] = "<script src=\"https://example.org/x.js\"></script>" }),
            StringComparison.Ordinal);
    }

    /// <summary>None is the name of a file beside the notebook that is there; the page is written all the same.</summary>
    [Theory]
    [InlineData("a%00.png")]
    [InlineData("a%00.gif")]
    [InlineData("%2F%2Fhost/pic.gif")]
    [InlineData("%5C%5Chost%5Cpic.gif")]
    [InlineData("/%5Chost/pic.gif")]
    [InlineData("%5C%3F%3F%5CUNC%5Chost%5Cpic.gif")]
    public void The_name_of_no_file_is_no_picture(string source)
    {
        // Elsewhere than on Windows, \\host\pic.gif is a file like any other, and two slashes are one.
        if (!OperatingSystem.IsWindows())
            File.WriteAllBytes(_work[Uri.UnescapeDataString(source.Replace("%00", "", StringComparison.Ordinal)).Replace('/', '_')], [1]);
        var page = Page($"![shown]({source})");
        Assert.Contains("<span class=\"absent\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data:image", page, StringComparison.Ordinal);
        Assert.Contains(source, Html(new JsonObject { ["text/html"] = $"<img src='{source}'>" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<video src=\"film.mp4\"></video>", "film.mp4")]
    [InlineData("<video poster='p.png'><source src=film.webm></video>", "p.png", "film.webm")]
    [InlineData("<iframe title='a > b' src=\"frame.html\"></iframe>", "frame.html")]
    [InlineData("<script src='own.js'></script><script>let s = '<img src=\"no.png\">';</script>", "own.js")]
    [InlineData("<link rel=stylesheet href=own.css><link rel=canonical href='https://example.org/'>", "own.css")]
    [InlineData("<img src='data:image/gif;base64,R0==' srcset='a.png 1x, data:image/gif;base64,R0== 2x, b,c.png'>", "a.png", "b,c.png")]
    [InlineData("<img src='scan.tiff'><img src='scan.tiff'><!-- <img src='no.png'> --><style>a::after { content: '<img src=no>' }</style>",
        "scan.tiff")]
    [InlineData("<svg><use href='#part'/><image xlink:href='map.png'/></svg><iframe src='about:blank'></iframe><img src=''>", "map.png")]
    [InlineData("<object data='https://example.org/a.pdf?x=1&amp;y=2'></object>", "https://example.org/a.pdf?x=1&amp;y=2")]
    public void What_an_output_names_and_a_page_cannot_have_is_named(string html, params string[] missing) =>
        Assert.Equal($"there: {string.Join(", ", missing.Select(name => $"<code>{name}</code>"))}.",
            Regex.Match(Html(new JsonObject { ["text/html"] = html }), @"there: .*(?=</p>)").Value);

    [Fact]
    public void What_is_missing_is_counted_where_there_is_much_of_it()
    {
        var page = Page(string.Concat(Enumerable.Range(0, 23).Select(i => $"<audio src='{i}.ogg'></audio>")));
        Assert.Contains("<code>19.ogg</code> and 3 more.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<code>20.ogg</code>", page, StringComparison.Ordinal);
    }

    private string Page(string markdown) => new HtmlPage(_work["n.ipynb"])
        .Write(NotebookFile.Create([NotebookCell.Create("markdown", null, markdown, "1")]));

    private string Html(JsonObject data) => Written("html", data);

    private string Written(string format, JsonObject data)
    {
        var cell = NotebookCell.Create("code", null, "x", "1");
        cell["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = data.DeepClone() });
        return NotebookWriters.Create(format, _work["n.ipynb"]).Write(NotebookFile.Create([cell]));
    }
}
