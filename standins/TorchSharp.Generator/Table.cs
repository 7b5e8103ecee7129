namespace TorchSharp.Generator;

/// <summary>A line of a table that cannot be read; the message is in the compiler's own format, so that an IDE jumps to it.</summary>
internal sealed class TableException(string path, int line, string message) : Exception($"{path}({line}): error OPS001: {message}");

/// <summary>
/// One member: its signature and either an operator with arguments or a C# expression. In the section 'operators', only an operator.
/// </summary>
internal sealed record Member
{
    public required string Section { get; init; }
    public string ReturnType { get; init; } = "";
    public string Name { get; init; } = "";
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];
    public string? Operator { get; init; }
    public string? Overload { get; init; }
    public IReadOnlyList<string> Arguments { get; init; } = [];
    /// <summary>What is done with the operator's result, like <c>.cast(type)</c>.</summary>
    public string Suffix { get; init; } = "";
    public string? Expression { get; init; }
    /// <summary>A whole member in C#, for what has no name, like operators.</summary>
    public string? Code { get; init; }
    public IReadOnlyList<Flag> Flags { get; init; } = [];
}

/// <summary>A parameter as written: <c>long dim = -1</c>.</summary>
internal sealed record Parameter(string Type, string Name, string? Default)
{
    public string Declaration => Default is null ? $"{Type} {Name}" : $"{Type} {Name} = {Default}";
}

/// <summary>
/// What follows the bar: <c>_</c>, <c>inplace</c>, <c>torch</c>, <c>torch_</c>, with other parameter names or declarations where the
/// listing has them.
/// </summary>
internal sealed record Flag(string Name, IReadOnlyList<string>? Parameters);

/// <summary>Reads a table. The format is explained in standins/README.md.</summary>
internal static class Table
{
    public static List<Member> Parse(string path, string[] lines)
    {
        var members = new List<Member>();
        string? section = null;
        foreach (var (text, number) in Expand(path, lines))
        {
            if (text.StartsWith('['))
            {
                section = text.Trim('[', ']');
                continue;
            }
            try
            {
                members.Add(section switch
                {
                    null => throw new FormatException("a [section] must come first"),
                    "operators" => new() { Section = section, Operator = text },
                    _ when text.StartsWith("csharp ", StringComparison.Ordinal) => new() { Section = section, Code = text[7..] },
                    _ => ParseMember(section, text),
                });
            }
            catch (FormatException e)
            {
                throw new TableException(path, number, e.Message + ": " + text);
            }
        }
        return members;
    }

    /// <summary>
    /// Repeats the lines between <c>each X in a; b</c> and <c>end</c> with <c>$X</c> replaced; drops comments and empty lines.
    /// </summary>
    internal static List<(string Text, int Number)> Expand(string path, string[] lines)
    {
        var output = new List<(string, int)>();
        var open = new Stack<(string Name, string[] Values, List<(string Text, int Number)> Body)>();
        for (int k = 0; k < lines.Length; k++)
        {
            string line = lines[k].Trim();
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (line.StartsWith("each ", StringComparison.Ordinal))
            {
                int at = line.IndexOf(" in ", StringComparison.Ordinal);
                if (at < 0)
                    throw new TableException(path, k + 1, "expected 'each NAME in VALUE; VALUE'");
                open.Push((line[5..at].Trim(), line[(at + 4)..].Split(';', StringSplitOptions.TrimEntries), []));
            }
            else if (line == "end")
            {
                if (!open.TryPop(out var block))
                    throw new TableException(path, k + 1, "'end' without 'each'");
                var target = open.TryPeek(out var outer) ? outer.Body : output;
                foreach (string value in block.Values)
                    target.AddRange(block.Body.Select(l => (Substitute(l.Text, block.Name, value), l.Number)));
            }
            else
            {
                (open.TryPeek(out var block) ? block.Body : output).Add((line, k + 1));
            }
        }
        return open.Count == 0 ? output : throw new TableException(path, lines.Length, "'each' without 'end'");
    }

    /// <summary>Replaces <c>$O</c> and <c>$F</c> for the name 'O, F' and the value '+, add'.</summary>
    private static string Substitute(string text, string name, string value)
    {
        string[] names = name.Split(", ");
        List<string> values = names.Length == 1 ? [value] : Split(value, ',');
        for (int k = 0; k < names.Length; k++)
            text = text.Replace("$" + names[k], values[k], StringComparison.Ordinal);
        return text;
    }

