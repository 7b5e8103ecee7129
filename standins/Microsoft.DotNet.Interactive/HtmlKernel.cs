using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Shows its submissions as HTML.</summary>
public class HtmlKernel : Kernel, IKernelCommandHandler<SubmitCode>
{
    public const string DefaultKernelName = "html";

    public HtmlKernel()
        : base(DefaultKernelName)
    {
        KernelInfo.LanguageName = "HTML";
        KernelInfo.Description = "Write and display HTML";
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.Display(new HtmlString(command.Code), HtmlFormatter.MimeType);
        return Task.CompletedTask;
    }
}
