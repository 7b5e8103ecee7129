namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value that a cell shows and can replace in place.</summary>
/// <remarks>
/// From 1.0.0-beta.25323.1 on the original has this type in Microsoft.DotNet.Interactive.Formatting.dll; the version that this feed has
/// lacks it.
/// </remarks>
public class DisplayedValue
{
    private readonly KernelInvocationContext _shownBy = KernelInvocationContext.Current;
    private readonly string[] _mimeTypes;

    public DisplayedValue(object value, IReadOnlyList<FormattedValue> formattedValues)
    {
        Value = value;
        FormattedValues = formattedValues ?? throw new ArgumentNullException(nameof(formattedValues));
        _mimeTypes = [.. formattedValues.Select(formatted => formatted.MimeType)];
    }

    public string DisplayId { get; } = Guid.NewGuid().ToString();

    public object Value { get; private set; }

    public IReadOnlyList<FormattedValue> FormattedValues { get; private set; }

    /// <summary><see cref="Update"/> has been called.</summary>
    public bool IsUpdated { get; private set; }

    /// <summary>
    /// Shows another value in place of this one, in the MIME types of the first. The output belongs to the cell that runs: the caller's
    /// (it follows tasks and threads), or, for callers outside the flow of execution, the cell that made it, as long as that runs.
    /// </summary>
    public void Update(object updatedValue)
    {
        Value = updatedValue;
        FormattedValues = FormattedValue.CreateManyFromObject(updatedValue, _mimeTypes);
        IsUpdated = true;
        (KernelInvocationContext.Current ?? _shownBy)?.Publish(this);
    }
}
