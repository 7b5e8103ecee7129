using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;
using Xunit;

namespace Standins.Tests.Interactive;

/// <summary>
/// Tests with kernels run one after the other: the console, the working directory and the formatters belong to the process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelTests
{
    public const string Name = "kernels";
}

/// <summary>A composite kernel as hosts make it, and the events of each cell.</summary>
internal sealed class Notebook : IDisposable
{
    public Notebook()
    {
        CSharp = new CSharpKernel()
            .UseNugetDirective((kernel, packages) =>
            {
                Resolved.AddRange(packages);
                kernel.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
                return Task.CompletedTask;
            })
            .UseKernelHelpers()
            .UseWho()
            .UseValueSharing();
        Root = new CompositeKernel { DefaultKernelName = CSharp.Name };
        Root.Add(CSharp, ["c#", "C#"]);
        Root.Add(new HtmlKernel());
        Root.Add(new JavaScriptKernel(), ["js"]);
        Root.Add(new KeyValueStoreKernel().UseWho());
        Root.UseImportMagicCommand();
    }

    public CompositeKernel Root { get; }

    public CSharpKernel CSharp { get; }

    /// <summary>The packages that cells have added, in order.</summary>
    public List<ResolvedPackageReference> Resolved { get; } = [];

    public Task<KernelCommandResult> TryRunAsync(string code, CancellationTokenSource? interrupt = null) =>
        Root.SendAsync(new SubmitCode(code), interrupt?.Token ?? TestContext.Current.CancellationToken);

    /// <summary>Runs a cell that must succeed, and gives the value that it ends in.</summary>
    public async Task<object?> RunAsync(string code)
    {
        var result = await TryRunAsync(code);
        Assert.True(result.Events[^1] is CommandSucceeded, $"{code}\n{(result.Events[^1] as CommandFailed)?.Message}");
        return result.Events.OfType<ReturnValueProduced>().SingleOrDefault()?.Value;
    }

    /// <summary>Runs a cell that must fail, and gives the message.</summary>
    public async Task<string> FailAsync(string code, CancellationTokenSource? interrupt = null) =>
        Assert.IsType<CommandFailed>((await TryRunAsync(code, interrupt)).Events[^1]).Message;

    public async Task<T> AskAsync<T>(KernelCommand question)
        where T : KernelEvent => Assert.Single((await Root.SendAsync(question, TestContext.Current.CancellationToken)).Events.OfType<T>());

    public void Dispose() => Root.Dispose();
}

/// <summary>Keeps what a kernel says.</summary>
internal sealed class Observed : IObserver<KernelEvent>
{
    public Observed(Kernel kernel) => kernel.KernelEvents.Subscribe(this);

    public List<KernelEvent> Events { get; } = [];

    public void OnNext(KernelEvent value) => Events.Add(value);

    public void OnError(Exception error) => throw error;

    public void OnCompleted()
    {
    }
}
