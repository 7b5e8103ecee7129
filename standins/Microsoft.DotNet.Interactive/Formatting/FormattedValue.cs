namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value as text of one MIME type.</summary>
/// <remarks>
/// From 1.0.0-beta.25323.1 on the original has this type in Microsoft.DotNet.Interactive.Formatting.dll; the version that this feed has
/// lacks it.
/// </remarks>
public class FormattedValue
{
    private readonly Lazy<string> _value;

    public FormattedValue(string mimeType, string value)
        : this(mimeType, new Lazy<string>(value))
    {
    }

    /// <summary>
    /// A text that is made when first asked for: of values that go from kernel to kernel within a process, nobody may want it.
    /// </summary>
    internal FormattedValue(string mimeType, Lazy<string> value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        MimeType = mimeType;
        _value = value;
    }

    public string MimeType { get; }

    public string Value => _value.Value;

    /// <summary>The front end need not show it.</summary>
    public bool SuppressDisplay { get; set; }

    /// <summary>Formats for one MIME type, by default the type's first preferred one.</summary>
    public static FormattedValue CreateSingleFromObject(object value, string mimeType = null)
    {
        mimeType ??= Formatter.GetPreferredMimeTypesFor(value?.GetType()).First();
        return new FormattedValue(mimeType, value.ToDisplayString(mimeType));
    }

    internal static FormattedValue CreateLazily(object value, string mimeType) =>
        new(mimeType, new Lazy<string>(() => value.ToDisplayString(mimeType)));

    /// <summary>Formats for the MIME types given, by default all that the type prefers.</summary>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object value, params string[] mimeTypes) =>
        [.. (mimeTypes is { Length: > 0 } ? mimeTypes : Formatter.GetPreferredMimeTypesFor(value?.GetType()))
            .Select(mimeType => CreateSingleFromObject(value, mimeType))];

    public override string ToString() => $"{MimeType}: {Value}";
}
