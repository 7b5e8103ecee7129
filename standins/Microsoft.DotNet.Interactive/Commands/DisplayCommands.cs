using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Shows a value that has been formatted.</summary>
public class DisplayValue : KernelCommand
{
    public DisplayValue(FormattedValue formattedValue, string valueId = null)
    {
        FormattedValue = formattedValue ?? throw new ArgumentNullException(nameof(formattedValue));
        ValueId = valueId;
    }

    public FormattedValue FormattedValue { get; }

    /// <summary>The id by which <see cref="UpdateDisplayedValue"/> finds the output again.</summary>
    public string ValueId { get; }

    public override Task InvokeAsync(KernelInvocationContext context)
    {
        context.Publish(new DisplayedValueProduced(FormattedValue, this, [FormattedValue], ValueId));
        return Task.CompletedTask;
    }
}

/// <summary>Replaces an output that was shown under an id.</summary>
public class UpdateDisplayedValue : KernelCommand
{
    public UpdateDisplayedValue(FormattedValue formattedValue, string valueId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(valueId);
        FormattedValue = formattedValue ?? throw new ArgumentNullException(nameof(formattedValue));
        ValueId = valueId;
    }

    public FormattedValue FormattedValue { get; }

    public string ValueId { get; }

    public override Task InvokeAsync(KernelInvocationContext context)
    {
        context.Publish(new DisplayedValueUpdated(FormattedValue, ValueId, this, [FormattedValue]));
        return Task.CompletedTask;
    }
}

/// <summary>Shows a message as an error; the submission goes on.</summary>
public class DisplayError : KernelCommand
{
    public DisplayError(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        Message = message;
        Handler = (_, context) =>
        {
            context.Publish(new ErrorProduced(Message, context.Command));
            return Task.CompletedTask;
        };
    }

    public string Message { get; }
}
