using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary>Packages with extensions for .NET Interactive, made here: a zip with a nuspec, an assembly and
/// interactive-extensions/dotnet.</summary>
public sealed class ExtensionTests : IDisposable
{
    private const string Library = """
        public static class Ext
        {
            public static int Loads;
            public static string Word => "from the package";
        }
        public sealed class Shown { }
        """;

    private const string ByAssembly = """
        using Microsoft.DotNet.Interactive;
        using Microsoft.DotNet.Interactive.Directives;
        using Microsoft.DotNet.Interactive.Formatting;
        public sealed class Loader : IKernelExtension
        {
            public System.Threading.Tasks.Task OnLoadAsync(Kernel kernel)
            {
                Ext.Loads++;
                Formatter.Register<Shown>((s, writer) => writer.Write("<b>shown by the extension</b>"), "text/html");
                kernel.AddDirective(new KernelActionDirective("#!mine"), (command, context) =>
                {
                    KernelInvocationContextExtensions.Display(context, (object)"the magic of the extension");
                    return System.Threading.Tasks.Task.CompletedTask;
                });
                return System.Threading.Tasks.Task.CompletedTask;
            }
        }
        """;

    private const string Version = "1.0.0";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void An_IKernelExtension_is_loaded_before_the_rest_of_the_cell()
    {
        var library = Compile("Ext", Library);
        Pack("Ext.Assembly", ("lib/net8.0/Ext.dll", library),
            ("interactive-extensions/dotnet/Loader.dll", Compile("Loader", ByAssembly, library)));
        var (status, log, outputs) =
            Run(Reference("Ext.Assembly") + "\n#!mine\nConsole.Write(Ext.Word + Ext.Loads);\nnew Shown()",
            Reference("Ext.Assembly") + "\nExt.Loads");
        Assert.True(status == 0, log);
        Assert.Contains("the magic of the extension", outputs[0], StringComparison.Ordinal);
        Assert.Contains("from the package1", outputs[0], StringComparison.Ordinal);
        Assert.Equal("1", outputs[1]);
        Assert.Contains("<b>shown by the extension</b>", File.ReadAllText(_work["out.ipynb"]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_extension_script_runs_once_before_the_rest_of_the_cell()
    {
        Pack("Ext.Script", ("lib/net8.0/Ext.dll", Compile("Ext", Library)),
            ("interactive-extensions/dotnet/extension.dib", "#!csharp\nExt.Loads++; Console.Write(\"hello \");\n"u8.ToArray()));
        var (status, log, outputs) = Run(Reference("Ext.Script") + "\nConsole.Write(Ext.Loads);", "Ext.Loads");
        Assert.True(status == 0, log);
        Assert.EndsWith("hello 1", outputs[0], StringComparison.Ordinal);
        Assert.Equal("1", outputs[1]);
    }

    [Fact]
    public void An_extension_script_may_explain_itself_in_Markdown()
    {
        Pack("Ext.Told", ("lib/net8.0/Ext.dll", Compile("Ext", Library)), ("interactive-extensions/dotnet/extension.dib",
            "#!markdown\n# It's *ready*, you're welcome\n#!raw\n(not code)\n#!csharp\nExt.Loads++;\n"u8.ToArray()));
        var (status, log, outputs) = Run(Reference("Ext.Told") + "\nConsole.Write(Ext.Loads);");
        Assert.True(status == 0, log);
        Assert.EndsWith("1", outputs[0], StringComparison.Ordinal);
        Assert.DoesNotContain("failed to load", outputs[0], StringComparison.Ordinal);
        Assert.DoesNotContain("not code", outputs[0], StringComparison.Ordinal);
        Assert.Contains("<em>ready</em>", File.ReadAllText(_work["out.ipynb"]), StringComparison.Ordinal);
    }

    /// <summary>A notebook that was written for .NET Interactive and finds its packages by the nuget.config beside it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_notebook_with_both_kinds_of_extension_runs_unchanged(bool inJupyter)
    {
        var library = Compile("Ext", Library);
        Pack("Ext.Assembly", ("lib/net8.0/Ext.dll", library),
            ("interactive-extensions/dotnet/Loader.dll", Compile("Loader", ByAssembly, library)));
        Pack("Ext.Script", ("lib/net8.0/Other.dll", Compile("Other", "public static class Other { }")),
            ("interactive-extensions/dotnet/extension.dib", "#!csharp\nConsole.Write(\"script ran\");\n"u8.ToArray()));
        File.Copy(InteractiveNotebookTests.PathOf("extensions.dib"), _work["extensions.dib"]);
        File.WriteAllText(_work["nuget.config"],
            "<configuration><packageSources><clear /><add key=\"here\" value=\".\" /></packageSources></configuration>");
        var (status, log) = inJupyter ? _work.Jupyter("extensions.dib", "out.ipynb") : _work.Nnviz("run", "extensions.dib", "-o", "out.ipynb");
        Assert.True(status == 0, log);
        var outputs = _work.Outputs("out.ipynb");
        Assert.Contains("script ran", outputs[0], StringComparison.Ordinal);
        Assert.Contains("the magic of the extension", outputs[1], StringComparison.Ordinal);
        Assert.Equal("from the package", outputs[2]);
    }

    [Fact]
    public void A_failing_extension_is_named_and_stops_nothing_else()
    {
        Pack("Ext.Broken", ("lib/net8.0/Ext.dll", Compile("Ext", Library)),
            ("interactive-extensions/dotnet/extension.dib", "#!csharp\nthrow new Exception(\"cannot start\");\n"u8.ToArray()));
        var (status, log, outputs) = Run(Reference("Ext.Broken") + "\nConsole.Write(Ext.Word);");
        Assert.True(status == 0, log);
        foreach (var expected in (string[])["extension.dib", "Ext.Broken", "cannot start", "from the package"])
            Assert.Contains(expected, outputs[0], StringComparison.Ordinal);
    }

    private (int Status, string Log, IReadOnlyList<string> Outputs) Run(params string[] cells) => _work.RunCells(cells);

    private string Reference(string id) => $"#i \"nuget:{_work.Folder}\"\n#r \"nuget: {id}, {Version}\"";

    private static byte[] Compile(string name, string source, params byte[][] references)
    {
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)],
            [.. trusted.Select(p => MetadataReference.CreateFromFile(p)), .. references.Select(r => MetadataReference.CreateFromImage(r))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return stream.ToArray();
    }

    private void Pack(string id, params (string Path, byte[] Content)[] files)
    {
        using var package = ZipFile.Open(_work[$"{id}.{Version}.nupkg"], ZipArchiveMode.Create);
        var nuspec = $"""
            <?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>{id}</id><version>{Version}</version>
            <authors>tests</authors><description>A test.</description><dependencies><group targetFramework="net8.0" /></dependencies></metadata></package>
            """;
        foreach (var (path, content) in ((string, byte[])[])[($"{id}.nuspec", System.Text.Encoding.UTF8.GetBytes(nuspec)), .. files])
        {
            using var entry = package.CreateEntry(path).Open();
            entry.Write(content);
        }
    }
}
