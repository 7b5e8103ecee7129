using System.Reflection;
using System.Text.RegularExpressions;

namespace NNViz.Interactive.Tests;

/// <summary>What the README shows runs as it stands there, and it names every call there is.</summary>
public partial class ReadmeTests
{
    private static readonly Type[] FrontDoor =
        [typeof(NetExtensions), typeof(TensorExtensions), typeof(NetHooks), typeof(AttributionExtensions), typeof(FigureExtensions), typeof(Activations), typeof(Report)];

    private static readonly string Readme = File.ReadAllText(Path.Combine(Root(), "README.md"));

    /// <summary>One notebook, from the first picture to the magic commands: each call is a cell that must show something.</summary>
    [Fact]
    public async Task EveryCallIsACellThatShowsSomething()
    {
        using var notebook = await Notebook.Open();
        foreach (var cell in CodeBlock().Matches(Part("## A first picture", "## What can be shown")).Select(match => match.Groups[1].Value))
        {
            await notebook.Do(cell);
        }
        var shown = Part("## What can be shown", "### Outside the notebook");
        string[] calls = [.. Call().Matches(shown).Select(match => match.Groups[1].Value)];
        Assert.True(calls.Length > 40, $"Only {calls.Length} calls were found.");
        var failed = new List<string>();
        foreach (var call in calls)
        {
            var result = await notebook.Run(call);
            if (result.Error is not null || !result.Html.Any(html => Picture().IsMatch(html)))
            {
                failed.Add($"{call}: {result.Error ?? "shows nothing"}");
            }
        }
        Assert.Empty(failed);
        string[] commands = [.. MagicCommand().Matches(shown).Select(match => match.Value)];
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            await notebook.Do(command);
            await notebook.Do("net.call(x[..2]);");
        }
    }

    [Fact]
    public void EveryCallOfTheFrontDoorIsNamed()
    {
        var names = FrontDoor.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct();
        Assert.DoesNotContain(names, name => !Regex.IsMatch(Readme, $@"\b{name}\b"));
    }

    [Fact]
    public void EveryMethodOfExplanationIsACall()
    {
        var part = Part("| family | methods |", "### While your own code");
        string[] names = [.. Name().Matches(part).Select(match => match.Groups[1].Value)];
        Assert.True(names.Length > 30, $"Only {names.Length} names were found.");
        Assert.DoesNotContain(names, name => typeof(NetExtensions).GetMember(name).Length == 0);
    }

    private static string Part(string from, string to) => Readme[Readme.IndexOf(from, StringComparison.Ordinal)..Readme.IndexOf(to, StringComparison.Ordinal)];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "README.md")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds README.md.");
        }
        return folder.FullName;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    /// <summary>The first column of a table, but for its head and the names of families.</summary>
    [GeneratedRegex("^\\| `([^`]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Call();

    /// <summary>A widget, a picture without one, or a table.</summary>
    [GeneratedRegex("data-nnviz|<img src=\"data:image/|<table")]
    private static partial Regex Picture();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("^#!nnviz .+$", RegexOptions.Multiline)]
    private static partial Regex MagicCommand();
}
