using System.Text.Json;

namespace NNViz.PlotlyNET.Reading;

/// <summary>An object of a chart's JSON that remembers which of its properties were read: the others are left out.</summary>
internal sealed class Node(JsonElement json)
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    private readonly HashSet<string> _read = [];
    private readonly Dictionary<string, Node> _parts = [];

    /// <summary>A property's value; null where it is not there, or null.</summary>
    public JsonElement? Any(string name)
    {
        _read.Add(name);
        return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public bool Has(string name) => Any(name) is not null;

    public string? Text(string name) => Kept(name, value => value.ValueKind == JsonValueKind.String)?.GetString();

    public double? Number(string name) => Kept(name, value => value.ValueKind == JsonValueKind.Number)?.GetDouble();

    public bool? Flag(string name) => Kept(name, value => value.ValueKind is JsonValueKind.True or JsonValueKind.False)?.GetBoolean();

    public string[]? Texts(string name) => Any(name) is { } value ? ChartArray.Texts(value) : null;

    public double[]? Numbers(string name) => Any(name) is { } value ? ChartArray.Numbers(value) : null;

    /// <summary>Words shown by plotly.js, one or as a title's text.</summary>
    public string? Words(string name) =>
        Any(name) is { ValueKind: JsonValueKind.Object } ? Part(name).Words("text")
        : Text(name) is { } text ? PlotlyWords.ToText(text) : null;

    /// <summary>A property that is an object; an empty one where it is not there.</summary>
    public Node Part(string name)
    {
        if (!_parts.TryGetValue(name, out var part))
        {
            part = _parts[name] = new Node(Any(name) is { ValueKind: JsonValueKind.Object } value ? value : Nothing);
        }
        return part;
    }

    /// <summary>The objects of a list, by index.</summary>
    public IReadOnlyList<Node> Parts(string name)
    {
        Node[] items = Any(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => new Node(item))] : [];
        for (int i = 0; i < items.Length; i++)
        {
            _parts[FormattableString.Invariant($"{name}[{i}]")] = items[i];
        }
        return items;
    }

    /// <summary>Names of all properties, read or not.</summary>
    public IEnumerable<string> Names => json.EnumerateObject().Select(property => property.Name);

    /// <summary>Properties without a meaning of their own here.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _read.Add(name);
        }
    }

    /// <summary>A property that has no meaning of its own where its value is this one.</summary>
    public void IgnoreWhere(string name, JsonElement value)
    {
        if (json.TryGetProperty(name, out var given) && JsonElement.DeepEquals(given, value))
        {
            _read.Add(name);
        }
    }

    /// <summary>Everything within was read.</summary>
    public void IgnoreAll() => Ignore([.. Names]);

    /// <summary>What has not been read, as <c>line.shape</c>.</summary>
    public IEnumerable<string> Unread()
    {
        foreach (string name in Names.Where(name => !_read.Contains(name) && json.GetProperty(name).ValueKind != JsonValueKind.Null))
        {
            yield return name;
        }
        foreach (var (name, part) in _parts)
        {
            foreach (string below in part.Unread())
            {
                yield return $"{name}.{below}";
            }
        }
    }

    // A value of another kind than expected stays unread, and so is named.
    private JsonElement? Kept(string name, Func<JsonElement, bool> fits)
    {
        bool before = _read.Contains(name);
        if (Any(name) is not { } value)
        {
            return null;
        }
        if (!fits(value) && !before)
        {
            _read.Remove(name);
        }
        return fits(value) ? value : null;
    }
}
