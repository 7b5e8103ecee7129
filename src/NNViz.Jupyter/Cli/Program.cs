namespace NNViz.Jupyter.Cli;

/// <summary>The entry point of the tool <c>nnviz</c>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        // Packages are restored by the SDK, which would report its use.
        Environment.SetEnvironmentVariable("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
        // Jupyter waits for the kernel to be ready; the command line parser would only cost it time.
        return args is ["jupyter", "kernel", var connectionFile]
            ? Task.FromResult(KernelCommand.Run(connectionFile))
            : CommandTree.Create().Parse(args).InvokeAsync();
    }
}
