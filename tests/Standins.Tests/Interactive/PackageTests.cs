using System.Diagnostics;
using System.Xml.Linq;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Xunit;

namespace Standins.Tests.Interactive;

[Collection(KernelTests.Name)]
public sealed class PackageTests(ITestOutputHelper output) : IDisposable
{
    private readonly LocalFeed _feed = new();
    private readonly Notebook _notebook = new();

    // Assembly names are the process's: each test has names of its own.
    private readonly string _name = $"P{Guid.NewGuid():N}";

    /// <summary>
    /// What the stand-ins rely on: where a source has the real package, under a higher version, it wins without a change to who asks (with
    /// a floating version).
    /// </summary>
    [Theory]
    [InlineData("1.0.0-beta.1")]
    [InlineData("1.0.0")]
    public async Task TheRealPackageWinsOverAStandin(string real)
    {
        AddVersions("1.0.0-alpha.standin.3", real);
        AddUserOf("1.0.0-alpha.standin.2");
        Assert.Equal(real, await _notebook.RunAsync($"#r \"nuget: {_name}, 1.0.0-*\"\n#r \"nuget: {_name}User\"\n{_name}.Version"));
    }

    /// <summary>
    /// For what only another package asks for, NuGet takes the lowest version: so a feed of stand-ins leaves out what another source has.
    /// </summary>
    [Theory]
    [InlineData("1.0.0-beta.1")]
    [InlineData("1.0.0")]
    public async Task TheRealPackageWinsTransitivelyWhereTheFeedHasNoStandinOfIt(string real)
    {
        AddVersion(_name, real);
        AddUserOf("1.0.0-alpha.standin.3");
        Assert.Equal(real, await _notebook.RunAsync($"#r \"nuget: {_name}User\"\n{_name}.Version"));
    }

    [Fact]
    public async Task PackagesOfACellAreRestoredTogetherBeforeItsCodeWhereverTheyStand()
    {
        AddVersion(_name, "1.0.0");
        AddVersion(_name + "B", "2.0.0");
        var result = await _notebook.RunAsync($"var a = {_name}.Version;\n#r \"nuget: {_name}\"\n#r \"nuget:{_name}B,2.0.0\"\na + {_name}B.Version");
        Assert.Equal("1.0.02.0.0", result);
    }

    [Fact]
    public async Task APackageIsAnnouncedWithItsFolderBeforeTheCodeRuns()
    {
        AddVersion(_name, "1.0.0");
        var result = await _notebook.TryRunAsync($"#r \"nuget: {_name}\"\nConsole.Write(1)");
        var added = Assert.Single(result.Events.OfType<PackageAdded>());
        Assert.True(File.Exists(Path.Combine(added.PackageReference.PackageRoot, $"{_name.ToLowerInvariant()}.nuspec")));
        var events = result.Events.Select(e => e.GetType()).ToList();
        Assert.True(events.IndexOf(typeof(PackageAdded)) < events.IndexOf(typeof(StandardOutputValueProduced)));
        var message = Assert.IsType<InstallPackagesMessage>(result.Events.OfType<DisplayedValueUpdated>().Last().Value);
        Assert.Equal(["Installed Packages", $" - {_name}, 1.0.0"], message.FormatAsPlainTextLines());
    }

