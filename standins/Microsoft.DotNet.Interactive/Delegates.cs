using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>Carries out a command.</summary>
public delegate Task KernelCommandInvocation(KernelCommand command, KernelInvocationContext context);

/// <summary>Stands around the carrying out of every command of a kernel and its children; calls <paramref name="next"/> to go on.</summary>
public delegate Task KernelCommandPipelineMiddleware(
    KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next);

/// <summary>The rest of the pipeline.</summary>
public delegate Task KernelPipelineContinuation(KernelCommand command, KernelInvocationContext context);

/// <summary>A kernel that carries out commands of one type.</summary>
public interface IKernelCommandHandler<TCommand>
    where TCommand : KernelCommand
{
    public Task HandleAsync(TCommand command, KernelInvocationContext context);
}

/// <summary>What a package's DLL in <c>interactive-extensions/dotnet</c> implements to be called when the package is added.</summary>
public interface IKernelExtension
{
    public Task OnLoadAsync(Kernel kernel);
}
