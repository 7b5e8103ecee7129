using System.Runtime.CompilerServices;

namespace TorchSharp.Utils;

/// <summary>Takes objects for equal when they are one and the same.</summary>
public class ReferenceEqualityComparer<T> : EqualityComparer<T> where T : class
{
    /// <summary>The one instance that is needed.</summary>
    public static new IEqualityComparer<T> Default { get; } = new ReferenceEqualityComparer<T>();

    /// <inheritdoc/>
    public override bool Equals(T? x, T? y) => ReferenceEquals(x, y);

    /// <inheritdoc/>
    public override int GetHashCode(T obj) => RuntimeHelpers.GetHashCode(obj);
}

/// <summary>Names the type that formats a type in notebooks.</summary>
public class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that formats.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;
}
