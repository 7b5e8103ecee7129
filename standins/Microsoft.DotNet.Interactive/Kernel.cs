using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Parsing;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// Something that carries out commands, alone or as a child of a <see cref="CompositeKernel"/>, and says by events what happens.
/// </summary>
public abstract partial class Kernel : IDisposable, IKernelCommandHandler<RequestKernelInfo>
{
    private readonly EventStream _events = new();
    private readonly List<KernelCommandPipelineMiddleware> _middleware = [];
    private readonly Stack<IDisposable> _disposables = new();
    private readonly Queue<KernelCommand> _deferred = new();
    private readonly CommandQueue _queue = new();
    private FrontendEnvironment _frontendEnvironment;
    private KernelSpecifierDirective _specifier;

    protected Kernel(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        RootKernel = this;
        KernelInfo = new KernelInfo(name);
        foreach (var commandType in HandlerTable.HandledBy(GetType()))
        {
            KernelInfo.SupportedKernelCommands.Add(new KernelCommandInfo(commandType.Name));
        }
    }

    [Obsolete("This constructor has been deprecated.  Please use the other constructor and directly set any remaining properties directly on the KernelInfo property.")]
    protected Kernel(string name, string languageName, string languageVersion)
        : this(name)
    {
        KernelInfo.LanguageName = languageName;
        KernelInfo.LanguageVersion = languageVersion;
    }

    public string Name { get; }

    public KernelInfo KernelInfo { get; }

    public CompositeKernel ParentKernel { get; internal set; }

    public Kernel RootKernel { get; internal set; }

    /// <summary>How many submissions this kernel has carried out, failed ones included.</summary>
    public int SubmissionCount { get; private set; }

    /// <summary>All events of commands that were sent to this kernel; a composite's include its children's.</summary>
    public IObservable<KernelEvent> KernelEvents => _events;

    /// <summary>Where client-side code is shown; a child uses its parent's unless it has one of its own.</summary>
    public FrontendEnvironment FrontendEnvironment
    {
        get => _frontendEnvironment ??= ParentKernel?.FrontendEnvironment ?? new AutomationEnvironment();
        set => _frontendEnvironment = value;
    }

    /// <summary>The directive that chooses this kernel: "#!name".</summary>
    public virtual KernelSpecifierDirective KernelSpecifierDirective => _specifier ??= new($"#!{Name}", Name);

    protected bool IsDisposed { get; private set; }

    /// <summary>What a cell says to a kernel that does not know a directive: text that only looks like one.</summary>
    internal virtual bool AcceptsUnknownDirectives => false;

    /// <summary>Puts a layer around every command that passes this kernel; the first one added is outermost.</summary>
    public void AddMiddleware(
        KernelCommandPipelineMiddleware middleware, [System.Runtime.CompilerServices.CallerMemberName] string caller = null) =>
        _middleware.Add(middleware);

    /// <summary>Runs the command before the next one that this kernel carries out.</summary>
    public void DeferCommand(KernelCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        _deferred.Enqueue(command);
    }