    [Fact]
    public async Task AFailedPackageDoesNotSpoilTheNext()
    {
        AddVersion(_name, "1.0.0");
        var message = await _notebook.FailAsync($"#r \"nuget: {_name}Missing\"\nvar notRun = 1;");
        Assert.Contains($"NU1101: Unable to find package {_name}Missing", message, StringComparison.Ordinal);
        await _notebook.FailAsync($"#i \"nuget: {Path.Combine(_feed.Folder, "nowhere")}\"\n#r \"nuget: {_name}Missing, 1.0\"");
        Assert.Equal("1.0.0", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }

    [Fact]
    public async Task AnotherVersionOfALoadedPackageIsRefusedWithTheReason()
    {
        AddVersions("1.0.0", "2.0.0");
        AddUserOf("2.0.0");
        await _notebook.RunAsync($"#r \"nuget: {_name}, 1.0.0\"");
        Assert.StartsWith($"{_name} version 2.0.0 cannot be added because version 1.0.0 was added previously.", await _notebook.FailAsync($"#r \"nuget: {_name}, 2.0.0\""), StringComparison.Ordinal);
        var message = await _notebook.FailAsync($"#r \"nuget: {_name}User\"");
        Assert.Contains($"{_name} 1.0.0 is in use in this notebook", message, StringComparison.Ordinal);
        Assert.Equal("1.0.0", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }

    [Fact]
    public async Task ConfigFilesApplyInTheirHierarchyAndPathsAreRelativeToThem()
    {
        AddVersion(_name, "1.0.0");
        _feed.Add(new TestPackage(_name + "Near", "3.0.0") { Source = $"public static class {_name}Near {{ public const int V = 3; }}" }, "notebooks/nearby");
        _feed.WriteConfig(Path.Combine(_feed.Folder, "notebooks"), new XElement("add", new XAttribute("key", "near"), new XAttribute("value", "nearby")), clear: false);
        Assert.Equal("1.0.03", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n#r \"nuget: {_name}Near\"\n{_name}.Version + {_name}Near.V"));
    }

    [Fact]
    public async Task ASourceOfTheNotebookIsUsed()
    {
        _feed.Add(new TestPackage(_name, "1.0.0") { Source = VersionClass(_name, "1.0.0") }, "other");
        await _notebook.RunAsync("#i \"nuget: ../other\"");
        Assert.Equal("1.0.0", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }

    [Fact]
    public async Task NativeAssetsOfThisPlatformAreFound()
    {
        // Any native library will do; the runtime's own has a function that needs nothing.
        var native = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so");
        if (!File.Exists(native))
        {
            Assert.Skip("the test takes the native library of .NET on Linux as its sample");
        }
        var library = $"native{_name}";
        var source = $"public static class {_name} {{ [System.Runtime.InteropServices.DllImport(\"{library}\", EntryPoint = \"SystemNative_GetPid\")] public static extern int Pid(); }}";
        _feed.Add(new TestPackage(_name, "1.0.0") { Source = source, Files = [($"runtimes/linux-{Architecture}/native/lib{library}.so", native)] });
        await _notebook.RunAsync($"#r \"nuget: {_name}\"");
        Assert.Equal(Environment.ProcessId, await _notebook.RunAsync($"{_name}.Pid()"));
        Assert.Equal(Environment.ProcessId, await _notebook.RunAsync(
            $"class Own {{ [System.Runtime.InteropServices.DllImport(\"{library}\", EntryPoint = \"SystemNative_GetPid\")] public static extern int Pid(); }} Own.Pid()"));
    }

    [Fact]
    public async Task AnAssemblyForThisPlatformReplacesTheGeneralOne()
    {
        var specific = Path.Combine(_feed.Folder, $"{_name}.dll");
        await File.WriteAllBytesAsync(specific, LocalFeed.Compile(new TestPackage(_name, "1.0.0") { Source = VersionClass(_name, "specific") }), TestContext.Current.CancellationToken);
        var platform = OperatingSystem.IsWindows() ? "win" : "unix";
        _feed.Add(new TestPackage(_name, "1.0.0") { Source = VersionClass(_name, "general"), Files = [($"runtimes/{platform}/lib/net10.0/{_name}.dll", specific)] });
        Assert.Equal("specific", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }

    [Fact]
    public async Task APackageMayUseTheWebFramework()
    {
        _feed.Add(new TestPackage(_name, "1.0.0") { Source = VersionClass(_name, "1.0.0"), Frameworks = ["Microsoft.AspNetCore.App"] });
        Assert.Equal("/a", await _notebook.RunAsync($"#r \"nuget: {_name}\"\nnew Microsoft.AspNetCore.Http.PathString(\"/a\").Value"));
    }

    [Fact]
    public async Task ARestoreDoneBeforeTakesLessThanASecond()
    {
        AddVersion(_name, "1.0.0");
        await _notebook.RunAsync($"#r \"nuget: {_name}\"");
        const double Limit = 1000;
        using var another = new Notebook();
        await Pace.AssertWithinAsync(output, Limit, RestoreAsync, () => MillisecondsAsync(another, "0"));

        async Task<double> RestoreAsync()
        {
            using var again = new Notebook();
            await again.RunAsync("0");
            var time = await MillisecondsAsync(again, $"#r \"nuget: {_name}\"");
            Assert.Equal(_name, Assert.Single(again.Resolved).PackageName);
            return time;
        }
        static async Task<double> MillisecondsAsync(Notebook notebook, string code)
        {
            var clock = Stopwatch.StartNew();
            await notebook.RunAsync(code);
            return clock.Elapsed.TotalMilliseconds;
        }
    }

    [Fact]
    public async Task ANewVersionInAFolderIsSeenAtOnce()
    {
        AddVersion(_name, "1.0.0");
        await _notebook.RunAsync($"#r \"nuget: {_name}\"");
        AddVersion(_name, "1.1.0");
        using var again = new Notebook();
        await again.RunAsync($"#r \"nuget: {_name}\"");
        Assert.Equal("1.1.0", Assert.Single(again.Resolved).PackageVersion);
    }

    [Fact]
    public async Task AnAssemblyByPathAndALoadedScriptWork()
    {
        await File.WriteAllBytesAsync($"{_name}.dll", LocalFeed.Compile(new TestPackage(_name, "1.0.0") { Source = VersionClass(_name, "by path") }), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync("script.csx", "int FromScript() => 42;", TestContext.Current.CancellationToken);
        Assert.Equal("by path42", await _notebook.RunAsync($"#r \"{_name}.dll\"\n#load \"script.csx\"\n{_name}.Version + FromScript()"));
    }

    [Fact]
    public async Task AnAssemblyByPathIsLoadedWherePackagesAreAndFindsWhatIsBesideIt()
    {
        var neighbour = Path.GetFullPath($"{_name}B.dll");
        await File.WriteAllBytesAsync(neighbour, LocalFeed.Compile(new TestPackage(_name + "B", "1.0.0") { Source = VersionClass(_name + "B", "beside") }), TestContext.Current.CancellationToken);
        var user = $"public static class {_name} {{ public static string Version => {_name}B.Version; }}";
        await File.WriteAllBytesAsync($"{_name}.dll", LocalFeed.Compile(new TestPackage(_name, "1.0.0") { Source = user, References = [neighbour] }), TestContext.Current.CancellationToken);
        Assert.Equal("beside", await _notebook.RunAsync($"#r \"{_name}.dll\"\n{_name}.Version"));
        Assert.Equal(true, await _notebook.RunAsync(
            $"System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(typeof({_name}).Assembly) == System.Runtime.Loader.AssemblyLoadContext.Default"));
    }

    [Fact]
    public async Task KernelsThatRestoreTheSamePackagesTakeTurns()
    {
        AddVersion(_name, "1.0.0");
        Notebook[] notebooks = [new(), new(), new()];
        await Task.WhenAll(notebooks.Select(notebook => notebook.RunAsync($"#r \"nuget: {_name}\"")));
        Assert.All(notebooks, notebook => Assert.Equal("1.0.0", Assert.Single(notebook.Resolved).PackageVersion));
        Array.ForEach(notebooks, notebook => notebook.Dispose());
    }

    [Fact]
    public async Task AnInterruptedRestoreIsCancelledAndLeavesNothingBehind()
    {
        AddVersion(_name, "1.0.0");
        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.Equal("Command cancelled.", await _notebook.FailAsync($"#r \"nuget: {_name}\"\nvar notRun = 1;", interrupt));
        Assert.Empty(_notebook.Resolved);
        Assert.Equal("1.0.0", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }

    [Fact]
    public async Task CompletionOffersThePackagesInTheCache()
    {
        AddVersion(_name, "1.0.0");
        await _notebook.RunAsync($"#r \"nuget: {_name}\"");
        var line = $"#r \"nuget: {_name[..6]}";
        var completions = await _notebook.AskAsync<CompletionsProduced>(new RequestCompletions(line, new(0, line.Length)));
        Assert.Contains(completions.Completions, item => item.InsertText == $"\"nuget: {_name}\"");
        Assert.Equal(3, completions.LinePositionSpan.Start.Character);
    }

    public void Dispose()
    {
        _notebook.Dispose();
        _feed.Dispose();
    }

    private static string Architecture => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static string VersionClass(string name, string version) => LocalFeed.VersionClass(name, version);

    private void AddVersion(string name, string version) => _feed.AddVersions(name, version);

    private void AddUserOf(string version) =>
        _feed.Add(new TestPackage(_name + "User", "1.0.0") { Source = "class C;", Dependencies = [(_name, version)] });

    private void AddVersions(params string[] versions) => _feed.AddVersions(_name, versions);
}
