#nullable enable
using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>A word of a directive line with its columns; quotes and brackets hold words together.</summary>
internal readonly record struct Token(int Start, int End, string Text);

/// <summary>A parameter on a directive line: its name, its value, or both.</summary>
internal sealed record DirectiveArgument(Token? Name, Token? Value)
{
    public bool IsFor(KernelDirectiveParameter parameter) =>
        Name is { } name ? name.Text == parameter.Name : parameter.AllowImplicitName;
}

/// <summary>A magic command as it was written: <c>#!name [subcommand] [--parameter [value]]…</c>.</summary>
internal sealed class DirectiveLine
{
    private DirectiveLine(string text, int line, Token name)
    {
        Text = text;
        Line = line;
        Name = name;
    }

    public string Text { get; }

    /// <summary>Zero-based line in the cell.</summary>
    public int Line { get; }

    public Token Name { get; }

    public KernelDirective? Directive { get; private set; }

    public Token? Subcommand { get; private set; }

    public List<DirectiveArgument> Arguments { get; } = [];

    /// <summary>The subcommand stands behind a parameter, where it may not.</summary>
    public bool IsSubcommandLate { get; private set; }

    /// <summary>Whether a line is a magic command, or <c>#r</c> or <c>#i</c>, and not a line of code.</summary>
    public static bool IsDirective(string line) =>
        line is ['#', '!', ..] || (line is ['#', 'r' or 'i', ..] && (line.Length == 2 || !char.IsLetterOrDigit(line[2])));

    /// <param name="find">The directive of a name in the kernel that the line is for.</param>
    public static DirectiveLine Parse(string text, int line, Func<string, KernelDirective?> find)
    {
        var nameEnd = text.StartsWith("#!", StringComparison.Ordinal) ? EndOfWord(text, 0) : 2;
        var result = new DirectiveLine(text, line, new Token(0, nameEnd, text[..nameEnd]));
        result.Directive = find(result.Name.Text);
        result.ReadArguments();
        return result;
    }

    private void ReadArguments()
    {
        Token? name = null;
        foreach (var token in Tokens(Text, Name.End))
        {
            var isName = token.Text.StartsWith('-') && (name is null || token.Text.StartsWith("--", StringComparison.Ordinal));
            if (name is { } waiting)
            {
                Arguments.Add(new DirectiveArgument(waiting, isName ? null : token));
                name = null;
                if (!isName)
                {
                    continue;
                }
            }
            if (!isName && Subcommand is null && (Directive as KernelActionDirective)?.FindSubcommand(token.Text) is { } subcommand)
            {
                Subcommand = token;
                Directive = subcommand;
                IsSubcommandLate = Arguments.Count > 0;
            }
            else if (!isName)
            {
                Arguments.Add(new DirectiveArgument(null, token));
            }
            else if (Directive?.FindParameter(token.Text) is { Flag: true })
            {
                Arguments.Add(new DirectiveArgument(token, null));
            }
            else
            {
                name = token;
            }
        }
        if (name is not null)
        {
            Arguments.Add(new DirectiveArgument(name, null));
        }
    }

    private static IEnumerable<Token> Tokens(string text, int position)
    {
        while (true)
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
            {
                position++;
            }
            if (position == text.Length)
            {
                yield break;
            }
            var end = EndOfToken(text, position);
            yield return new Token(position, end, text[position..end]);
            position = end;
        }
    }

    private static int EndOfToken(string text, int start)
    {
        // @input:"a prompt" and @input:{"prompt": …} are one token.
        var valueStart = text[start] == '@' && text.IndexOf(':', start) is var colon and > 0 && colon < EndOfWord(text, start)
            ? colon + 1
            : start;
        return valueStart == text.Length ? valueStart : text[valueStart] switch
        {
            '"' => EndOfString(text, valueStart),
            '{' or '[' => EndOfJson(text, valueStart),
            _ => EndOfWord(text, start),
        };
    }

    private static int EndOfWord(string text, int position)
    {
        while (position < text.Length && !char.IsWhiteSpace(text[position]))
        {
            position++;
        }
        return position;
    }

    private static int EndOfString(string text, int position)
    {
        for (position++; position < text.Length && text[position] != '"'; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length && text[position + 1] == '"')
            {
                position++;
            }
        }
        return Math.Min(position + 1, text.Length);
    }

    private static int EndOfJson(string text, int position)
    {
        for (var depth = 0; position < text.Length; position++)
        {
            if (text[position] == '"')
            {
                position = EndOfString(text, position) - 1;
            }
            else
            {
                depth += text[position] switch { '{' or '[' => 1, '}' or ']' => -1, _ => 0 };
            }
            if (depth == 0)
            {
                return position + 1;
            }
        }
        return position;
    }
}
