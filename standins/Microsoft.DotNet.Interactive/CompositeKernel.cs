using System.Collections;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>The root of a notebook: routes each command to one of its children, and magic commands added here work in every cell.</summary>
public sealed class CompositeKernel : Kernel, IEnumerable<Kernel>
{
    private readonly Dictionary<Type, string> _defaultTargets = [];
    private string _defaultKernelName;

    public CompositeKernel(string name = null)
        : base(name ?? ".NET")
    {
        KernelInfo.IsComposite = true;
        ChildKernels = new KernelCollection(this);
    }

    public KernelCollection ChildKernels { get; }

    /// <summary>The child for cells that name none; an only child is the default.</summary>
    public string DefaultKernelName
    {
        get => _defaultKernelName ?? (ChildKernels.Count == 1 ? ChildKernels.Single().Name : null);
        set => _defaultKernelName = value;
    }

    /// <summary>Adds a child, chosen in cells by <c>#!name</c> or <c>#!alias</c>.</summary>
    /// <exception cref="ArgumentException">The kernel is a composite, or its name or an alias is in use.</exception>
    /// <exception cref="InvalidOperationException">The kernel has a parent.</exception>
    public void Add(Kernel kernel, IEnumerable<string> aliases = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.ParentKernel is not null)
        {
            throw new InvalidOperationException($"Kernel \"{kernel.Name}\" already has a parent: \"{kernel.ParentKernel.Name}\".");
        }
        if (kernel is CompositeKernel)
        {
            throw new ArgumentException($"{nameof(CompositeKernel)} cannot be added as a child kernel.", nameof(kernel));
        }
        kernel.KernelInfo.NameAndAliases.UnionWith(aliases ?? []);
        ChildKernels.Add(kernel);
        kernel.ParentKernel = this;
        kernel.RootKernel = RootKernel;
        AddSpecifiers(kernel);
        RegisterForDisposal(((EventStream)kernel.KernelEvents).Subscribe(PublishEvent));
        RegisterForDisposal(kernel);
        Announce(kernel);
    }

    public void SetDefaultTargetKernelNameForCommand(Type commandType, string kernelName) => _defaultTargets[commandType] = kernelName;

    public IEnumerator<Kernel> GetEnumerator() => ChildKernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void SetHandlingKernel(KernelCommand command, KernelInvocationContext context)
    {
        var kernel = FindHandlingKernel(command, context);
        command.TargetKernelName ??= kernel.Name;
        context.Enter(command, kernel);
    }

    private protected override Kernel FindHandlingKernel(KernelCommand command, KernelInvocationContext context)
    {
        var name = command.TargetKernelName;
        if (name is null && !KernelInfo.SupportsCommand(command.GetType().Name) && command.Handler is null)
        {
            name = _defaultTargets.GetValueOrDefault(command.GetType()) ?? DefaultKernelName;
        }
        return name is null || KernelInfo.NameAndAliases.Contains(name) ? this
            : ChildKernels.TryGetByAlias(name, out var child) ? child
            : null;
    }

    private void AddSpecifiers(Kernel kernel)
    {
        var specifier = kernel.KernelSpecifierDirective;
        KernelInfo.SupportedDirectives.Add(specifier);
        foreach (var alias in kernel.KernelInfo.Aliases)
        {
            KernelInfo.SupportedDirectives.Add(new KernelSpecifierDirective($"#!{alias}", kernel.Name)
            {
                Description = $"Run the code that follows using the {kernel.Name} kernel.",
                Parameters = specifier.Parameters,
                CreateCommand = specifier.CreateCommand,
            });
        }
    }

    private void Announce(Kernel kernel)
    {
        if (KernelInvocationContext.Current is { } context)
        {
            context.Publish(new KernelInfoProduced(kernel.KernelInfo, context.Command));
        }
        else
        {
            PublishEvent(new KernelInfoProduced(kernel.KernelInfo, NoCommand.Instance));
        }
    }
}
