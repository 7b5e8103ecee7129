using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using NNViz.Interactive;

namespace NNViz.Interactive.Tests;

/// <summary>A kernel with the extension loaded as extension.dib does it, and the usings of a notebook.</summary>
internal sealed class Notebook : IDisposable
{
    public const string LoadCell = "NNViz.Interactive.NNVizExtension.Load(Microsoft.DotNet.Interactive.KernelInvocationContext.Current.HandlingKernel.RootKernel);";

    private readonly CompositeKernel _root = [];
    private readonly CSharpKernel _csharp = new();

    private Notebook() => _root.Add(_csharp);

    public CSharpKernel CSharp => _csharp;

    public Kernel Root => _root;

    public static async Task<Notebook> Open(bool load = true)
    {
        var notebook = new Notebook();
        notebook._root.DefaultKernelName = notebook._csharp.Name;
        notebook._csharp.AddAssemblyReferences([typeof(NNVizExtension).Assembly.Location, typeof(NetHooks).Assembly.Location, typeof(TorchSharp.torch).Assembly.Location, typeof(Kernel).Assembly.Location]);
        await notebook.Run("using NNViz; using NNViz.Training; using TorchSharp; using static TorchSharp.torch; using static TorchSharp.torch.nn;");
        if (load)
        {
            await notebook.Run(LoadCell);
        }
        return notebook;
    }

    /// <summary>Runs a cell and returns what it showed.</summary>
    public async Task<CellResult> Run(string code)
    {
        var events = new List<KernelEvent>();
        using var seen = _root.KernelEvents.Subscribe(new Sink(events));
        var result = await _root.SendAsync(new SubmitCode(code), TestContext.Current.CancellationToken);
        lock (events)
        {
            return new CellResult([.. events], result.Events.OfType<CommandFailed>().FirstOrDefault()?.Message);
        }
    }

    /// <summary>Runs a cell that must succeed.</summary>
    public async Task<CellResult> Do(string code)
    {
        var result = await Run(code);
        Assert.Null(result.Error);
        return result;
    }

    public void Dispose() => _root.Dispose();

    private sealed class Sink(List<KernelEvent> events) : IObserver<KernelEvent>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void OnNext(KernelEvent value)
        {
            lock (events)
            {
                events.Add(value);
            }
        }
    }
}

/// <summary>What a cell showed, in order.</summary>
internal sealed record CellResult(IReadOnlyList<KernelEvent> Events, string? Error)
{
    public IReadOnlyList<string> Html => All("text/html");

    public IReadOnlyList<string> Text => All("text/plain");

    private List<string> All(string mimeType) =>
        [.. Events.OfType<DisplayEvent>().SelectMany(shown => shown.FormattedValues).Where(value => value.MimeType == mimeType).Select(value => value.Value)];
}
