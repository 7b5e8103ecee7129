using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <content>Answers to questions about code, from the compiler, with all that earlier cells have declared.</content>
public partial class CSharpKernel
{
    async Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var place = await PlaceAsync(command);
        context.Publish(new CompletionsProduced(Completion.At(place, context.CancellationToken), command, place.WordSpan));
    }

    async Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText command, KernelInvocationContext context)
    {
        if (Hover.At(await PlaceAsync(command), context.CancellationToken) is var (markdown, span))
        {
            context.Publish(new HoverTextProduced(command, [new FormattedValue("text/markdown", markdown)], span));
        }
    }

    async Task IKernelCommandHandler<RequestSignatureHelp>.HandleAsync(RequestSignatureHelp command, KernelInvocationContext context) =>
        context.Publish(SignatureHelp.At(await PlaceAsync(command), command, context.CancellationToken));

    private async Task<CodePosition> PlaceAsync(LanguageServiceCommand question) =>
        new(await Session.DraftAsync(question.CodeForKernel ?? question.Code), question);
}
