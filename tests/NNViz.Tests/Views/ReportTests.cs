using System.Diagnostics;
using NNViz.Projections;
using NNViz.Training;
using TorchSharp;

namespace NNViz.Tests.Views;

public class ReportTests
{
    [Fact]
    public void AReportHoldsItsPartsAndTheFrontEndOnce()
    {
        var history = new TrainingHistory();
        history.Log(("loss", 1));
        using var tensor = torch.arange(6).reshape(2, 3);
        var html = new Report("A < B").Add("Numbers", tensor).Add("Training", history).ToHtml();
        Assert.Contains("<h1>A &lt; B</h1>", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<h2>").Length - 1);
        Assert.Equal(1, html.Split("DecompressionStream").Length - 1);
        Assert.Contains("a String is none", Assert.Throws<ArgumentException>(() => new Report("x").Add("y", "text")).Message, StringComparison.Ordinal);
    }

    /// <summary>The README's program, as it stands there, over the packages of artifacts/feed.</summary>
    [Fact]
    public void TheProgramInTheReadmeWritesItsReport()
    {
        var feed = Path.Combine(Shared.Root, "artifacts", "feed");
        if (!Directory.Exists(feed) || Directory.GetFiles(feed, "NNViz.0.*.nupkg").Length == 0)
        {
            Assert.Skip("artifacts/feed holds no NNViz package: ./build.sh pack makes it.");
        }
        var code = File.ReadAllText(Path.Combine(Shared.Root, "README.md")).Split("`report.cs`")[1].Split("```csharp\n")[1].Split("```")[0];
        var folder = Directory.CreateTempSubdirectory("nnviz-report-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "report.cs"), code);
            File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
                <configuration>
                  <config><add key="globalPackagesFolder" value="{Path.Combine(Shared.Root, "artifacts", "packages")}" /></config>
                  <packageSources><add key="nnviz-feed" value="{feed}" /></packageSources>
                </configuration>
                """);
            var start = new ProcessStartInfo("dotnet", ["run", "report.cs"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
            var html = File.ReadAllText(Path.Combine(folder, "report.html"));
            Assert.Contains("<h2>What it has learnt</h2>", html, StringComparison.Ordinal);
            Assert.True(html.Split("<img src=\"data:image/").Length > 2);
            File.Copy(Path.Combine(folder, "report.html"), Pages.PathOf("report-program.html"), overwrite: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What still grows is shown as it stands when the page is written, what does not as it was when it was added.</summary>
    [Fact]
    public void GrowingResultsAreShownAsTheyStandAtTheEnd()
    {
        using var net = torch.nn.Linear(2, 2);
        using var x = torch.rand(8, 2);
        using var labels = torch.tensor(new long[] { 0, 1, 0, 1, 0, 1, 0, 1 });
        using var numbers = torch.ones(2);
        var (history, gradients, boundaries, film) = (new TrainingHistory(), GradientHistory.Of(net), new BoundaryHistory(), new TrainingFilm());
        var report = new Report("Growing").Add("Numbers", numbers).Add("History", history).Add("Gradients", gradients).Add("Boundaries", boundaries).Add("Film", film);
        numbers.fill_(7);
        net.call(x).sum().backward();
        gradients.Record();
        history.Log(0, ("loss", 0.25));
        boundaries.Add(net.DecisionBoundary(x, labels));
        film.Add(0, ("loss", history));
        var html = report.ToHtml();
        Assert.Contains("loss 0.25 at step 0", html, StringComparison.Ordinal);
        Assert.Contains("over 1 step", html, StringComparison.Ordinal);
        Assert.DoesNotContain("No decision boundary yet", html, StringComparison.Ordinal);
        Assert.DoesNotContain("No frame has been added", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing has been logged", html, StringComparison.Ordinal);
        using var ones = torch.ones(2);
        Assert.Contains(NNViz.Views.Views.Of(ones)!.ToFragment().Split("</style>")[1][..^"</div>".Length], html, StringComparison.Ordinal);
    }
}
