using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace NNViz.Interactive.Tests;

public class DirectiveTests
{
    private const string Net = """
        var net = Sequential(("conv1", Conv2d(1, 4, 3)), ("relu1", ReLU()), ("conv2", Conv2d(4, 2, 3)));
        var x = torch.rand(2, 1, 8, 8);
        """;

    [Fact]
    public async Task A_hooked_network_is_shown_after_a_pass()
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        var hooked = await notebook.Do("#!nnviz hook net --layers conv*");
        Assert.Contains("conv1, conv2", Assert.Single(hooked.Text), StringComparison.Ordinal);
        await notebook.Do("var before = net.call(x);");
        var shown = Assert.Single((await notebook.Do("#!nnviz show net")).Html);
        Assert.Contains("conv1", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("relu1", shown, StringComparison.Ordinal);
        Assert.Contains("<img src=\"data:image/", shown, StringComparison.Ordinal);
        Assert.Contains("conv2", Assert.Single((await notebook.Do("#!nnviz show net --layer conv2")).Html), StringComparison.Ordinal);
        Assert.Contains("unhooked", Assert.Single((await notebook.Do("#!nnviz unhook net")).Text), StringComparison.Ordinal);
        Assert.Contains("had no hooks", Assert.Single((await notebook.Do("#!nnviz unhook net")).Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_are_kept_without_tensors()
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        await notebook.Do("#!nnviz hook net --keep stats");
        await notebook.Do("var y = net.call(x);");
        Assert.Contains("mean", Assert.Single((await notebook.Do("#!nnviz show net")).Html), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("#!nnviz hook nets", "No variable 'nets' holds a network; variables that hold a network: net.")]
    [InlineData("#!nnviz hook", "Name the variable that holds the network; variables that hold a network: net.")]
    [InlineData("#!nnviz hook net --layers conf*", "conv1")]
    [InlineData("#!nnviz hook net --keep everything", "--keep everything is not known; it takes activations or stats.")]
    [InlineData("#!nnviz show net", "net has no hooks: #!nnviz hook net")]
    public async Task A_mistake_is_named_with_what_exists(string code, string expected)
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        var error = (await notebook.Run(code)).Error;
        Assert.NotNull(error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!nnviz", "#!nnviz hook")]
    [InlineData("#!nnviz hook --help", "--layers")]
    [InlineData("#!nnviz show --help", "--layer")]
    [InlineData("#!nnviz unhook --help", "NET")]
    [InlineData("#!nnviz about", "TorchSharp")]
    public async Task Help_says_what_there_is(string code, string expected)
    {
        using var notebook = await Notebook.Open();
        Assert.Contains((await notebook.Do(code)).Text.Concat((await notebook.Do(code)).Html), text => text.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_names_of_networks_are_completed()
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        const string Line = "#!nnviz hook ";
        var result = await notebook.Root.SendAsync(new RequestCompletions(Line, new LinePosition(0, Line.Length)), TestContext.Current.CancellationToken);
        var names = result.Events.OfType<CompletionsProduced>().Single().Completions.Select(item => item.InsertText);
        Assert.Contains("net", names);
    }

    [Fact]
    public async Task Hooks_change_no_result_and_hide_no_error()
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        await notebook.Do("var plain = net.call(x);");
        await notebook.Do("#!nnviz hook net");
        await notebook.Do("if (!net.call(x).Equals(plain) || net.training == false) throw new Exception(\"changed\");");
        Assert.NotNull((await notebook.Run("net.call(torch.rand(2, 5, 8, 8));")).Error);
        await notebook.Do("if (!net.call(x).Equals(plain)) throw new Exception(\"changed\");");
    }
}
