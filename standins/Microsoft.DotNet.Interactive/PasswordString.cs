using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DotNet.Interactive;

/// <summary>Text that does not show itself when it is displayed.</summary>
[JsonConverter(typeof(Converter))]
public class PasswordString
{
    private readonly string _clearTextPassword;

    public PasswordString(string clearTextPassword) => _clearTextPassword = clearTextPassword;

    public string GetClearTextPassword() => _clearTextPassword;

    public override string ToString() => "************";

    /// <summary>Reads it from a parameter of a magic command, and never writes it.</summary>
    private sealed class Converter : JsonConverter<PasswordString>
    {
        public override PasswordString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString());

        public override void Write(Utf8JsonWriter writer, PasswordString value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
