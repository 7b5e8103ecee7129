using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace NNViz.Jupyter.Session;

/// <summary>The stack frames of an exception that are a user's own: those of cells, and the call of a library that threw.</summary>
internal static class UserFrames
{
    private static readonly string[] Plumbing =
        ["System.Runtime.", "System.Threading.", "Microsoft.CodeAnalysis.", "Microsoft.DotNet.Interactive."];

    private static readonly Dictionary<Type, string> Keywords = (((Type, string)[])
    [
        (typeof(bool), "bool"), (typeof(byte), "byte"), (typeof(char), "char"), (typeof(decimal), "decimal"), (typeof(double), "double"),
        (typeof(float), "float"), (typeof(int), "int"), (typeof(long), "long"), (typeof(object), "object"), (typeof(short), "short"),
        (typeof(string), "string"), (typeof(uint), "uint"), (typeof(ulong), "ulong"),
    ]).ToDictionary();

    /// <summary>The frames, innermost first, as <c>Name(parameters), cell 3, line 2</c>.</summary>
    public static IReadOnlyList<string> Of(Exception exception)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames().Where(f => f.GetMethod()?.DeclaringType != null).ToArray();
        var lines = new List<string>();
        foreach (var frame in frames)
            if (IsCell(frame.GetMethod()!.DeclaringType!) || (lines.Count == 0 && !IsPlumbing(frame.GetMethod()!)))
                lines.Add(Describe(frame.GetMethod()!, frame.GetFileLineNumber()));
        return lines;
    }

    /// <summary>A type's name without the script class around it.</summary>
    public static string NameOf(Type type)
    {
        var name = type.FullName ?? type.Name;
        return IsCell(type) && name.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 ? name[(plus + 1)..].Replace('+', '.')
            : name;
    }

    private static bool IsPlumbing(MethodBase method) =>
        method.Name.StartsWith("Throw", StringComparison.Ordinal) || Plumbing.Any((method.DeclaringType!.FullName ?? "").StartsWith);

    private static bool IsCell(Type type) => CellAssemblies.IsCell(type.Assembly);

    private static string Describe(MethodBase method, int line)
    {
        if (!IsCell(method.DeclaringType!))
            return $"{QualifiedName(method.DeclaringType!)}.{method.Name}{Parameters(method)}";
        var cell = CellAssemblies.Of(method.DeclaringType!.Assembly);
        line = line == 0 && cell is { IsOneLine: true } ? 1 : line;
        return NameInCell(method) + (cell is null ? "" : $", {cell.Name}") + (line > 0 ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : "");
    }

    /// <summary>The compiler names a local function <c>&lt;Outer&gt;g__Inner|0_0</c>, a lambda <c>&lt;Outer&gt;b__0_0</c>, and an async
    /// method by its
    /// state machine's type <c>&lt;Name&gt;d__0</c>.</summary>
    private static string NameInCell(MethodBase method)
    {
        var mangled = method.Name == "MoveNext" ? method.DeclaringType!.Name : method.Name;
        if (mangled.IndexOf("g__", StringComparison.Ordinal) is var local and > 0)
            return mangled[(local + 3)..mangled.IndexOf('|', StringComparison.Ordinal)] + Parameters(method);
        if (mangled.Contains(">b__", StringComparison.Ordinal))
            return "lambda" + Parameters(method);
        if (mangled.Contains("<Initialize>", StringComparison.Ordinal) || mangled == "<Factory>")
            return "top level";
        if (mangled.StartsWith('<') && mangled.IndexOf('>', StringComparison.Ordinal) is var end and > 1)
            return $"{mangled[1..end]}()";
        var type = NameOf(method.DeclaringType!);
        return (method.DeclaringType!.IsNested ? type + "." : "") + mangled + Parameters(method);
    }

    private static string Parameters(MethodBase method) =>
        $"({string.Join(", ", method.GetParameters().Select(p => $"{ShortName(p.ParameterType)} {p.Name}"))})";

    private static string QualifiedName(Type type) => (Keywords.ContainsKey(type) ? "" : type.Namespace + ".") + ShortName(type);

    /// <summary>A type as C# writes it, without namespaces: <c>int</c>, <c>List&lt;string&gt;</c>.</summary>
    public static string ShortName(Type type)
    {
        if (type.IsByRef || type.IsArray)
            return ShortName(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(ShortName))}>" : name;
    }
}
