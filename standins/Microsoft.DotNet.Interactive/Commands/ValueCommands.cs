using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks a kernel for one of its values: <see cref="Events.ValueProduced"/>.</summary>
public class RequestValue : KernelCommand
{
    public RequestValue(string name, string mimeType = JsonFormatter.MimeType, string targetKernelName = null)
        : base(targetKernelName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        MimeType = mimeType ?? JsonFormatter.MimeType;
    }

    public string Name { get; }

    /// <summary>The format of the answer's text; the object itself comes along within a process.</summary>
    public string MimeType { get; }
}

/// <summary>Asks a kernel which values it holds: <see cref="Events.ValueInfosProduced"/>.</summary>
public class RequestValueInfos : KernelCommand
{
    public RequestValueInfos(string targetKernelName = null, string mimeType = PlainTextSummaryFormatter.MimeType)
        : base(targetKernelName) => MimeType = mimeType;

    public string MimeType { get; }
}

/// <summary>Gives a kernel a value under a name.</summary>
public class SendValue : KernelCommand
{
    public SendValue(string name, object value, FormattedValue formattedValue = null, string targetKernelName = null)
        : base(targetKernelName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Value = value;
        FormattedValue = formattedValue ?? FormattedValue.CreateLazily(value, JsonFormatter.MimeType);
    }

    public string Name { get; }

    /// <summary>The value itself, for kernels in this process.</summary>
    [JsonIgnore]
    public object Value { get; }

    /// <summary>The value as text, by default JSON.</summary>
    public FormattedValue FormattedValue { get; }
}
