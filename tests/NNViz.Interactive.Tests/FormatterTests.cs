using System.Diagnostics;
using Microsoft.DotNet.Interactive.Events;

namespace NNViz.Interactive.Tests;

public class FormatterTests
{
    [Theory]
    [InlineData("torch.arange(12).reshape(3, 4)")]
    [InlineData("Linear(4, 3)")]
    [InlineData("Sequential(Conv2d(1, 2, 3), ReLU()).Summary(torch.rand(1, 1, 8, 8))")]
    [InlineData("Sequential((\"conv\", Conv2d(1, 2, 3)), (\"relu\", ReLU())).FeatureMaps(torch.rand(1, 1, 8, 8), \"conv\")")]
    public async Task A_cell_that_ends_in_one_shows_a_picture_and_a_short_text(string code)
    {
        using var notebook = await Notebook.Open();
        var result = await notebook.Do(code);
        var html = Assert.Single(result.Html);
        Assert.StartsWith("<div class=\"nnviz\"", html, StringComparison.Ordinal);
        Assert.Contains("<img src=\"data:image/", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 1, 300_000);
        Assert.InRange(Assert.Single(result.Text).Length, 1, 4000);
    }

    [Fact]
    public async Task A_history_is_shown_while_it_is_logged_and_again_by_a_later_cell()
    {
        using var notebook = await Notebook.Open();
        var logged = await notebook.Do("var history = new TrainingHistory(); history.Log(0, (\"loss\", 2.0)); history.Log(1, (\"loss\", 1.0));");
        Assert.Contains("loss 1 at step 1", logged.Text[^1], StringComparison.Ordinal); // the last value, at the cell's end
        Assert.Contains("best 1 at step 1", Assert.Single((await notebook.Do("history")).Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_end_comes_once_and_again_when_its_cell_runs_again()
    {
        using var notebook = await Notebook.Open(load: false);
        bool BringsFrontEnd(CellResult cell) => cell.Html.Count(html => html.Contains("DecompressionStream", StringComparison.Ordinal)) == 1;
        Assert.True(BringsFrontEnd(await notebook.Do(Notebook.LoadCell)));
        Assert.False(BringsFrontEnd(await notebook.Do("torch.zeros(3)")));
        Assert.True(BringsFrontEnd(await notebook.Do(Notebook.LoadCell)));
    }

    [Fact]
    public async Task A_value_that_cannot_be_drawn_is_said_and_fails_no_cell()
    {
        using var notebook = await Notebook.Open();
        var result = await notebook.Do("var gone = torch.zeros(3); gone.Dispose(); gone");
        Assert.Contains("could not be drawn", Assert.Single(result.Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_layer_name_is_text_everywhere()
    {
        const string Name = "</script><img src=x onerror=alert(1)>";
        using var notebook = await Notebook.Open();
        await notebook.Do($"var net = Sequential((\"{Name}\", Conv2d(1, 2, 3)), (\"relu\", ReLU())); var x = torch.rand(1, 1, 8, 8);");
        foreach (var code in new[] { "net", "net.Summary(x)", $"net.FeatureMaps(x, \"{Name}\")", "#!nnviz hook net", "net.call(x)\n#!nnviz show net" })
        {
            foreach (var html in (await notebook.Do(code)).Html)
            {
                Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("</script><img", html, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public async Task A_history_grows_in_place_while_its_cell_runs()
    {
        const int PerSecond = 4;
        using var notebook = await Notebook.Open();
        var clock = Stopwatch.StartNew();
        var result = await notebook.Do("""
            var history = new TrainingHistory();
            var step = 0;
            foreach (var batch in history.Track(Enumerable.Range(0, 30), "epoch 1"))
            {
                await System.Threading.Tasks.Task.Delay(40);
                history.Log(step++, ("loss", 1.0 / step));
            }
            """);
        var shown = Assert.Single(result.Events.OfType<DisplayedValueProduced>());
        var updates = result.Events.OfType<DisplayedValueUpdated>().ToList();
        Assert.InRange(updates.Count, 2, 3 + (PerSecond * clock.Elapsed.TotalSeconds));
        Assert.All(updates, update => Assert.Equal(shown.ValueId, update.ValueId));
        Assert.Contains("30", updates[^1].FormattedValues.Single(value => value.MimeType == "text/plain").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_logs_a_history_and_ends_in_it_shows_it_once()
    {
        using var notebook = await Notebook.Open();
        var result = await notebook.Do("var history = new TrainingHistory(); history.Log(0, (\"loss\", 2.0)); history.Log(1, (\"loss\", 1.0)); history");
        var live = Assert.Single(result.Events.OfType<DisplayedValueProduced>());
        // What a page holds in the end: of a display its last update.
        var last = result.Events.OfType<DisplayedValueUpdated>().Last(update => update.ValueId == live.ValueId);
        var returned = Assert.Single(result.Events.OfType<ReturnValueProduced>());
        Assert.DoesNotContain("<img", Html(last), StringComparison.Ordinal);
        Assert.Contains("<img", Html(returned), StringComparison.Ordinal);
        Assert.Contains("best 1 at step 1", returned.FormattedValues.Single(value => value.MimeType == "text/plain").Value, StringComparison.Ordinal);

        static string Html(DisplayEvent shown) => shown.FormattedValues.Single(value => value.MimeType == "text/html").Value;
    }
}
