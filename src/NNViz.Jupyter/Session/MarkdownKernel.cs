using Markdig;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace NNViz.Jupyter.Session;

/// <summary>Shows its text as rendered Markdown (<c>#!markdown</c>).</summary>
internal sealed class MarkdownKernel : Kernel, IKernelCommandHandler<SubmitCode>
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    public MarkdownKernel()
        : base("markdown")
    {
        KernelInfo.LanguageName = "Markdown";
        KernelInfo.DisplayName = "markdown - Markdown";
    }

    /// <summary>Markdown as HTML; the notebook writer uses the same.</summary>
    public static string Render(string markdown) => Markdown.ToHtml(markdown, Pipeline);

    public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        _ = context.Display(HTML(Render(command.Code)), "text/html");
        return Task.CompletedTask;
    }
}
