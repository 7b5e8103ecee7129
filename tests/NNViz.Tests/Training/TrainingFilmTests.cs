using System.Text.Json.Nodes;
using NNViz.Training;
using NNViz.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Tests.Training;

public class TrainingFilmTests
{
    [Fact]
    public void LossBoundaryFiltersAndGradientsMoveTogetherWithinTheBudget()
    {
        manual_seed(3);
        using var net = nn.Sequential(("fc1", nn.Linear(2, 16)), ("tanh", nn.Tanh()), ("fc2", nn.Linear(16, 2)));
        using var optimizer = optim.Adam(net.parameters(), 0.03);
        var x = randn(120, 2);
        var labels = (x[TensorIndex.Colon, 0] * x[TensorIndex.Colon, 1]).gt(0).to(int64);
        Tensor Loss(Tensor y) => nn.functional.cross_entropy(y, labels);
        var (history, film) = (new TrainingHistory(), new TrainingFilm());
        for (var epoch = 0; epoch < 30; epoch++)
        {
            film.Add(epoch, ("loss", history), ("boundary", net.DecisionBoundary(x, labels, new() { Resolution = 30 })),
                ("weights", net.get_parameter("fc1.weight")!.Heatmap()), ("gradients", net.GradientFlow(x, Loss)));
            for (var step = 0; step < 4; step++)
            {
                optimizer.zero_grad();
                using var loss = Loss(net.call(x));
                loss.backward();
                optimizer.step();
                history.Log(epoch, ("loss", loss.ToDouble()));
            }
        }
        var html = new FilmView(film).ToHtml();
        Assert.InRange(html.Length, 20_000, 300_000);
        Assert.Contains("over 30 frames, epoch 0 to 29", new FilmView(film).ToString(), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Shared.Root, "artifacts", "pages")).FullName, "film.html"), html);
    }

    [Fact]
    public void AVeryLongFilmKeepsEvenlySpacedFramesAndTheNewest()
    {
        var (film, history) = (new TrainingFilm(), new TrainingHistory());
        for (var step = 0; step < 1000; step++)
        {
            film.Add(step, ("loss", history));
        }
        var steps = film.Frames.Select(frame => frame.Step).ToArray();
        Assert.InRange(steps.Length, TrainingFilm.MostFrames / 2, TrainingFilm.MostFrames + 1);
        Assert.Equal(999, steps[^1]);
        Assert.Single(steps[..^1].Zip(steps[1..^1], (a, b) => b - a).Distinct());
        Assert.Contains("Of 1,000 frames", new FilmView(film).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var film = new TrainingFilm();
        film.Add(0, ("a", new TrainingHistory()));
        Assert.Contains("those before have a", Assert.Throws<ArgumentException>(() => film.Add(1, ("b", 1))).Message, StringComparison.Ordinal);
        var wrong = new TrainingFilm();
        wrong.Add(0, ("text", "some text"));
        Assert.Contains("a String is none", Assert.Throws<ArgumentException>(() => new FilmView(wrong).ToHtml()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatFramesShareStandsOnce()
    {
        JsonNode?[] frames = [.. new[] { """{"a":1,"b":{"c":[{"z":1,"x":"long"},{"z":2}]},"d":[1,2]}""", """{"a":1,"b":{"c":[{"z":3,"x":"long"},{"z":2}]},"d":[1,3],"e":0}""" }.Select(text => JsonNode.Parse(text))];
        var (common, additions) = CommonJson.Split(frames);
        Assert.Equal("""{"a":1,"b":{"c":[{"x":"long"},{"z":2}]}}""", common!.ToJsonString());
        Assert.Equal("""{"b":{"c":{"$":{"0":{"z":1}}}},"d":[1,2]}""", additions[0]!.ToJsonString());
        Assert.Equal("""{"b":{"c":{"$":{"0":{"z":3}}}},"d":[1,3],"e":0}""", additions[1]!.ToJsonString());
    }
}
