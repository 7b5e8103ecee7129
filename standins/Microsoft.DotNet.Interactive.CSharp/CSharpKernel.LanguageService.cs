using Microsoft.DotNet.Interactive.Commands;
namespace Microsoft.DotNet.Interactive.CSharp;
public partial class CSharpKernel
{
    Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions c, KernelInvocationContext x) => Task.CompletedTask;
    Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText c, KernelInvocationContext x) => Task.CompletedTask;
    Task IKernelCommandHandler<RequestSignatureHelp>.HandleAsync(RequestSignatureHelp c, KernelInvocationContext x) => Task.CompletedTask;
}
