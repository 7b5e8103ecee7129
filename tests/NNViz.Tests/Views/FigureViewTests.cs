using System.Text.Json;
using System.Xml.Linq;
using NNViz.Plotly;
using NNViz.Views;

namespace NNViz.Tests.Views;

public class FigureViewTests
{
    private static readonly Figure Evil = new(
        new FigureLayout("</script>#%\"'& <é", new Axis("x"), new Axis("y")), new Bar(new double[] { 1, 2 }) { Name = "<b>" });

    [Fact]
    public void TheOutputHoldsPictureAndSpec()
    {
        string html = Evil.ToHtml();
        string img = html[html.IndexOf("<img", StringComparison.Ordinal)..];
        Assert.Contains("widget:\"figure\"", html, StringComparison.Ordinal);
        Assert.Single(html.Split("</script>").Skip(1)); // the end of the one script
        string address = System.Net.WebUtility.HtmlDecode(img.Split("src=\"")[1].Split('"')[0]);
        Assert.StartsWith("data:image/svg+xml,", address, StringComparison.Ordinal);
        Assert.DoesNotContain("#", address, StringComparison.Ordinal);
        XElement svg = XElement.Parse(Uri.UnescapeDataString(address[19..]));
        Assert.Contains(svg.Descendants(), e => e.Value == "</script>#%\"'& <é");
    }

    [Fact]
    public void FilesHoldWhatTheyAreNamedFor()
    {
        string folder = Directory.CreateTempSubdirectory("nnviz").FullName;
        try
        {
            Evil.SaveSvg(Path.Combine(folder, "f.svg"));
            Evil.SaveJson(Path.Combine(folder, "f.json"));
            Evil.SaveHtml(Path.Combine(folder, "f.html"));
            Assert.Equal("svg", XElement.Load(Path.Combine(folder, "f.svg")).Name.LocalName);
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "f.json")));
            Assert.Equal(1, json.RootElement.GetProperty("data").GetArrayLength());
            string page = File.ReadAllText(Path.Combine(folder, "f.html"));
            Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
            Assert.Contains("DecompressionStream", page, StringComparison.Ordinal); // the front end is inside
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void TheTextIsTheAlt() => Assert.Equal(Evil.Alt, new FigureView(Evil).ToString());
}
