using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Standins.Tests.Interactive;

/// <summary>
/// Writes an assembly's public signatures as shared/reference/dotnet-interactive-api.txt does, but for attributes and question marks.
/// </summary>
internal static partial class PublicSignatures
{
    internal const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    internal static readonly IReadOnlyDictionary<Type, string> Keywords = new Dictionary<Type, string>
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>"namespace.Type: member" and "namespace.Type" of every listed type and member.</summary>
    public static HashSet<string> OfListing(string path)
    {
        var result = new HashSet<string>();
        string space = "", type = "";
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("// ---- namespace ", StringComparison.Ordinal))
            {
                space = line["// ---- namespace ".Length..];
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                result.Add($"{type}: {Normalize(line)}");
            }
            else if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
            {
                type = $"{space}.{Normalize(line)}";
                result.Add(type);
            }
        }
        return result;
    }

    public static IEnumerable<string> OfAssembly(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
        {
            var header = $"{type.Namespace}.{Header(type)}";
            yield return header;
            foreach (var member in typeof(Delegate).IsAssignableFrom(type) ? [] : type.GetMembers(Declared).Select(Text).OfType<string>())
            {
                yield return $"{header}: {member}";
            }
        }
    }

    private static string Normalize(string line)
    {
        var text = line.Trim();
        while (text.StartsWith('['))
        {
            text = text[(EndOfAttribute(text) + 1)..].TrimStart();
        }
        return text.Replace("?", "", StringComparison.Ordinal);
    }

    private static int EndOfAttribute(string text)
    {
        var depth = 0;
        return Enumerable.Range(0, text.Length).First(i => (depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 }) == 0);
    }

    private static string Header(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"public delegate {Name(invoke.ReturnType)} {Name(type)}({Parameters(invoke)});";
        }
        if (type.IsEnum)
        {
            return $"public enum {Name(type)}";
        }
        var modifiers = type.IsInterface ? "interface"
            : type.IsAbstract && type.IsSealed ? "static class"
            : (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + "class";
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Select(Name).Order(StringComparer.Ordinal);
        string[] all = [.. type.BaseType is { } b && b != typeof(object) ? [Name(b)] : Array.Empty<string>(), .. bases];
        return $"public {modifiers} {Name(type)}{(all.Length > 0 ? " : " + string.Join(", ", all) : "")}{Constraints(type.GetGenericArguments())}";
    }

    private static string? Text(MemberInfo member) => member switch
    {
        FieldInfo f when f.DeclaringType!.IsEnum => f.IsLiteral ? $"{f.Name} = {Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}," : null,
        FieldInfo f when f.IsPublic || f.IsFamily => $"{(f.IsPublic ? "public" : "protected")} {(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}{(f.IsLiteral ? $" = {Literal(f.GetRawConstantValue())}" : "")};",
        ConstructorInfo { IsStatic: false } c when Access(c) is { } access => $"{access} {Name(c.DeclaringType!).Split('<')[0]}({Parameters(c)});",
        PropertyInfo p => Property(p),
        MethodInfo m when (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && !m.Name.Contains('<', StringComparison.Ordinal) => Method(m),
        _ => null,
    };

    private static string? Method(MethodInfo m)
    {
        var generic = m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "";
        return Access(m) is { } access
            ? $"{access} {Modifier(m)}{Name(m.ReturnType)} {m.Name}{generic}({Parameters(m)}){(IsOverride(m) && m.IsGenericMethod ? InheritedConstraints(m) : Constraints(m.GetGenericArguments()))};"
            : null;
    }

    private static string? Property(PropertyInfo p)
    {
        var (get, set) = (p.GetMethod, p.SetMethod);
        var access = get is null ? null : Access(get);
        if (access is null)
        {
            return null;
        }
        var setAccess = set is null ? null : Access(set);
        var setter = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true ? "init; " : "set; ";
        return $"{access} {Modifier(get!)}{Name(p.PropertyType)} {p.Name} {{ get; {(setAccess is null ? "" : setAccess == access ? setter : $"{setAccess} {setter}")}}}";
    }

    private static bool IsOverride(MethodInfo m) => m.IsVirtual && m.GetBaseDefinition().DeclaringType != m.DeclaringType;

    private static string Modifier(MethodInfo m) => m.DeclaringType!.IsInterface ? ""
        : m.IsStatic ? "static "
        : IsOverride(m) ? "override "
        : m.IsAbstract ? "abstract "
        : m.IsVirtual && !m.IsFinal ? "virtual "
        : "";

    private static string? Access(MethodBase m) => m.IsPublic ? "public" : m.IsFamily ? "protected" : m.IsFamilyOrAssembly ? "protected internal" : null;

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select((p, i) =>
    {
        var prefix = i == 0 && m.IsDefined(typeof(ExtensionAttribute)) ? "this " : p.IsOut ? "out " : p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var type = p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType;
        return $"{prefix}{Name(type)} {p.Name}{(p.HasDefaultValue ? $" = {Default(p.RawDefaultValue, type)}" : "")}";
    }));

    private static string Default(object? value, Type type) => value is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : Literal(value);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string InheritedConstraints(MethodInfo m) => Constraints(m.GetBaseDefinition().GetGenericArguments());

    private static string Constraints(Type[] parameters) => string.Concat(parameters
        .Where(parameter => parameter.IsGenericParameter && parameter.GetGenericParameterConstraints().Length > 0)
        .Select(parameter => $" where {parameter.Name} : {string.Join(", ", parameter.GetGenericParameterConstraints().Select(Name))}"));

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying);
        }
        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }
        var outer = type is { IsNested: true, IsGenericParameter: false } ? Name(type.DeclaringType!) + "." : "";
        var arguments = type.IsGenericParameter ? [] : type.GetGenericArguments();
        return outer + Arity().Replace(type.Name, "") + (arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(Name))}>" : "");
    }

    [GeneratedRegex(@"`\d+$")]
    private static partial Regex Arity();
}
