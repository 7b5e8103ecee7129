using System.Reflection;
using System.Text.RegularExpressions;
using Standins.Tests.Interactive;

namespace Standins.Tests.Plotly;

/// <summary>Writes an assembly's public signatures as shared/reference/plotly-net-api.txt does.</summary>
internal static partial class PlotlySignatures
{
    /// <summary>"class Namespace.Type : Base" and "Namespace.Type: member" of all that is listed.</summary>
    public static HashSet<string> OfListing(string path)
    {
        var result = new HashSet<string>();
        string type = "";
        foreach (string line in File.ReadLines(path))
        {
            string text = Remark().Replace(line, "");
            if (text.StartsWith("========", StringComparison.Ordinal))
            {
                text = text.Trim('=', ' ');
                result.Add(text);
                type = TypeName().Match(text).Groups[1].Value;
            }
            else if (text.StartsWith("  ", StringComparison.Ordinal))
            {
                result.Add($"{type}: {text.Trim()}");
            }
        }
        return result;
    }

    public static IEnumerable<string> OfAssembly(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
        {
            string kind = type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
            yield return $"{kind} {Name(type)}{(type.BaseType is { } parent && parent != typeof(object) ? " : " + Name(parent) : "")}";
            foreach (string member in type.GetMembers(PublicSignatures.Declared).Select(Text).OfType<string>())
            {
                yield return $"{Name(type)}: {member}";
            }
        }
    }

    private static string? Text(MemberInfo member) => member switch
    {
        ConstructorInfo { IsPublic: true } c => $"{c.DeclaringType!.Name}({Parameters(c)})",
        FieldInfo { IsPublic: true } f => $"field {Name(f.FieldType)} {f.Name}",
        PropertyInfo { GetMethod.IsPublic: true } p => $"property {Name(p.PropertyType)} {p.Name} {{ get; {(p.SetMethod is null ? "" : "set; ")}}}",
        MethodInfo { IsPrivate: true } m when m.Name.Contains('.', StringComparison.Ordinal) => Explicit(m),
        MethodInfo { IsPublic: true, IsSpecialName: false } m => Method(m),
        _ => null,
    };

    private static string Explicit(MethodInfo m)
    {
        int dot = m.Name.LastIndexOf('.');
        return $"explicit {m.Name[..dot]}: virtual {Name(m.ReturnType)} {m.Name[(dot + 1)..]}({Parameters(m)})";
    }

    private static string Method(MethodInfo m)
    {
        string generic = m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "";
        string constraints = string.Concat(m.GetGenericArguments()
            .SelectMany(parameter => parameter.GetGenericParameterConstraints().Select(constraint => $" where {parameter.Name} : {Name(constraint)}")));
        return $"{(m.IsStatic ? "static " : m.IsVirtual ? "virtual " : "")}{Name(m.ReturnType)} {m.Name}{generic}({Parameters(m)}){constraints}";
    }

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(p =>
        $"{(p.IsOut ? "out ref " : "")}{Name(p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = default" : "")}"));

    // Names with their namespace, but for the two that everyone has.
    private static string Name(Type type)
    {
        if (PublicSignatures.Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }
        if (type.IsGenericParameter)
        {
            return type.Name;
        }
        string space = type.Namespace is "System" or "System.Collections.Generic" ? "" : type.Namespace + ".";
        string outer = type.DeclaringType is { } declaring ? Name(declaring) + "." : space;
        string arguments = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "";
        return outer + type.Name.Split('`')[0] + arguments;
    }

    [GeneratedRegex(@"\s+(//|\[JsonProperty).*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"class ([\w.]+)")]
    private static partial Regex TypeName();
}
