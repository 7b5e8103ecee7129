using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace NNViz.Jupyter.Tests;

/// <summary>Runs the Python tests against the built kernel, once, and keeps each one's outcome.</summary>
public sealed partial class JupyterSuite : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "python");
    private readonly string _prefix = Directory.CreateTempSubdirectory("nnviz-jupyter-").FullName;

    public JupyterSuite()
    {
        Python = FindPython("jupyter_client, jupyter_kernel_test, zmq");
        if (Python == null)
            return;
        var (status, log) = Shell.Run(Repository.Tool, ["jupyter", "install", "--prefix", _prefix]);
        Assert.True(status == 0, log);
        var data = Path.Combine(_prefix, "share", "jupyter");
        var outcomes = Path.Combine(_prefix, "outcomes.json");
        (_, Log) = Shell.Run(Python, [Path.Combine(Folder, "suite.py"), outcomes, .. Modules()], Folder,
            ("JUPYTER_PATH", data), ("NNVIZ_KERNELSPEC", Path.Combine(data, "kernels", "nnviz-csharp")), ("PYTHONDONTWRITEBYTECODE", "1"));
        Assert.True(File.Exists(outcomes), Log);
        Outcomes = JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllText(outcomes))!;
    }

    /// <summary>A Python with jupyter_client and jupyter_kernel_test; null when there is none.</summary>
    public string? Python { get; }

    /// <summary>Test name → failure, or null for success.</summary>
    public IReadOnlyDictionary<string, string?> Outcomes { get; } = new Dictionary<string, string?>();

    /// <summary>Whether the built tool hosts the published C# kernel, whose public API does not allow everything, instead of the
    /// stand-in.</summary>
    public static bool HostsPublishedKernel { get; } = !File.ReadAllText(Path.ChangeExtension(Repository.Dll, ".deps.json"))
        .Contains("\"Microsoft.DotNet.Interactive.CSharp/1.0.0-alpha.standin.", StringComparison.Ordinal);

    /// <summary>What only the stand-in allows (the tool's README lists it), by the test that asks for it.</summary>
    public static IReadOnlyDictionary<string, string> StandinOnly { get; } = new Dictionary<string, string>
    {
        ["test_cells.Cells.test_runtime_error_shows_the_users_frames"] = "frames have no line numbers",
        ["test_cells.Cells.test_variables_assigned_before_an_exception_stay"] = "a failing cell keeps no variables of its own",
        ["test_requests.Requests.test_interrupt_stops_a_tight_loop_within_50_ms_and_keeps_variables"] = "an interrupted loop goes on",
        ["test_requests.Requests.test_completion_offers_packages_of_the_cache"] = "its #r offers no packages",
    };

    /// <summary>What the Python process wrote.</summary>
    public string Log { get; } = "";

    /// <summary>The names of the tests, read from the files, so that one that was lost is missed.</summary>
    public static IEnumerable<TheoryDataRow<string>> Names() =>
        from module in Modules()
        let text = File.ReadAllText(Path.Combine(Folder, module + ".py"))
        from test in TestName().Matches(text).Select(m => m.Groups[1].Value).Concat(module == "test_conformance" ? Inherited : [])
            .Distinct()
        select new TheoryDataRow<string>($"{module}.{ClassName().Match(text).Groups[1].Value}.{test}");

    public void Dispose() => Directory.Delete(_prefix, recursive: true);

    private static readonly string[] Inherited =
    [
        "test_kernel_info", "test_execute_stdout", "test_execute_stderr", "test_completion", "test_is_complete", "test_pager", "test_error",
        "test_execute_result", "test_display_data", "test_history", "test_inspect", "test_clear_output",
    ];

    private static IEnumerable<string> Modules() =>
        Directory.EnumerateFiles(Folder, "test_*.py").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    /// <summary>A Python that has these modules; null when there is none.</summary>
    internal static string? FindPython(string modules) => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(p => CanRun(p, modules));

    private static bool CanRun(string python, string modules)
    {
        try
        {
            return Shell.Run(python, ["-c", $"import {modules}"]).Status == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^    def (test_\w+)", RegexOptions.Multiline)]
    private static partial Regex TestName();

    [GeneratedRegex(@"^class (\w+)", RegexOptions.Multiline)]
    private static partial Regex ClassName();
}

/// <summary>The kernel against the real jupyter_client: Debian's conformance suite and a second one for what that leaves out.</summary>
public sealed class JupyterTests(JupyterSuite suite) : IClassFixture<JupyterSuite>
{
    [Theory]
    [MemberData(nameof(JupyterSuite.Names), MemberType = typeof(JupyterSuite))]
    public void The_kernel_passes(string test)
    {
        if (suite.Python == null)
            Assert.Skip("No python3 with jupyter_client and jupyter_kernel_test. On Debian: apt install python3-jupyter-kernel-test");
        Assert.SkipWhen(JupyterSuite.HostsPublishedKernel && JupyterSuite.StandinOnly.ContainsKey(test),
            $"The tool hosts the published C# kernel: {JupyterSuite.StandinOnly.GetValueOrDefault(test)}.");
        Assert.True(suite.Outcomes.TryGetValue(test, out var failure), $"{test} did not run.\n{suite.Log}");
        Assert.True(failure == null, failure);
    }

    [Fact]
    public void What_only_the_standin_allows_names_tests_that_there_are() =>
        Assert.Empty(JupyterSuite.StandinOnly.Keys.Except(JupyterSuite.Names().Select(n => n.Data)));
}
