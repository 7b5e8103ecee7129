using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using NNViz.Networks;
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
        Pages.Write("film", html);
    }

    [Fact]
    public void TheFiltersOfAConvolutionMoveToo()
    {
        manual_seed(4);
        using var net = nn.Sequential(("conv1", nn.Conv2d(3, 12, 5)), ("relu", nn.ReLU()), ("flatten", nn.Flatten()), ("fc", nn.Linear(12 * 8 * 8, 4)));
        using var optimizer = optim.Adam(net.parameters(), 0.01);
        Tensor x = rand(16, 3, 12, 12), labels = arange(16).remainder(4);
        var (history, film) = (new TrainingHistory(), new TrainingFilm());
        for (var epoch = 0; epoch < 6; epoch++)
        {
            optimizer.zero_grad();
            using var loss = nn.functional.cross_entropy(net.call(x), labels);
            loss.backward();
            optimizer.step();
            history.Log(epoch, ("loss", loss.ToDouble()));
            film.Add(epoch, ("loss", history), ("filters", net.Filters("conv1")));
        }
        var html = new FilmView(film).ToHtml();
        Assert.InRange(html.Length, 10_000, 300_000);
        Assert.Contains("loss, filters over 6 frames, epoch 0 to 5.", html, StringComparison.Ordinal);
        Assert.Contains("\"title\":\"filters\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Left out", html, StringComparison.Ordinal);
        Pages.Write("film-filters", html);
    }

    [Fact]
    public void WhatTwoFramesOfAreTooLargeIsLeftOutAndNamed()
    {
        using var random = new Generator(1);
        var (history, film) = (new TrainingHistory(), new TrainingFilm());
        for (var epoch = 0; epoch < 4; epoch++)
        {
            history.Log(epoch, ("loss", 1.0 / (epoch + 1)));
            using var large = randn([400, 400], generator: random);
            film.Add(epoch, ("loss", history), ("large", large.Heatmap()), ("large too", large.neg().Heatmap()));
        }
        var html = new FilmView(film).ToHtml();
        Assert.InRange(html.Length, 5_000, 300_000);
        Assert.Contains("too large for one output: large, large too.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("One of every", html, StringComparison.Ordinal);
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
        // Refused where it is given, so that training does not go on for a film that cannot be shown.
        var wrong = new TrainingFilm();
        Assert.Contains("a String is none", Assert.Throws<ArgumentException>(() => wrong.Add(0, ("text", "some text"))).Message, StringComparison.Ordinal);
        using var empty = nn.Linear(1, 1);
        Assert.Contains("Record()", Assert.Throws<ArgumentException>(() => wrong.Add(0, ("gradients", GradientHistory.Of(empty)))).Message, StringComparison.Ordinal);
        Assert.Equal(0, wrong.Added);
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

    /// <summary>The film of living objects is that of copies that nobody changes, and outlives what was shown.</summary>
    [Fact]
    public void WhatGoesOnChangingIsSeenAsItWasWhenItWasAdded()
    {
        manual_seed(5);
        var (living, copies) = (new TrainingFilm(), new TrainingFilm());
        var kept = new List<IDisposable>();
        using var x = randn(8, 4);
        using (var net = nn.Sequential(("fc", nn.Linear(4, 6)), ("relu", nn.ReLU())))
        {
            var weight = net.get_parameter("fc.weight")!;
            for (var step = 0; step < 4; step++)
            {
                var (copy, capture) = (weight.detach().clone(), Capture.Run(net, [x]));
                kept.AddRange([copy, capture]);
                copies.Add(step, ("weight", copy), ("inside", capture));
                using var brief = Capture.Run(net, [x]);
                living.Add(step, ("weight", weight), ("inside", brief));
                using var untracked = no_grad();
                weight.mul_(-1.5);
            }
        }
        Assert.Equal(new FilmView(copies).ToHtml(), new FilmView(living).ToHtml());
        kept.ForEach(one => one.Dispose());
    }

    [Fact]
    public void AHistoryOfGradientsGrowsFromFrameToFrame()
    {
        manual_seed(6);
        using var net = nn.Linear(3, 2);
        var (gradients, film) = (GradientHistory.Of(net), new TrainingFilm());
        for (var step = 0; step < 4; step++)
        {
            net.zero_grad();
            net.call(ones(2, 3)).square().sum().backward();
            gradients.Record();
            film.Add(step, ("gradients", gradients));
        }
        Assert.Equal(4, film.Frames.Select(frame => NNViz.Views.Views.Of(frame.Results[0].Result)!.ToHtml()).Distinct().Count());
    }

    /// <summary>A training is not ended by a result that has nothing to draw at epoch 37.</summary>
    [Fact]
    public void ALaterFrameWithoutAPictureShowsItsText()
    {
        manual_seed(7);
        using var net = nn.Linear(3, 2);
        GradientHistory gradients = GradientHistory.Of(net), nothing = GradientHistory.Of(net);
        var (history, film) = (new TrainingHistory(), new TrainingFilm());
        for (var step = 0; step < 4; step++)
        {
            net.zero_grad();
            net.call(ones(2, 3)).square().sum().backward();
            gradients.Record();
            history.Log(step, ("loss", 1.0 / (step + 1)));
            film.Add(step, ("loss", history), ("gradients", step % 2 == 0 ? gradients : nothing));
        }
        var said = NNViz.Views.Views.Of(nothing)!.ToString();
        Assert.Equal([false, true, false, true], film.Frames.Select(frame => NNViz.Views.Views.Of(frame.Results[1].Result)!.ToString() == said));
        var html = new FilmView(film).ToFragment();
        var views = JsonNode.Parse(html[(html.IndexOf("payload:", StringComparison.Ordinal) + 8)..html.LastIndexOf("})", StringComparison.Ordinal)])!["views"]!;
        Assert.Null(views[0]!["notes"]);
        Assert.Equal([null, said, null, said], views[1]!["notes"]!.AsArray().Select(note => note?.GetValue<string>()));
        // Without scripts the last frame is seen: the curve, and the text in the place of the gradients.
        var still = html[..html.IndexOf("<script>", StringComparison.Ordinal)];
        Assert.Equal(2, still.Split("<img").Length);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(said), still, StringComparison.Ordinal);
        Pages.Write("film-text", new FilmView(film).ToHtml());
    }

    [Fact]
    public void AHistoryInWhichNothingWasLoggedIsText()
    {
        var film = new TrainingFilm();
        film.Add(0, ("loss", new TrainingHistory()));
        Assert.Contains("Nothing has been logged yet.", new FilmView(film).ToFragment(), StringComparison.Ordinal);
    }

    /// <summary>While a frame is drawn, another thread may have added one; here the drawing itself does.</summary>
    [Fact]
    public void TitlesThatCameWhileAFrameWasDrawnHold()
    {
        var film = new TrainingFilm();
        var meanwhile = new Drawn(() => film.Add(0, ("b", new TrainingHistory())));
        Assert.Contains("those before have b", Assert.Throws<ArgumentException>(() => film.Add(0, ("a", meanwhile))).Message, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(Assert.Single(film.Frames).Results).Title);
    }

    private sealed class Drawn(Action drawing) : View
    {
        public override void WriteHtml(NNViz.Html.HtmlWriter html)
        {
            drawing();
            html.Widget("tensor", new NNViz.Html.Picture("data:image/png,", 1, 1, "a dot"), json => json.WriteNullValue());
        }

        public override void WriteText(TextWriter text) => text.Write("a dot");
    }

    [Fact]
    public void OfAResultOnlyTheDrawingIsKept()
    {
        var film = new TrainingFilm();
        var result = Add(film);
        for (var i = 0; i < 3 && result.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(result.IsAlive);
        Assert.Contains("filters over 1 frame", new FilmView(film).ToHtml(), StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Add(TrainingFilm film)
    {
        using var net = nn.Conv2d(1, 4, 3);
        var filters = net.Filters();
        film.Add(0, ("filters", filters));
        return new WeakReference(filters);
    }
}