    /// <summary>
    /// Carries a command out. From outside, submissions wait for their turn, and questions (completion, values, information) are answered
    /// beside a running submission; from inside a command, the new one runs at once as its child. The result's last event says how it
    /// ended.
    /// </summary>
    /// <param name="cancellationToken">Interrupts the command; it ends with <see cref="CommandFailed"/> when its code has stopped.</param>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return KernelInvocationContext.Current is { IsComplete: false } context && context.Command != command
            ? SendChildAsync(command, context)
            : SendFromOutsideAsync(command, cancellationToken);
    }

    public void RegisterForDisposal(Action dispose) => RegisterForDisposal(new Disposable(dispose));

    public void RegisterForDisposal(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        _disposables.Push(disposable);
    }

    /// <summary>Disposes what was registered, the last first.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        while (_disposables.TryPop(out var disposable))
        {
            disposable.Dispose();
        }
        _events.OnCompleted();
    }

    public override string ToString() => $"{GetType()}: {Name} ({KernelInfo.Uri})";

    /// <summary>Hands an event to those who observe this kernel.</summary>
    protected internal void PublishEvent(KernelEvent kernelEvent)
    {
        ArgumentNullException.ThrowIfNull(kernelEvent);
        _events.OnNext(kernelEvent);
    }

    /// <summary>Says in the context which kernel carries the command out.</summary>
    protected virtual void SetHandlingKernel(KernelCommand command, KernelInvocationContext context)
    {
        command.TargetKernelName ??= Name;
        context.Enter(command, this);
    }

    Task IKernelCommandHandler<RequestKernelInfo>.HandleAsync(RequestKernelInfo command, KernelInvocationContext context)
    {
        context.Publish(new KernelInfoProduced(KernelInfo, command));
        foreach (var child in (this as CompositeKernel)?.ChildKernels ?? Enumerable.Empty<Kernel>())
        {
            context.Publish(new KernelInfoProduced(child.KernelInfo, command));
        }
        return Task.CompletedTask;
    }

    /// <summary>The kernel among this one and its children that shall carry the command out.</summary>
    private protected virtual Kernel FindHandlingKernel(KernelCommand command, KernelInvocationContext context) =>
        command.TargetKernelName is null || KernelInfo.NameAndAliases.Contains(command.TargetKernelName) ? this : null;

    private static bool WaitsItsTurn(KernelCommand command) => command is not (
        LanguageServiceCommand or RequestDiagnostics or DisplayError or DisplayValue or UpdateDisplayedValue or RequestKernelInfo
        or RequestValue or RequestValueInfos or SendValue or Cancel or Quit);

    private async Task<KernelCommandResult> SendFromOutsideAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        ConsoleCapture.Install();
        using var context = KernelInvocationContext.Begin(command, this);
        using var subscription = ((EventStream)context.KernelEvents).Subscribe(PublishEvent);
        using var registration = cancellationToken.Register(context.Cancel);
        if (command is Cancel or Quit)
        {
            RootKernel._queue.Current?.Cancel();
        }
        if (WaitsItsTurn(command))
        {
            await RootKernel._queue.RunAsync(context, () => SplitAndInvokeAsync(command, context));
        }
        else
        {
            await SplitAndInvokeAsync(command, context);
        }
        context.Complete(command);
        return context.Result;
    }

    private async Task<KernelCommandResult> SendChildAsync(KernelCommand command, KernelInvocationContext context)
    {
        var result = context.BeginChild(command);
        await SplitAndInvokeAsync(command, context);
        context.Complete(command);
        return result;
    }

    private async Task SplitAndInvokeAsync(KernelCommand command, KernelInvocationContext context)
    {
        try
        {
            foreach (var part in await new SubmissionSplitter(this, context).SplitAsync(command))
            {
                if (context.HasEnded(command))
                {
                    break;
                }
                await InvokeAsync(part, context);
            }
        }
        catch (Exception exception)
        {
            context.Fail(command, exception);
        }
        if (command is SubmitCode)
        {
            SubmissionCount++;
        }
    }

    /// <summary>Carries a part of a command out, in a context that runs.</summary>
    internal async Task InvokeAsync(KernelCommand command, KernelInvocationContext context)
    {
        var handler = FindHandlingKernel(command, context) ?? throw new NoSuitableKernelException(command);
        if (WaitsItsTurn(command))
        {
            await handler.RunDeferredAsync(command, context);
        }
        SetHandlingKernel(command, context);
        await RunPipelineAsync(command, context);
    }

    private async Task RunDeferredAsync(KernelCommand before, KernelInvocationContext context)
    {
        while (_deferred.TryDequeue(out var deferred))
        {
            deferred.SetParent(before);
            deferred.TargetKernelName = Name;
            foreach (var part in await new SubmissionSplitter(this, context).SplitAsync(deferred))
            {
                SetHandlingKernel(part, context);
                await RunPipelineAsync(part, context);
            }
        }
    }

    /// <summary>The middleware of this kernel, that of the child that the command is for, and the handler.</summary>
    private Task RunPipelineAsync(KernelCommand command, KernelInvocationContext context)
    {
        KernelPipelineContinuation next = HandleAsync;
        foreach (var layer in Enumerable.Reverse(_middleware))
        {
            var inner = next;
            next = (cmd, ctx) => layer(cmd, ctx, inner);
        }
        return next(command, context);
    }

    private Task HandleAsync(KernelCommand command, KernelInvocationContext context)
    {
        if (FindHandlingKernel(command, context) is { } child && child != this)
        {
            return child.RunPipelineAsync(command, context);
        }
        command.Handler ??= FindHandler(command);
        return command.Handler is null && command is not (Cancel or Quit or DisplayValue or UpdateDisplayedValue)
            ? throw new CommandNotSupportedException(command.GetType(), this)
            : command.InvokeAsync(context);
    }
}
