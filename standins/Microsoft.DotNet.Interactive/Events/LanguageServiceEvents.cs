using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>What could be typed at a position, and the span of text that it would replace.</summary>
public class CompletionsProduced : KernelEvent
{
    public CompletionsProduced(
        IReadOnlyCollection<CompletionItem> completions, RequestCompletions command, LinePositionSpan linePositionSpan = null)
        : base(command)
    {
        Completions = completions ?? throw new ArgumentNullException(nameof(completions));
        LinePositionSpan = linePositionSpan;
    }

    public IEnumerable<CompletionItem> Completions { get; }

    public LinePositionSpan LinePositionSpan { get; }
}

/// <summary>One thing that could be typed.</summary>
public class CompletionItem
{
    public CompletionItem(
        string displayText,
        string kind,
        string filterText = null,
        string sortText = null,
        string insertText = null,
        InsertTextFormat? insertTextFormat = null,
        string documentation = null)
    {
        DisplayText = displayText ?? throw new ArgumentNullException(nameof(displayText));
        Kind = kind ?? throw new ArgumentNullException(nameof(kind));
        FilterText = filterText;
        SortText = sortText;
        InsertText = insertText ?? displayText;
        InsertTextFormat = insertTextFormat;
        Documentation = documentation;
    }

    public string DisplayText { get; }

    /// <summary>"Method", "Property", "Keyword" …</summary>
    public string Kind { get; }

    public string FilterText { get; }

    public string SortText { get; }

    public string InsertText { get; }

    public InsertTextFormat? InsertTextFormat { get; }

    public string Documentation { get; set; }

    public override string ToString() => DisplayText;
}

/// <summary>Whether a completion's text holds placeholders.</summary>
public enum InsertTextFormat
{
    PlainText = 1,
    Snippet = 2,
}

/// <summary>What the word at a position means.</summary>
public class HoverTextProduced : KernelEvent
{
    public HoverTextProduced(
        RequestHoverText command, IReadOnlyCollection<FormattedValue> content, LinePositionSpan linePositionSpan = null)
        : base(command)
    {
        Content = content is { Count: > 0 }
            ? content
            : throw new ArgumentException("Hover text needs at least one formatted value.", nameof(content));
        LinePositionSpan = linePositionSpan;
    }

    public IReadOnlyCollection<FormattedValue> Content { get; }

    public LinePositionSpan LinePositionSpan { get; }
}

/// <summary>The overloads of a call, and where in them the position is.</summary>
public class SignatureHelpProduced : KernelEvent
{
    public SignatureHelpProduced(
        RequestSignatureHelp command, IReadOnlyList<SignatureInformation> signatures, int activeSignatureIndex, int activeParameterIndex)
        : base(command)
    {
        Signatures = signatures;
        ActiveSignatureIndex = activeSignatureIndex;
        ActiveParameterIndex = activeParameterIndex;
    }

    public IReadOnlyList<SignatureInformation> Signatures { get; }

    public int ActiveSignatureIndex { get; }

    public int ActiveParameterIndex { get; }

    public static SignatureHelpProduced Empty(RequestSignatureHelp command) => new(command, [], 0, 0);
}
