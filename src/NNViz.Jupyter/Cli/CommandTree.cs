using System.CommandLine;

namespace NNViz.Jupyter.Cli;

/// <summary>The commands and options of <c>nnviz</c>.</summary>
internal static class CommandTree
{
    public static RootCommand Create() =>
        new("C# notebooks: a kernel for Jupyter, and a runner that needs no Jupyter.") { RunCommand.Create(), JupyterCommand() };

    private static Command JupyterCommand() => new("jupyter", "Install the C# kernel into Jupyter, remove it, or look.")
    {
        Install(),
        Placed("uninstall", "Remove the kernel specification.", (data, output) => Uninstall(data, output)),
        Status(),
        Kernel(),
    };

    private static Command Install() => Placed("install", "Tell Jupyter about the kernel (writes kernel.json).", (data, output) =>
    {
        output.WriteLine($"Installed the kernel '{KernelSpec.DisplayName}' ({KernelSpec.Name}) in {KernelSpec.Install(data)}");
        return 0;
    });

    private static int Uninstall(string data, TextWriter output)
    {
        var folder = KernelSpec.Folder(data);
        if (!Directory.Exists(folder))
        {
            output.WriteLine($"Nothing to remove: {folder} is not there. 'nnviz jupyter status' lists what is installed.");
            return 1;
        }
        Directory.Delete(folder, recursive: true);
        output.WriteLine($"Removed {folder}");
        return 0;
    }

    private static Command Placed(string name, string description, Func<string, TextWriter, int> action)
    {
        var user = new Option<bool>("--user") { Description = "In the user's own Jupyter data directory (the default)." };
        var prefix = new Option<string>("--prefix") { Description = "Under DIR/share/jupyter.", HelpName = "DIR" };
        var sysPrefix = new Option<bool>("--sys-prefix") { Description = "In the active Python environment (conda or venv)." };
        var command = new Command(name, description) { user, prefix, sysPrefix };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(prefix) is { } directory)
                return action(KernelSpec.DataUnder(directory), Console.Out);
            if (!parsed.GetValue(sysPrefix))
                return action(KernelSpec.UserData, Console.Out);
            if (KernelSpec.PythonPrefix is { } python)
                return action(KernelSpec.DataUnder(python), Console.Out);
            Console.Error.WriteLine("--sys-prefix needs an active Python environment: VIRTUAL_ENV and CONDA_PREFIX are not set. " +
                "Activate one, or use --prefix DIR.");
            return 1;
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Show where the kernel is installed and whether libzmq is there.");
        command.SetAction(_ =>
        {
            var found = KernelSpec.SearchPath().Select(KernelSpec.Folder).Where(Directory.Exists).ToArray();
            foreach (var folder in found)
                Console.Out.WriteLine($"{folder}\n  starts {KernelSpec.ProgramOf(folder) ?? "nothing: kernel.json cannot be read"}");
            if (found.Length == 0)
                Console.Out.WriteLine("The kernel is not installed. Install it: nnviz jupyter install");
            Console.Out.WriteLine(Zmq.LibZmq.Find(out var problem) is { } version ? $"libzmq {version}" : problem);
            return found.Length > 0 && problem == null ? 0 : 1;
        });
        return command;
    }

    private static Command Kernel()
    {
        var file = new Argument<string>("connection-file");
        var command = new Command("kernel", "Run the kernel; Jupyter does this.") { file };
        command.Hidden = true;
        command.SetAction(parsed => KernelCommand.Run(parsed.GetValue(file)!));
        return command;
    }
}
