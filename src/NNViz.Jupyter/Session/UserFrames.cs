using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace NNViz.Jupyter.Session;

/// <summary>The stack frames of an exception that are a user's own: those of cells, and the call of a library that threw.</summary>
internal static class UserFrames
{
    private const string CellPrefix = "Submission#";

    private static readonly string[] Plumbing = ["System.Runtime.", "System.Threading.", "Microsoft.CodeAnalysis.", "Microsoft.DotNet.Interactive."];

    /// <summary>The frames, innermost first, as <c>Name(parameters), line N</c>.</summary>
    public static IReadOnlyList<string> Of(Exception exception)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        var lines = new List<string>();
        foreach (var frame in frames)
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method)
                continue;
            if (IsCell(type))
                lines.Add(Describe(method, frame.GetFileLineNumber()));
            else if (lines.Count == 0 && !Plumbing.Any((type.FullName ?? "").StartsWith))
                lines.Add(Describe(method, 0));
        }
        // Without a cell's frame (a library's own thread) the library's call says nothing about the cell.
        return frames.Any(f => f.GetMethod()?.DeclaringType is { } t && IsCell(t)) ? lines : [.. lines.Take(1)];
    }

    /// <summary>A type's name without the script class around it.</summary>
    public static string NameOf(Type type)
    {
        var name = type.FullName ?? type.Name;
        return IsCell(type) && name.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 ? name[(plus + 1)..].Replace('+', '.') : name;
    }

    private static bool IsCell(Type type) => (type.FullName ?? "").StartsWith(CellPrefix, StringComparison.Ordinal);

    private static string Describe(MethodBase method, int line)
    {
        var name = Unmangle(method);
        var where = line > 0 ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : "";
        return name + where;
    }

    /// <summary>The compiler names a local function <c>&lt;Outer&gt;g__Inner|0_0</c>, a lambda <c>&lt;Outer&gt;b__0_0</c>, and an async method by its
    /// state machine's type <c>&lt;Name&gt;d__0</c>.</summary>
    private static string Unmangle(MethodBase method)
    {
        var mangled = method.Name == "MoveNext" ? method.DeclaringType!.Name : method.Name;
        if (mangled.Contains("<Initialize>", StringComparison.Ordinal) || mangled is "<Factory>" or ".ctor" && IsCell(method.DeclaringType!))
            return mangled.Contains("b__", StringComparison.Ordinal) ? "lambda" : "the cell";
        if (mangled.IndexOf("g__", StringComparison.Ordinal) is var local and > 0)
            return mangled[(local + 3)..mangled.IndexOf('|', StringComparison.Ordinal)] + Parameters(method);
        if (mangled.Contains(">b__", StringComparison.Ordinal))
            return "lambda" + Parameters(method);
        if (mangled.StartsWith('<') && mangled.IndexOf('>', StringComparison.Ordinal) is var end and > 1)
            return $"{mangled[1..end]}()";
        var type = NameOf(method.DeclaringType!);
        return (type.StartsWith(CellPrefix, StringComparison.Ordinal) ? "" : type + ".") + mangled + Parameters(method);
    }

    private static string Parameters(MethodBase method) =>
        $"({string.Join(", ", method.GetParameters().Select(p => $"{p.ParameterType.Name} {p.Name}".TrimEnd()))})";
}
