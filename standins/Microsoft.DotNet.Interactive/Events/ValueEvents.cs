using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A kernel's value: the object itself within a process, and its text.</summary>
public class ValueProduced : KernelEvent
{
    public ValueProduced(object value, string name, FormattedValue formattedValue, RequestValue command)
        : base(command)
    {
        Value = value;
        Name = name;
        FormattedValue = formattedValue;
    }

    [JsonIgnore]
    public object Value { get; }

    public string Name { get; }

    public FormattedValue FormattedValue { get; }
}

/// <summary>The values that a kernel holds.</summary>
public class ValueInfosProduced : KernelEvent
{
    public ValueInfosProduced(IReadOnlyCollection<KernelValueInfo> valueInfos, RequestValueInfos command)
        : base(command) => ValueInfos = valueInfos;

    public IReadOnlyCollection<KernelValueInfo> ValueInfos { get; }
}

/// <summary>The user's answer to a <see cref="RequestInput"/>.</summary>
public class InputProduced : KernelEvent
{
    public InputProduced(string value, RequestInput command)
        : base(command) => Value = value;

    public string Value { get; }
}

/// <summary>The user's answers to a <see cref="RequestInputs"/>, by the names of the descriptions.</summary>
public class InputsProduced : KernelEvent
{
    public InputsProduced(Dictionary<string, string> values, RequestInputs command)
        : base(command) => Values = values;

    public Dictionary<string, string> Values { get; }
}

/// <summary>What a kernel is and can do.</summary>
public class KernelInfoProduced : KernelEvent
{
    public KernelInfoProduced(KernelInfo kernelInfo, KernelCommand command)
        : base(command) => KernelInfo = kernelInfo ?? throw new ArgumentNullException(nameof(kernelInfo));

    public KernelInfo KernelInfo { get; }
}

/// <summary>A host is ready to take commands.</summary>
public class KernelReady : KernelEvent
{
    public KernelReady(KernelInfo[] kernelInfos)
        : base(NoCommand.Instance) => KernelInfos = kernelInfos;

    public KernelInfo[] KernelInfos { get; }
}
