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
    public async Task A_watched_network_shows_its_layers_in_the_cell_that_trains()
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        Assert.Contains("Watching 3 layers of net", Assert.Single((await notebook.Do("#!nnviz watch net --every 2")).Text), StringComparison.Ordinal);
        var trained = await notebook.Do("""
            var optimizer = torch.optim.SGD(net.parameters(), 0.01);
            for (var i = 0; i < 5; i++)
            {
                optimizer.zero_grad();
                net.call(x).square().mean().backward();
                net.Watched().ReadGradients();
                optimizer.step();
            }
            """);
        Assert.Contains("Newest numbers of 3 layers", trained.Html[^1], StringComparison.Ordinal);
        Assert.Contains("5 passes, 3 samples", trained.Text[^1], StringComparison.Ordinal);
        Assert.Contains("5 passes, 3 samples", Assert.Single((await notebook.Do("#!nnviz unwatch net")).Text), StringComparison.Ordinal);
        Assert.Contains("was not watched", Assert.Single((await notebook.Do("#!nnviz unwatch net")).Text), StringComparison.Ordinal);
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
    [InlineData("#!nnviz watch net --every 0", "--every 0 is no whole number from 1.")]
    [InlineData("#!nnviz show net", "net has no hooks: #!nnviz hook net")]
    [InlineData("#!nnviz explain net", "Name the variable that holds the tensor; variables that hold a tensor: x.")]
    [InlineData("#!nnviz explain net --input y", "No variable 'y' holds a tensor; variables that hold a tensor: x.")]
    [InlineData("#!nnviz explain net --input x --method gradkam", "No method is called 'gradkam'. Did you mean 'gradcam'")]
    [InlineData("#!nnviz explain net --input x --method gradcam --target 2", "There is no class 2: the net's output [2, 2, 4, 4] has the classes 0 to 1.")]
    [InlineData("var wide = torch.rand(2, 3, 8, 8);\n#!nnviz explain net --input wide", "conv1 (Conv2d 1 → 4, kernel_size 3×3) threw on input [2, 3, 8, 8], where it expects [N, 1, H, W]")]
    [InlineData("#!nnviz explain net --input x --target seven", "--target seven is not known; it takes the number of a class")]
    [InlineData("#!nnviz explain net --input x --method gradcam --layer conv3", "No layer is called 'conv3'. Did you mean 'conv1' or 'conv2'")]
    [InlineData("#!nnviz explain net --input x --layer conv1", "--layer conv1 is for methods that read a layer")]
    [InlineData("#!nnviz explain net --input x --method saliency --layer conv1", "Saliency explain")]
    [InlineData("#!nnviz explain net --input x --method conductance", "LayerConductance explains a layer of your choice")]
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
    [InlineData("#!nnviz explain --help", "--method")]
    [InlineData("#!nnviz", "#!nnviz explain")]
    [InlineData("#!nnviz watch --help", "--every")]
    [InlineData("#!nnviz about", "TorchSharp")]
    public async Task Help_says_what_there_is(string code, string expected)
    {
        using var notebook = await Notebook.Open();
        Assert.Contains((await notebook.Do(code)).Text.Concat((await notebook.Do(code)).Html), text => text.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#!nnviz hook ", "net")]
    [InlineData("#!nnviz explain ", "net")]
    [InlineData("#!nnviz explain net --input ", "x")]
    [InlineData("#!nnviz explain net --input x --method ", "gradcam")]
    [InlineData("#!nnviz explain net --input x --layer ", "conv2")]
    public async Task Names_are_completed(string line, string expected)
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        var result = await notebook.Root.SendAsync(new RequestCompletions(line, new LinePosition(0, line.Length)), TestContext.Current.CancellationToken);
        var names = result.Events.OfType<CompletionsProduced>().Single().Completions.Select(item => item.InsertText);
        Assert.Contains(expected, names);
    }

    [Fact]
    public async Task A_prediction_is_explained_by_the_named_methods()
    {
        using var notebook = await Notebook.Open();
        await notebook.Do(Net);
        var one = await notebook.Do("#!nnviz explain net --input x --method grad-cam --target 1 --layer conv1");
        Assert.Contains("Grad-CAM · class 1 · layer conv1 (as asked)", Assert.Single(one.Text), StringComparison.Ordinal);
        Assert.Contains("layer conv1 (as asked)", Assert.Single(one.Html), StringComparison.Ordinal);
        var two = Assert.Single((await notebook.Do("#!nnviz explain net --input x --method gradcam,ig --target 0,1")).Html);
        Assert.Contains("Grad-CAM", two, StringComparison.Ordinal);
        Assert.Contains("Integrated Gradients", two, StringComparison.Ordinal);
        Assert.Contains("<img src=\"data:image/", two, StringComparison.Ordinal);
        // What the net refuses is named beside what ran.
        Assert.Contains("ClassActivationMap did not run", Assert.Single((await notebook.Do("#!nnviz explain net --input x --method cam,gradcam")).Html), StringComparison.Ordinal);
        // Without names a sensible set.
        Assert.Contains("Layer-CAM", Assert.Single((await notebook.Do("#!nnviz explain net --input x")).Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_of_two_inputs_is_explained()
    {
        using var notebook = await Notebook.Open();
        await notebook.Do("""
            class Two : Module<Tensor, Tensor, Tensor>
            {
                readonly Module<Tensor, Tensor> fc = Linear(4, 2);
                public Two() : base("Two") => RegisterComponents();
                public override Tensor forward(Tensor a, Tensor b) => fc.call(torch.cat(new[] { a, b }, 1));
            }
            var net = new Two(); var a = torch.rand(2, 3); var b = torch.rand(2, 1);
            """);
        Assert.Contains("Input × Gradient", Assert.Single((await notebook.Do("#!nnviz explain net --input a,b --method inputxgradient")).Html), StringComparison.Ordinal);
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
