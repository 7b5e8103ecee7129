using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NNViz.Jupyter.Cli;

/// <summary>The kernel specification that tells Jupyter how to start the kernel, and where Jupyter looks for it.</summary>
internal static class KernelSpec
{
    /// <summary>The name that <c>--kernel</c> takes and notebooks store.</summary>
    public const string Name = "nnviz-csharp";

    /// <summary>The name that menus show.</summary>
    public const string DisplayName = ".NET (C#)";

    private static readonly JsonSerializerOptions Indented = new()
    { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The user's own Jupyter data directory.</summary>
    public static string UserData
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } set)
                return set;
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
            if (OperatingSystem.IsMacOS())
                return Path.Combine(home, "Library", "Jupyter");
            var xdg = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
            return Path.Combine(string.IsNullOrEmpty(xdg) ? Path.Combine(home, ".local", "share") : xdg, "jupyter");
        }
    }

    /// <summary>The prefix of the active Python environment (conda or venv), or null.</summary>
    public static string? PythonPrefix =>
        new[] { "VIRTUAL_ENV", "CONDA_PREFIX" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(p => !string.IsNullOrEmpty(p));

    /// <summary>The data directory under an installation prefix.</summary>
    public static string DataUnder(string prefix) => Path.Combine(prefix, "share", "jupyter");

    /// <summary>The specification's folder in a data directory.</summary>
    public static string Folder(string data) => Path.Combine(data, "kernels", Name);

    /// <summary>The data directories that Jupyter searches, first match wins.</summary>
    public static IEnumerable<string> SearchPath()
    {
        foreach (var path in (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return path;
        yield return UserData;
        if (PythonPrefix is { } prefix)
            yield return DataUnder(prefix);
        if (OperatingSystem.IsWindows())
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter");
        else
            foreach (var system in (string[])["/usr/local", "/usr"])
                yield return DataUnder(system);
    }

    /// <summary>Writes kernel.json so that Jupyter starts this very installation.</summary>
    /// <returns>The folder written.</returns>
    public static string Install(string data)
    {
        var folder = Directory.CreateDirectory(Folder(data)).FullName;
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray([.. Command("{connection_file}").Select(a => (JsonNode)a)]),
            ["display_name"] = DisplayName,
            ["language"] = "C#",
            // A server started in the background passes an ignored SIGINT on, which .NET respects; messages always arrive.
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject { ["DOTNET_ROOT"] = DotnetRoot() },
            ["metadata"] = new JsonObject { ["debugger"] = false },
        };
        File.WriteAllText(Path.Combine(folder, "kernel.json"), spec.ToJsonString(Indented) + "\n");
        return folder;
    }

    /// <summary>The program that an installed specification starts, or null when it cannot be read.</summary>
    public static string? ProgramOf(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))?["argv"]?[0]?.GetValue<string>();
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The command line that runs this installation's kernel.</summary>
    public static IReadOnlyList<string> Command(string connectionFile)
    {
        // The tool's launcher stays where it is when the tool is updated; without one, dotnet runs the assembly.
        var program = Environment.ProcessPath!;
        var isDotnet = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return [program, .. isDotnet ? [typeof(KernelSpec).Assembly.Location] : Array.Empty<string>(), "jupyter", "kernel", connectionFile];
    }

    /// <summary>The folder of the dotnet installation: three levels above shared/Microsoft.NETCore.App/VERSION.</summary>
    private static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
