#nullable enable
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>Turns the words of a magic command into the properties of its command, by way of JSON.</summary>
internal static class ParameterBinder
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        {
            new JsonStringEnumConverter(),
            new FromTextConverter<bool>(bool.Parse),
            new FromTextConverter<FileInfo>(path => new FileInfo(path)),
            new FromTextConverter<DirectoryInfo>(path => new DirectoryInfo(path)),
        },
    };

    /// <summary><c>--some-name</c> is <c>someName</c>.</summary>
    public static string ToCamelCase(string parameter)
    {
        var words = parameter.Trim('-').Split('-', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }

    /// <summary>Why a value that looks like JSON is none, or null when it is, or does not look like it.</summary>
    public static string? JsonError(string value)
    {
        try
        {
            if (value is ['{' or '[', ..])
            {
                JsonDocument.Parse(value).Dispose();
            }
            return null;
        }
        catch (JsonException exception)
        {
            return Shorten(exception);
        }
    }

    /// <summary>
    /// A value as written: JSON stays JSON, quotes come off, and a backslash in quotes may stand for itself (as in a Windows path).
    /// </summary>
    public static BoundParameter Literal(string text)
    {
        if (text is ['{' or '[', ..])
        {
            return new BoundParameter(text, Json: true);
        }
        if (text is not ['"', ..])
        {
            return new BoundParameter(text);
        }
        try
        {
            return new BoundParameter(JsonSerializer.Deserialize<string>(text));
        }
        catch (JsonException)
        {
            return new BoundParameter(text.Trim('"'));
        }
    }

    /// <summary>
    /// Makes the directive's command and gives its properties the values; null with errors added when a value does not fit.
    /// </summary>
    public static KernelCommand? ToCommand(BoundDirective bound, Type commandType)
    {
        try
        {
            return (KernelCommand?)ToJson(bound).Deserialize(commandType, Options);
        }
        catch (JsonException exception)
        {
            var place = bound.Parameters.Keys.FirstOrDefault(name => exception.Path == "$." + ToCamelCase(name));
            return bound.Error("DNI106", $"Invalid JSON: {Shorten(exception)}", place);
        }
        catch (Exception exception) when (
            exception is NotSupportedException or InvalidOperationException or ArgumentException or FormatException)
        {
            return bound.Error("DNI108", exception.Message);
        }
    }

    private static JsonObject ToJson(BoundDirective bound)
    {
        var json = new JsonObject();
        foreach (var (name, parameter) in bound.Parameters)
        {
            json[ToCamelCase(name)] = parameter.Json
                ? JsonNode.Parse((string)parameter.Value!)
                : JsonSerializer.SerializeToNode(parameter.Value);
        }
        return json;
    }

    private static string Shorten(JsonException exception) => exception.Message.Split(" LineNumber", 2)[0].Split(" Path:", 2)[0];

    /// <summary>Reads a value from the text that a parameter is; true and false may also be JSON's own.</summary>
    private sealed class FromTextConverter<T>(Func<string, T> parse) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType is JsonTokenType.True or JsonTokenType.False
                ? reader.GetBoolean().ToString()
                : reader.GetString() ?? "";
            try
            {
                return parse(text);
            }
            catch (FormatException)
            {
                throw new JsonException($"The value '{text}' could not be converted to {typeof(T).Name}.");
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value?.ToString());
    }
}
