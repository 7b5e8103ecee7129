using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.ValueSharing;

/// <summary>A value that a kernel holds, without the value: name, type and a short text.</summary>
public class KernelValueInfo
{
    public KernelValueInfo(string name, FormattedValue formattedValue, Type type = null, string typeName = null)
    {
        Name = name;
        FormattedValue = formattedValue ?? throw new ArgumentNullException(nameof(formattedValue));
        Type = type;
        TypeName = typeName ?? type?.ToDisplayString(PlainTextSummaryFormatter.MimeType);
        PreferredMimeTypes = type is null ? [] : Formatter.GetPreferredMimeTypesFor(type);
    }

    public string Name { get; }

    public FormattedValue FormattedValue { get; }

    [JsonIgnore]
    public Type Type { get; }

    public string TypeName { get; set; }

    public IReadOnlyCollection<string> PreferredMimeTypes { get; init; }
}

/// <summary>A value that a kernel holds.</summary>
public class KernelValue
{
    public KernelValue(KernelValueInfo valueInfo, object value, string kernelName)
    {
        ArgumentNullException.ThrowIfNull(valueInfo);
        Name = valueInfo.Name;
        Type = valueInfo.Type ?? value?.GetType();
        Value = value;
        KernelName = kernelName;
    }

    public string Name { get; }

    public Type Type { get; }

    public object Value { get; }

    public string KernelName { get; }
}
