using System.Text.Json.Serialization;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks the user for one line: <see cref="Events.InputProduced"/>. The host registers the handler.</summary>
public class RequestInput : KernelCommand
{
    public RequestInput(string prompt, string inputTypeHint = null)
    {
        Prompt = prompt;
        InputTypeHint = inputTypeHint ?? "";
    }

    public string Prompt { get; }

    /// <summary>The kind of input, as an HTML input's type: "text", "password", "file" …</summary>
    [JsonPropertyName("type")]
    public string InputTypeHint { get; set; }

    /// <summary>The input must not be shown while it is typed.</summary>
    public bool IsPassword => InputTypeHint == "password";

    /// <summary>The magic command's parameter that the input is for, or null.</summary>
    public string ParameterName { get; set; }

    /// <summary>The name under which a host may keep the answer.</summary>
    public string SaveAs { get; set; }
}

/// <summary>Asks the user for several values at once: <see cref="Events.InputsProduced"/>. The host registers the handler.</summary>
public class RequestInputs : KernelCommand
{
    public List<InputDescription> Inputs { get; init; } = [];
}

/// <summary>One of the values that <see cref="RequestInputs"/> asks for.</summary>
public class InputDescription
{
    public InputDescription(string name, string prompt = null)
    {
        Name = name;
        Prompt = prompt ?? name;
    }

    public string Name { get; }

    public string Prompt { get; }

    public string SaveAs { get; set; }

    /// <summary>As <see cref="RequestInput.InputTypeHint"/>.</summary>
    [JsonPropertyName("type")]
    public string TypeHint { get; set; }

    /// <summary>The key of the answer in <see cref="Events.InputsProduced.Values"/>: <c>--some-name</c> gives <c>someName</c>.</summary>
    public string GetPropertyNameForJsonSerialization() => Parsing.ParameterBinder.ToCamelCase(Name);
}
