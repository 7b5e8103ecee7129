using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something to show: the object and its texts by MIME type.</summary>
public abstract class DisplayEvent : KernelEvent
{
    protected DisplayEvent(
        object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(command)
    {
        Value = value;
        FormattedValues = formattedValues ?? [];
        ValueId = valueId;
    }

    [JsonIgnore]
    public object Value { get; }

    public IReadOnlyCollection<FormattedValue> FormattedValues { get; }

    /// <summary>
    /// The id of the output, by which a <see cref="DisplayedValueUpdated"/> replaces it; null when it cannot be replaced.
    /// </summary>
    public string ValueId { get; }

    public override string ToString() => $"{base.ToString()}: {Value?.ToString() ?? FormattedValues.FirstOrDefault()?.Value}";
}

/// <summary>Code has shown a value.</summary>
public class DisplayedValueProduced : DisplayEvent
{
    public DisplayedValueProduced(
        object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(value, command, formattedValues, valueId)
    {
    }
}

/// <summary>Code has replaced a value that it had shown.</summary>
public class DisplayedValueUpdated : DisplayEvent
{
    public DisplayedValueUpdated(
        object value, string valueId, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null)
        : base(value, command, formattedValues, valueId) => ArgumentException.ThrowIfNullOrWhiteSpace(valueId);
}

/// <summary>The submission ended in an expression without a semicolon, and this is its value.</summary>
public class ReturnValueProduced : DisplayEvent
{
    public ReturnValueProduced(
        object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(value, command, formattedValues, valueId)
    {
    }
}

/// <summary>Text for the standard output, as it was written.</summary>
public class StandardOutputValueProduced : DisplayEvent
{
    public StandardOutputValueProduced(
        KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(null, command, formattedValues, valueId)
    {
    }
}

/// <summary>Text for the standard error output, as it was written.</summary>
public class StandardErrorValueProduced : DisplayEvent
{
    public StandardErrorValueProduced(
        KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(null, command, formattedValues, valueId)
    {
    }
}

/// <summary>A message to show as an error; the command may yet succeed.</summary>
public class ErrorProduced : DisplayEvent
{
    public ErrorProduced(string message, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null)
        : base(message, command, formattedValues) => Message = message;

    public string Message { get; }

    public override string ToString() => $"{GetType().Name}: {Message}";
}
