#nullable enable
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Compiles a submission on the calling thread, once, and gives the result to its <see cref="Script"/>, which runs it. Left alone, the
/// script would spread the work of a few lines over several threads, bind it a second time for warnings, and load it, with what it
/// references, into a context of its own, where a library that a cell names by path and one that a package brings would be two.
/// </summary>
internal static class SubmissionCompiler
{
    private static readonly EmitOptions Options = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    // Where scripts keep what they have compiled. A later compiler may do it elsewhere; then the script compiles by itself.
    private static readonly FieldInfo? Compilation = Field(typeof(Script), "_lazyCompilation", typeof(Compilation));

    /// <summary>Where a script keeps what runs it, a <c>Func&lt;object[], Task&lt;object&gt;&gt;</c>; null where a later compiler keeps it
    /// elsewhere.</summary>
    public static FieldInfo? Runner { get; } = Field(typeof(Script<object>), "_lazyExecutor", typeof(Func<object[], Task<object>>));

    /// <summary>The script's code; the names in it are not looked up yet.</summary>
    public static Compilation Parse(Script script)
    {
        var compilation = script.GetCompilation();
        if (compilation.Options.ConcurrentBuild && Compilation is not null)
        {
            compilation = compilation.WithOptions(compilation.Options.WithConcurrentBuild(false));
            Compilation.SetValue(script, compilation);
        }
        return compilation;
    }

    /// <param name="rewritten">The code to compile instead of the script's own; null for that.</param>
    /// <returns>Errors, with which the script cannot run, and warnings.</returns>
    public static ImmutableArray<CodeAnalysis.Diagnostic> Compile(ref Script<object> script, SyntaxTree? rewritten = null)
    {
        if (Compilation is null || Runner is null)
        {
            script = rewritten is null ? script : script.Previous.ContinueWith(rewritten.ToString(), script.Options);
            return script.Compile();
        }
        var compilation = Parse(script);
        if (rewritten is not null)
        {
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Last(), rewritten);
            Compilation.SetValue(script, compilation);
        }
        using var assembly = new MemoryStream();
        // Which of its lines threw is no question in a cell of one line, and the answer would cost it a seventh of its time.
        using var symbols = script.Code.Contains('\n', StringComparison.Ordinal) ? new MemoryStream() : null;
        var result = compilation.Emit(assembly, symbols, options: symbols is null ? null : Options);
        if (result.Success)
        {
            assembly.Position = 0;
            symbols?.Seek(0, SeekOrigin.Begin);
            foreach (var library in compilation.DirectiveReferences.OfType<PortableExecutableReference>())
            {
                Libraries.LoadWithNeighbours(library.FilePath!);
            }
            Runner.SetValue(script, Start(AssemblyLoadContext.Default.LoadFromStream(assembly, symbols), compilation.ScriptClass!));
        }
        return result.Diagnostics;
    }

    private static Func<object[], Task<object>> Start(Assembly assembly, INamedTypeSymbol submission) =>
        assembly.GetType(submission.MetadataName)?
            .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?
            .CreateDelegate<Func<object[], Task<object>>>()
        ?? (_ => Task.FromResult<object>(null!));

    private static FieldInfo? Field(Type owner, string name, Type type) =>
        owner.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic) is { } field && field.FieldType == type ? field : null;
}
