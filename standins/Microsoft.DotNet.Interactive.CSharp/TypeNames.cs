#nullable enable
namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>Writes types as C# code names them.</summary>
internal static class TypeNames
{
    /// <summary>
    /// The full name, for example <c>global::System.Collections.Generic.List&lt;global::System.Int32&gt;[]</c>; object for a type that has
    /// no name outside its assembly.
    /// </summary>
    public static string ToCSharp(Type type)
    {
        if (!type.IsVisible || type.IsPointer || type.IsByRef)
        {
            return "object";
        }
        if (type.IsArray)
        {
            // int[,][] is an array of rank 2 of arrays: C# writes the outer rank first.
            var ranks = "";
            for (; type.IsArray; type = type.GetElementType()!)
            {
                ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";
            }
            return ToCSharp(type) + ranks;
        }
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var nesting = new List<string>();
        foreach (var level in Levels(type))
        {
            var name = level.Name.Split('`')[0];
            var own = level.Name.Contains('`') ? int.Parse(level.Name.Split('`')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
            nesting.Add(
                own == 0 ? name : $"{name}<{string.Join(", ", Enumerable.Range(0, own).Select(_ => ToCSharp(arguments.Dequeue())))}>");
        }
        var prefix = string.IsNullOrEmpty(type.Namespace) ? "global::" : $"global::{type.Namespace}.";
        return prefix + string.Join('.', nesting);
    }

    private static IEnumerable<Type> Levels(Type type) => type.DeclaringType is { } outer ? Levels(outer).Append(type) : [type];
}
