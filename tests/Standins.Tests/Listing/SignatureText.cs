using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Standins.Tests.Listing;

/// <summary>
/// Writes members as the listings in shared/reference do, without what does not bind callers: override, virtual, nullable references.
/// </summary>
internal static class SignatureText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(char)] = "char",
        [typeof(ushort)] = "ushort",
        [typeof(decimal)] = "decimal",
    };

    private static readonly HashSet<string> Reserved =
    [
        "bool", "byte", "char", "double", "float", "int", "long", "short", "out", "default", "base", "in", "params", "ref", "string",
        "object", "event", "lock",
    ];

    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
        ["op_Multiply"] = "*",
        ["op_Division"] = "/",
        ["op_Modulus"] = "%",
        ["op_BitwiseAnd"] = "&",
        ["op_BitwiseOr"] = "|",
        ["op_ExclusiveOr"] = "^",
        ["op_OnesComplement"] = "~",
        ["op_UnaryNegation"] = "-",
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=",
    };

    /// <summary>The members that code outside the assembly sees; for an override also the member that it overrides.</summary>
    public static IEnumerable<(string Text, string? Overridden)> Members(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(IsVisible).Where(t => !typeof(Delegate).IsAssignableFrom(t)))
        {
            foreach (var member in type.GetMembers(Declared))
                if (Text(member) is { } text)
                    yield return (text, Overridden(member) is { } origin ? Text(origin) : null);
        }
    }

    /// <summary>What a type has from its bases, written as if it were the type's own.</summary>
    public static IEnumerable<string> Inherited(Assembly assembly)
    {
        const BindingFlags all = Declared & ~BindingFlags.DeclaredOnly;
        foreach (var type in assembly.GetTypes().Where(IsVisible).Where(t => t.IsClass))
        {
            var inherited = type.GetMembers(all).Where(m => m is not ConstructorInfo && m.DeclaringType != type
                && m.DeclaringType!.Namespace!.StartsWith("TorchSharp", StringComparison.Ordinal));
            foreach (var member in inherited)
                if (Text(member) is { } text)
                    yield return text.Replace(" " + Name(member.DeclaringType!) + ".", " " + Name(type) + ".", StringComparison.Ordinal);
        }
    }

    private static MemberInfo? Overridden(MemberInfo member)
    {
        var method = member as MethodInfo ?? (member as PropertyInfo)?.GetMethod;
        if (method is not { IsVirtual: true } || method.GetBaseDefinition() is var origin && origin == method)
            return null;
        // The definition, not an instance of a generic class.
        var definition = (MethodInfo)origin.Module.ResolveMethod(origin.MetadataToken)!;
        return member is MethodInfo ? definition : definition.DeclaringType!.GetProperty(member.Name, Declared);
    }

    private static bool IsVisible(Type type) =>
        (type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
            && (type.DeclaringType is null || IsVisible(type.DeclaringType));

    private static string? Text(MemberInfo member) => member switch
    {
        FieldInfo f when f.DeclaringType!.IsEnum => f.IsLiteral ? $"{Name(f.DeclaringType)}.{f.Name} = {Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}" : null,
        FieldInfo f when Access(f.Attributes) is { } access => $"{access} {(f.IsStatic ? "static " : "")}{TypeText(f.FieldType, f)} {Name(f.DeclaringType!)}.{Escaped(f.Name)}",
        ConstructorInfo { IsStatic: false } c when Access(c) is { } access => $"{access} {Name(c.DeclaringType!)}.ctor({Parameters(c)})",
        PropertyInfo p => Property(p),
        MethodInfo m when !m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal) => Method(m),
        _ => null,
    };

    private static string? Method(MethodInfo m)
    {
        if (Access(m) is not { } access || m.Name is "Finalize" || m.Name.Contains('<', StringComparison.Ordinal))
            return null;
        string isStatic = m.IsStatic ? "static " : "", result = TypeText(m.ReturnType, m.ReturnParameter);
        if (m.Name is "op_Implicit" or "op_Explicit")
            return $"{access} static {(m.Name == "op_Implicit" ? "implicit" : "explicit")} operator {result}({Parameters(m)})";
        string name = Operators.TryGetValue(m.Name, out var symbol) ? "operator " + symbol : Escaped(m.Name);
        string generic = m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(t => t.Name))}>" : "";
        return $"{access} {isStatic}{result} {Name(m.DeclaringType!)}.{name}{generic}({Parameters(m)})";
    }

    private static string? Property(PropertyInfo p)
    {
        string? get = p.GetMethod is { } g ? Access(g) : null, set = p.SetMethod is { } s ? Access(s) : null;
        if ((get ?? set) is not { } access)
            return null;
        var indices = p.GetIndexParameters();
        string name = indices.Length == 0 ? Escaped(p.Name) : $"this[{string.Join(", ", indices.Select(Parameter))}]";
        string accessors = (get is null ? "" : "get; ") + (set is null ? "" : set == access || get is null ? "set; " : set + " set; ");
        bool isStatic = (p.GetMethod ?? p.SetMethod)!.IsStatic;
        return $"{access} {(isStatic ? "static " : "")}{TypeText(p.PropertyType, p)} {Name(p.DeclaringType!)}.{name} {{ {accessors}}}";
    }

    private static string? Access(MethodBase m) =>
        m is { IsPublic: true, DeclaringType.IsInterface: true } ? "" : m.IsPublic ? "public" : m.IsFamily || m.IsFamilyOrAssembly ? "protected" : null;

    private static string? Access(FieldAttributes a) => (a & FieldAttributes.FieldAccessMask) switch
    {
        FieldAttributes.Public => "public",
        FieldAttributes.Family or FieldAttributes.FamORAssem => "protected",
        _ => null,
    };

    private static string Parameters(MethodBase m)
    {
        bool isExtension = m.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", m.GetParameters().Select((p, k) => (isExtension && k == 0 ? "this " : "") + Parameter(p)));
    }

    private static string Parameter(ParameterInfo p)
    {
        string modifier = p.IsOut ? "out " : p.ParameterType.IsByRef ? (p.IsIn ? "in " : "ref ") : "";
        bool isParams = p.IsDefined(typeof(ParamArrayAttribute)) || p.IsDefined(typeof(ParamCollectionAttribute));
        var type = p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType;
        string text = $"{modifier}{(isParams ? "params " : "")}{TypeText(type, p)} {Escaped(p.Name!)}";
        return p.HasDefaultValue ? $"{text} = {Default(p, type)}" : text;
    }

    private static string Default(ParameterInfo p, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return p.RawDefaultValue switch
        {
            null => type.IsGenericParameter || (type.IsValueType && Nullable.GetUnderlyingType(type) is null) ? "default" : "null",
            bool b => b ? "true" : "false",
            string s => $"\"{s}\"",
            char c => $"'{c}'",
            float f => Number(f.ToString("R", CultureInfo.InvariantCulture), "F"),
            double d => Number(d.ToString("R", CultureInfo.InvariantCulture), "D"),
            var value when bare.IsEnum => $"{Name(bare)}.{Enum.GetName(bare, value)}",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    /// <summary>1D but 0.5 and 1E-05; floats always with F.</summary>
    private static string Number(string digits, string suffix) =>
        suffix == "F" || digits.All(c => char.IsDigit(c) || c == '-') ? digits + suffix : digits;

    private static string TypeText(Type type, ICustomAttributeProvider source)
    {
        var names = source.GetCustomAttributes(typeof(TupleElementNamesAttribute),
            false).OfType<TupleElementNamesAttribute>().FirstOrDefault()?.TransformNames;
        return TypeText(type, names is null ? null : new Queue<string?>(names));
    }

    /// <summary>The names of tuple elements are stored flat, each tuple before what it holds.</summary>
    private static string TypeText(Type type, Queue<string?>? names)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return TypeText(inner, names) + "?";
        if (type.IsArray)
            return $"{TypeText(type.GetElementType()!, names)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!type.IsGenericType || !type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal))
            return Name(type, names);
        var arguments = type.GetGenericArguments();
        var own = arguments.Select(_ => names is { Count: > 0 } ? names.Dequeue() : null).ToArray();
        return $"({string.Join(", ", arguments.Select((a, k) => TypeText(a, names) + (own[k] is { } n ? " " + n : "")))})";
    }

    private static string Name(Type type, Queue<string?>? names = null)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var chain = new List<Type>();
        for (var t = type; t is not null; t = t.DeclaringType)
            chain.Insert(0, t);
        string prefix = type.Namespace is { Length: > 0 } space ? space + "." : "";
        return prefix + string.Join('.', chain.Select(t => Segment(t, arguments, names)));
    }

    private static string Segment(Type type, Queue<Type> arguments, Queue<string?>? names)
    {
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
            return type.Name;
        int count = int.Parse(type.Name.AsSpan(tick + 1), CultureInfo.InvariantCulture);
        return $"{type.Name[..tick]}<{string.Join(", ", Enumerable.Range(0, count).Select(_ => TypeText(arguments.Dequeue(), names)))}>";
    }

    private static string Escaped(string name) => Reserved.Contains(name) ? "@" + name : name;
}
