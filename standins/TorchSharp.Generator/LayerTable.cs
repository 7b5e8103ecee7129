using System.Text.RegularExpressions;

namespace TorchSharp.Generator;

/// <summary>
/// A layer of a <c>.layers</c> table: a module whose settings are properties and whose forward is one expression.
/// </summary>
internal sealed record Layer
{
    public required string Name { get; init; }
    public required string Base { get; init; }
    public required string BaseArguments { get; init; }

    /// <summary>Public constructor and read-only properties, as the losses have them.</summary>
    public required bool IsPublic { get; init; }
    public required IReadOnlyList<Setting> Settings { get; init; }
    public required string Documentation { get; init; }
    public string? Forward { get; init; }
    public List<string> Members { get; } = [];
    public List<IReadOnlyList<Parameter>> Factories { get; } = [];
    public IReadOnlyList<Parameter>? Constructor { get; set; }
}

/// <summary>
/// One setting: <c>long[2] stride = kernel_size</c>. A rank makes factories widen numbers and tuples to arrays of that
/// length; the default holds where the argument is null or absent; <c>norm from p</c> takes the argument of another name.
/// <c>base</c> settings go to the base class only.
/// </summary>
internal sealed record Setting(string Type, int Rank, string Name, string? Default)
{
    public string? Source { get; init; }
    public bool IsPrivate { get; init; }
    public bool IsForBase { get; init; }
}

/// <summary>Reads a table of layers. The format is explained in standins/README.md.</summary>
internal static class LayerTable
{
    public static List<Layer> Parse(string path, string[] lines)
    {
        var layers = new List<Layer>();
        string section = "", documentation = "";
        // A tuple of one number is no tuple: tables that go over ranks leave that line out by itself.
        foreach (var (line, number) in Table.Expand(path, lines).Where(l => !l.Text.Contains("long1 ", StringComparison.Ordinal)))
        {
            string text = Tuples(line);
            try
            {
                if (text.StartsWith('['))
                    section = text;
                else if (text.StartsWith("/// ", StringComparison.Ordinal))
                    documentation = text[4..];
                else if (!AddTo(layers.LastOrDefault(), text))
                    layers.Add(ParseLayer(section, text, documentation));
            }
            catch (FormatException e)
            {
                throw new TableException(path, number, e.Message + ": " + text);
            }
        }
        return layers;
    }

    /// <summary>Adds a <c>new(…)</c>, <c>ctor(…)</c> or <c>also …</c> line to the layer above it.</summary>
    private static bool AddTo(Layer? layer, string text)
    {
        if (layer is null)
            return false;
        if (text.StartsWith("new(", StringComparison.Ordinal))
            layer.Factories.Add(ParseParameters(text));
        else if (text.StartsWith("ctor(", StringComparison.Ordinal))
            layer.Constructor = ParseParameters(text);
        else if (text.StartsWith("also ", StringComparison.Ordinal))
            layer.Members.Add(text[5..]);
        else
            return false;
        return true;
    }

    private static List<Parameter> ParseParameters(string text) =>
        [.. Table.Split(text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..^1], ',').Select(Table.ParseParameter)];

    private static Layer ParseLayer(string section, string text, string documentation)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal), close = text.IndexOf('}', StringComparison.Ordinal);
        if (open < 0 || close < open)
            throw new FormatException("expected 'Name { settings } forward(…) => …'");
        string name = text[..open].Trim(), forward = text[(close + 1)..].Trim();
        int argumentsAt = section.IndexOf('(', StringComparison.Ordinal), argumentsEnd = section.LastIndexOf(')');
        if (argumentsAt < 0)
            throw new FormatException("a section like [Base(arguments)] must come first");
        return new Layer
        {
            Name = name,
            Base = section[1..argumentsAt],
            BaseArguments = section[(argumentsAt + 1)..argumentsEnd].Replace("$name", $"\"{name}\"", StringComparison.Ordinal),
            IsPublic = section.EndsWith("| public", StringComparison.Ordinal),
            Settings = [.. Table.Split(text[(open + 1)..close], ';').Select(ParseSetting)],
            Documentation = documentation,
            Forward = forward.Length == 0 ? null : forward,
        };
    }

    private static Setting ParseSetting(string text)
    {
        bool isPrivate = Strip(ref text, "private "), isForBase = Strip(ref text, "base ");
        string[] parts = text.Split(" from ");
        var (type, name, value) = Table.ParseParameter(parts[0]);
        var rank = Regex.Match(type, @"\[(\d)\]");
        return new Setting(rank.Success ? type.Replace(rank.Value, "[]", StringComparison.Ordinal) : type,
            rank.Success ? rank.Value[1] - '0' : 0, name, value)
        {
            Source = parts.ElementAtOrDefault(1),
            IsPrivate = isPrivate,
            IsForBase = isForBase,
        };
    }

    /// <summary>Writes long3 as (long, long, long).</summary>
    private static string Tuples(string text) => Regex.Replace(text, @"\b(long|double)(\d)\b", match =>
        $"({string.Join(", ", Enumerable.Repeat(match.Groups[1].Value, match.Groups[2].Value[0] - '0'))})");

    private static bool Strip(ref string text, string prefix)
    {
        bool found = text.StartsWith(prefix, StringComparison.Ordinal);
        text = found ? text[prefix.Length..] : text;
        return found;
    }
}