    private static Member ParseMember(string section, string text)
    {
        int signatureEnd = FindMapping(text, out bool isExpression);
        var (returnType, name, parameters) = ParseSignature(text[..signatureEnd].Trim());
        string rest = text[(signatureEnd + (isExpression ? 2 : 1))..].Trim();
        var member = new Member { Section = section, ReturnType = returnType, Name = name, Parameters = parameters };
        int bar = rest.LastIndexOf(" | ", StringComparison.Ordinal);
        if (bar >= 0)
        {
            member = member with { Flags = ParseFlags(rest[(bar + 3)..]) };
            rest = rest[..bar].Trim();
        }
        if (isExpression)
            return member with { Expression = rest };
        int open = rest.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
            throw new FormatException("expected an operator with arguments, like add.Tensor(self, other)");
        int close = MatchingClose(rest, open);
        string[] qualified = rest[..open].Split('.', 2);
        return member with
        {
            Operator = qualified[0],
            Overload = qualified.ElementAtOrDefault(1) ?? "",
            Arguments = Split(rest[(open + 1)..close], ','),
            Suffix = rest[(close + 1)..],
        };
    }

    private static int FindMapping(string text, out bool isExpression)
    {
        int depth = 0;
        for (int k = 0; k < text.Length; k++)
        {
            depth += Depth(text, k);
            if (text[k] == '=' && depth == 0)
            {
                isExpression = k + 1 < text.Length && text[k + 1] == '>';
                return k;
            }
        }
        throw new FormatException("expected '=' and an operator, or '=>' and an expression");
    }

    private static (string ReturnType, string Name, List<Parameter> Parameters) ParseSignature(string text)
    {
        int open = MatchingOpen(text);
        int nameStart = text.LastIndexOf(' ', open) + 1;
        string returnType = text[..nameStart].Trim();
        var parameters = Split(text[(open + 1)..^1], ',').Select(ParseParameter).ToList();
        return (returnType.Length == 0 ? "Tensor" : returnType, text[nameStart..open], parameters);
    }

    internal static Parameter ParseParameter(string text)
    {
        int equals = text.IndexOf(" = ", StringComparison.Ordinal);
        string declaration = equals < 0 ? text : text[..equals];
        int space = declaration.LastIndexOf(' ');
        if (space < 0)
            throw new FormatException($"parameter '{text}' has no type");
        return new Parameter(declaration[..space], declaration[(space + 1)..], equals < 0 ? null : text[(equals + 3)..]);
    }

    private static int MatchingOpen(string text)
    {
        if (!text.EndsWith(')'))
            throw new FormatException("expected a signature that ends in ')'");
        int depth = 0;
        for (int k = text.Length - 1; k >= 0; k--)
        {
            depth += Depth(text, k);
            if (depth == 0)
                return k;
        }
        throw new FormatException("unbalanced parentheses");
    }

    private static int MatchingClose(string text, int open)
    {
        int depth = 0;
        for (int k = open; k < text.Length; k++)
        {
            depth += Depth(text, k);
            if (depth == 0)
                return k;
        }
        throw new FormatException("unbalanced parentheses");
    }

    private static List<Flag> ParseFlags(string text) =>
        [.. Split(text, ' ').Select(flag =>
        {
            int open = flag.IndexOf('(', StringComparison.Ordinal);
            return open < 0 ? new Flag(flag, null) : new Flag(flag[..open], Split(flag[(open + 1)..^1], ','));
        })];

    /// <summary>Splits at separators that stand outside all brackets.</summary>
    internal static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (int k = 0; k <= text.Length; k++)
        {
            if (k < text.Length)
                depth += Depth(text, k);
            if (k < text.Length && (text[k] != separator || depth != 0))
                continue;
            string part = text[start..k].Trim();
            if (part.Length > 0)
                parts.Add(part);
            start = k + 1;
        }
        return parts;
    }

    /// <summary>+1 for an opening bracket, -1 for a closing one; spaces tell 'a &lt; b' from 'List&lt;b&gt;'.</summary>
    private static int Depth(string text, int k) => text[k] switch
    {
        '(' or '[' => 1,
        ')' or ']' => -1,
        '<' when k > 0 && text[k - 1] != ' ' => 1,
        '>' when k > 0 && text[k - 1] is not (' ' or '=') => -1,
        _ => 0,
    };
}
