using System.Xml.Linq;
using NNViz.Networks;

namespace NNViz.Tests.House;

/// <summary>
/// Who may use whom, by namespace: leaves draw arrays and know nothing, results know networks and tensors, views know results and leaves.
/// </summary>
public class ArchitectureTests
{
    private static readonly string[] Results = ["NNViz.Attributions", "NNViz.Projections", "NNViz.Training", "NNViz.Diagnosis",
        "NNViz.Sequence"];
    private static readonly string[] Leaves = ["NNViz.Plotly", "NNViz.Images", "NNViz.Html"];

    /// <summary>The one exception: by it results, and figures, become HTML without knowing of views.</summary>
    private const string Port = "NNViz.Display";

    /// <summary>How numbers read: one owner, which every area may ask and which knows none.</summary>
    private const string Words = "NNViz.Text";

    /// <summary>What each namespace of the library may use of the others.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        [Port] = [],
        [Words] = [],
        ["NNViz.Tensors"] = [],
        ["NNViz.Networks"] = ["NNViz.Tensors"],
        ["NNViz.Plotly"] = [],
        ["NNViz.Images"] = [],
        ["NNViz.Html"] = [],
        ["NNViz.Datasets"] = [],
        ["NNViz.Views"] = [.. Results, .. Leaves, "NNViz.Networks", "NNViz.Tensors"],
        ["NNViz"] = [.. Results, .. Leaves, "NNViz.Networks", "NNViz.Tensors", "NNViz.Views", "NNViz.Datasets"],
    };

    /// <summary>What each project of src may refer to: projects by their names, packages by the beginning of theirs.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["NNViz"] = ["TorchSharp"],
        ["NNViz.Interactive"] = ["NNViz", "Microsoft.DotNet.Interactive"],
        ["NNViz.Jupyter"] = ["Microsoft.DotNet.Interactive", "Markdig", "System.CommandLine"],
        ["NNViz.PlotlyNET"] = ["NNViz", "NNViz.Interactive", "Microsoft.DotNet.Interactive", "Plotly.NET"],
    };

    public static TheoryData<string> Namespaces => [.. Types().Select(type => type.Namespace!).Distinct()];

    [Theory, MemberData(nameof(Namespaces))]
    public void ANamespaceUsesOnlyWhatLiesToTheRightAndBelow(string name)
    {
        var area = Area(name);
        var allowed = Results.Contains(area) ? [.. Results, "NNViz.Networks", "NNViz.Tensors"]
            : MayUse.GetValueOrDefault(area)
                ?? throw new KeyNotFoundException($"The namespace {name} has no place in the design: give it one in {nameof(MayUse)}.");
        var wrong = Used(name)
            .Where(use => use.Type.Namespace is { } other && IsOurs(other) && Area(other) is var used && used != area && used is not (Port or Words) && !allowed.Contains(used));
        Assert.Empty(wrong.Select(use => $"{use.By.Name} uses {use.Type.FullName}").Distinct());
    }

    [Fact]
    public void LeavesDoNotKnowTorchSharp() =>
        Assert.Empty(Leaves.SelectMany(Used).Where(use => use.Type.Assembly == typeof(TorchSharp.torch).Assembly)
            .Select(use => $"{use.By.Name} uses {use.Type.Name}"));

    [Fact]
    public void AProjectRefersOnlyToWhatItMay()
    {
        string[] files = Directory.GetFiles(Path.Combine(Shared.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(MayReference.Keys.Order(), files.Select(file => Path.GetFileNameWithoutExtension(file)!).Order());
        var references =
            (from file in files
             from item in XDocument.Load(file).Descendants()
             let package = item.Name.LocalName == "PackageReference"
             where package || item.Name.LocalName == "ProjectReference"
             let include = item.Attribute("Include")!.Value
             select (Project: Path.GetFileNameWithoutExtension(file)!, Name: package ? include : Path.GetFileNameWithoutExtension(include)!, package)).ToArray();
        Assert.Empty(references.Where(r => !MayReference[r.Project].Any(allowed =>
            r.Name == allowed || (r.package && r.Name.StartsWith(allowed + ".", StringComparison.Ordinal)))).Select(r => $"{r.Project} refers to {r.Name}"));
        Assert.NotEmpty(references);
    }

    [Fact]
    public void TheLibraryKnowsNoNotebookHost() =>
        Assert.DoesNotContain(typeof(LayerTree).Assembly.GetReferencedAssemblies(), name =>
            name.Name!.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal));

    /// <summary>Hooks change what a network does: one file puts them on and takes them off, and what is told of them goes through it.</summary>
    [Fact]
    public void OneFileRegistersHooks()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Shared.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("register_forward_", StringComparison.Ordinal) || File.ReadAllText(file).Contains("register_full_backward_", StringComparison.Ordinal));
        Assert.Equal(["ModuleHooks.cs"], files.Select(Path.GetFileName));
    }

    /// <summary>A test that cannot fail proves nothing: an arrow is seen however it is drawn.</summary>
    [Theory]
    [InlineData(typeof(ByBase)), InlineData(typeof(ByField)), InlineData(typeof(BySignature)), InlineData(typeof(ByCall)), InlineData(typeof(ByTypeArgument))]
    public void AUseIsSeen(Type probe) => Assert.Contains(Dependencies.Of(probe), used => used.Namespace == "NNViz.Views");

    private static IEnumerable<Type> Types() => typeof(LayerTree).Assembly.GetTypes()
        .Where(type => type.Namespace is { } name && IsOurs(name));

    /// <summary>The folder right below the root: <c>NNViz.Views</c> for <c>NNViz.Views.Graphs</c>.</summary>
    private static string Area(string name) => string.Join('.', name.Split('.').Take(2));

    private static bool IsOurs(string name) => name == "NNViz" || name.StartsWith("NNViz.", StringComparison.Ordinal);

    private static IEnumerable<(Type By, Type Type)> Used(string name) =>
        Types().Where(type => type.Namespace == name).SelectMany(type => Dependencies.Of(type).Select(used => (type, used)));

    private abstract class ByBase : NNViz.Views.View;

    private sealed class ByField
    {
        private readonly List<NNViz.Views.View[]>? _views = null;

        public override string ToString() => $"{_views}";
    }

    private sealed class BySignature
    {
        public static void Take(Func<NNViz.Views.View> view) => view.ToString();
    }

    private sealed class ByCall
    {
        public override string ToString() => $"{NNViz.Views.Views.Types.Count}";
    }

    private sealed class ByTypeArgument
    {
        public override string ToString() => $"{Array.Empty<NNViz.Views.View>().Length}";
    }
}
