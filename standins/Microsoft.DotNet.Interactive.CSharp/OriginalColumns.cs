#nullable enable
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Takes what the compiler says of a rewritten cell (see <see cref="PollRewriter"/>) back to the columns of the cell as it was written. The
/// rewriting only adds to lines: a line's own characters are found one after the other in the rewritten one.
/// </summary>
internal sealed partial class OriginalColumns(string code, SourceText rewritten)
{
    private readonly SourceText _original = SourceText.From(code);

    public CodeAnalysis.Diagnostic Of(CodeAnalysis.Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        if (!diagnostic.Location.IsInSource || span.EndLinePosition.Line >= _original.Lines.Count)
        {
            return diagnostic;
        }
        var lines = new CodeAnalysis.Text.LinePositionSpan(Original(span.StartLinePosition), Original(span.EndLinePosition));
        return CodeAnalysis.Diagnostic.Create(
            diagnostic.Id,
            diagnostic.Descriptor.Category,
            diagnostic.GetMessage(CultureInfo.InvariantCulture),
            diagnostic.Severity,
            diagnostic.DefaultSeverity,
            isEnabledByDefault: true,
            diagnostic.WarningLevel,
            location: Location.Create(span.Path, _original.Lines.GetTextSpan(lines), lines));
    }

    private CodeAnalysis.Text.LinePosition Original(CodeAnalysis.Text.LinePosition position)
    {
        var (own, line) = (_original.Lines[position.Line].ToString(), rewritten.Lines[position.Line].ToString());
        var column = 0;
        for (var i = 0; i < position.Character && i < line.Length && column < own.Length;)
        {
            var isArrow = string.CompareOrdinal(own, column, "=>", 0, 2) == 0;
            if ((isArrow ? Body() : Added()).Match(line, i) is { Success: true, Length: var added }
                && !(line[i] == 'r' && own[column] == 'r'))
            {
                i += added;
                column += isArrow ? 2 : 0;
                continue;
            }
            column += line[i] == own[column] ? 1 : 0;
            i++;
        }
        return new CodeAnalysis.Text.LinePosition(position.Line, column);
    }

    [GeneratedRegex(@"\G(__InterruptPoint\.(Cell<[\w.<>]+\.Poll\(\);|Here\(|Each\(|DisposeAtEnd\([^)]*\);)|return )")]
    private static partial Regex Added();

    /// <summary>What stands in the place of an arrow.</summary>
    [GeneratedRegex(@"\G\{(get\{)?__InterruptPoint\.Cell<[\w.<>]+\.Poll\(\);")]
    private static partial Regex Body();
}
