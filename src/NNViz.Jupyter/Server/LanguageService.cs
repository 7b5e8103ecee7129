using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using NNViz.Jupyter.Protocol;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Server;

/// <summary>Answers complete_request, inspect_request and is_complete_request.</summary>
internal sealed partial class LanguageService(Lazy<CSharpSession> session)
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>What can stand at the cursor.</summary>
    public JsonObject Complete(Message request)
    {
        var (code, cursor) = (request.Text("code"), Cursor(request));
        var text = SourceText.From(code);
        var produced = session.Value.RequestAsync<CompletionsProduced>(new RequestCompletions(code, PositionOf(text, cursor))).GetAwaiter()
            .GetResult();
        var (start, end) = SpanOf(text, produced?.LinePositionSpan) ?? (WordStart(code, cursor), cursor);
        // A package is offered as "nuget: Name, version"; who types it may leave the blanks out.
        var typed = WithoutBlanks(code[start..cursor]);
        var items = (produced?.Completions ?? [])
            .Where(i => WithoutBlanks(i.FilterText ?? i.DisplayText).StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(i => i.InsertText ?? i.DisplayText).ToArray();
        var (first, last) = (CodePoints.FromUtf16(code, start), CodePoints.FromUtf16(code, end));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. items.Select(i => (JsonNode)(i.InsertText ?? i.DisplayText))]),
            ["cursor_start"] = first,
            ["cursor_end"] = last,
            ["metadata"] = new JsonObject
            { ["_jupyter_types_experimental"] = new JsonArray([.. items.Select(i => Described(i, first, last))]) },
        };
    }

    /// <summary>What the name at the cursor is, or, among the arguments of a call, the signatures of what is called.</summary>
    public JsonObject Inspect(Message request)
    {
        var code = request.Text("code");
        var position = PositionOf(SourceText.From(code), Cursor(request));
        var data = new MimeBundle();
        var hover = session.Value.RequestAsync<HoverTextProduced>(new RequestHoverText(code, position)).GetAwaiter().GetResult();
        foreach (var content in hover?.Content ?? [])
            _ = data.With(content.MimeType, content.Value);
        if (data.Entries.Count == 0)
            AddSignatures(data, code, position);
        if (data["text/plain"] == null && data["text/markdown"] is { } markdown)
            _ = data.With("text/plain", CodeFence().Replace(markdown, "").Trim());
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = data.Entries.Count > 0,
            ["data"] = data.ToJson(),
            ["metadata"] = new JsonObject(),
        };
    }

    private void AddSignatures(MimeBundle data, string code, Microsoft.DotNet.Interactive.LinePosition position)
    {
        var help = session.Value.RequestAsync<SignatureHelpProduced>(new RequestSignatureHelp(code, position)).GetAwaiter().GetResult();
        if (help?.Signatures is not { Count: > 0 } signatures)
            return;
        // The one that fits what is typed comes first, with its documentation.
        var active = signatures[Math.Clamp(help.ActiveSignatureIndex, 0, signatures.Count - 1)];
        var labels = signatures.Where(s => s != active).Prepend(active).Select(s => s.Label);
        _ = data.With("text/markdown", $"```csharp\n{string.Join('\n', labels)}\n```\n\n{active.Documentation?.Value}".TrimEnd());
    }

    /// <summary>Whether Enter should run the code or open a new line.</summary>
    public static JsonObject IsComplete(Message request)
    {
        // A magic command is a line of its own, unknown to the compiler; a blank line keeps what follows in place.
        var lines = request.Text("code").Split('\n').Select(l => l.TrimStart() is ['#', '!' or 'r' or 'i' or 'l', ..] ? "" : l);
        var tree = CSharpSyntaxTree.ParseText(string.Join('\n', lines), Script);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return new JsonObject { ["status"] = "incomplete", ["indent"] = "    " };
        return new JsonObject
        {
            ["status"] = tree.GetDiagnostics().Any(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error) ? "invalid"
            : "complete"
        };
    }

    private static int Cursor(Message request) => CodePoints.ToUtf16(request.Text("code"), request.Number("cursor_pos", int.MaxValue));

    private static Microsoft.DotNet.Interactive.LinePosition PositionOf(SourceText text, int index)
    {
        var position = text.Lines.GetLinePosition(index);
        return new Microsoft.DotNet.Interactive.LinePosition(position.Line, position.Character);
    }

    private static (int Start, int End)? SpanOf(SourceText text, Microsoft.DotNet.Interactive.LinePositionSpan? span)
    {
        if (span == null)
            return null;
        int Index(Microsoft.DotNet.Interactive.LinePosition p) =>
            text.Lines.GetPosition(new Microsoft.CodeAnalysis.Text.LinePosition(p.Line, p.Character));
        return (Index(span.Start), Index(span.End));
    }

    private static string WithoutBlanks(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static int WordStart(string code, int cursor)
    {
        while (cursor > 0 && (char.IsLetterOrDigit(code[cursor - 1]) || code[cursor - 1] == '_'))
            cursor--;
        return cursor;
    }

    [GeneratedRegex("^```.*\n?", RegexOptions.Multiline)]
    private static partial Regex CodeFence();

    private static JsonNode Described(CompletionItem item, int start, int end) => new JsonObject
    {
        ["text"] = item.InsertText ?? item.DisplayText,
        ["displayText"] = item.DisplayText,
        ["type"] = item.Kind,
        ["start"] = start,
        ["end"] = end,
    };
}
