#nullable enable
using System.Collections.Immutable;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>A compiled cell that has not run.</summary>
/// <param name="HasValue">It ends in an expression without a semicolon that has a value.</param>
/// <param name="Additions">The references and imports that it brings into the chain.</param>
internal sealed record CompiledCell(Script Script, ImmutableArray<CodeAnalysis.Diagnostic> Diagnostics, bool HasValue, Additions Additions)
{
    /// <summary>The count of cells up to this one.</summary>
    public int Number { get; init; }

    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}

/// <summary>
/// What the next submission adds to the chain. Later ones inherit it, and must not repeat it: each repetition costs every later one.
/// </summary>
internal sealed record Additions(ImmutableArray<MetadataReference> References, ImmutableArray<string> Imports)
{
    public static readonly Additions None = new([], []);
}

/// <summary>The chain of submissions of a notebook: each sees what those before it have declared.</summary>
internal sealed class ScriptSession
{
    private static readonly string[] DefaultImports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];

    private readonly Lock _gate = new();
    private readonly Task<InterruptPoint> _start;
    private readonly HashSet<string> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private ScriptOptions _options = ScriptOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithReferences(Enumerable.Empty<MetadataReference>())
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithAllowUnsafe(true)
        .WithFileEncoding(Encoding.UTF8)
        .WithEmitDebugInformation(true);
    private Additions _additions = Additions.None;
    private string? _workingDirectory;
    private int _submissions;

    public ScriptSession()
    {
        _referenced.UnionWith(References.HostPaths.Select(path => Path.GetFileNameWithoutExtension(path)));
        _start = Task.Run(StartAsync);
    }

    /// <summary>The state after the last submission that ran.</summary>
    public ScriptState? State { get; private set; }

    /// <summary>The parser's options for cells.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>Ready when the first submission has been compiled and run, which happens in the background from construction on.</summary>
    public Task<InterruptPoint> StartAsyncTask => _start;

    public void AddImport(string import)
    {
        lock (_gate)
        {
            _additions = _additions with { Imports = _additions.Imports.Add(import) };
        }
    }

    /// <summary>
    /// Lets later cells use assemblies. What the host or an earlier cell has under the same name stays: a process can load only one.
    /// </summary>
    public void AddReferences(IEnumerable<string> paths)
    {
        lock (_gate)
        {
            var added = paths.Where(path => _referenced.Add(Path.GetFileNameWithoutExtension(path))).ToArray();
            foreach (var path in added)
            {
                Load(path);
            }
            _additions = _additions with { References = _additions.References.AddRange(added.Select(References.FromFile)) };
        }
    }

    /// <summary>The script that a cell would be, uncompiled: for questions about code.</summary>
    public async Task<Script> DraftAsync(string code)
    {
        await _start;
        var usings = UsingDeclarations.Find(code);
        return Continue(UsingDeclarations.Blank(code, usings), "draft", _additions);
    }

    public async Task<CompiledCell> CompileAsync(string code)
    {
        await _start;
        var number = Interlocked.Increment(ref _submissions);
        var name = $"cell {number}";
        var root = CSharpSyntaxTree.ParseText(code, ParseOptions).GetCompilationUnitRoot();
        if (root.ContainsDiagnostics && UsingDeclarations.Find(code) is { Count: > 0 } usings)
        {
            code = UsingDeclarations.Blank(code, usings);
            root = UsingDeclarations.Mark(CSharpSyntaxTree.ParseText(code, ParseOptions).GetCompilationUnitRoot(), usings);
        }
        var rewritten = root.ContainsDiagnostics ? code : PollRewriter.Rewrite(root, number).ToFullString();
        var cell = Compile(rewritten, name) with { Number = number };
        if (rewritten != code && cell.Diagnostics.Length > 0)
        {
            // Columns are those of the cell as it was written; should only the rewritten one have errors, the original runs.
            var original = Compile(code, name);
            cell = cell.HasErrors ? original with { Number = number } : cell with { Diagnostics = original.Diagnostics };
        }
        return cell;
    }

    /// <summary>Runs a cell; when it throws, what it had assigned stays.</summary>
    /// <returns>What it threw, or null.</returns>
    public async Task<Exception?> RunAsync(CompiledCell cell)
    {
        Exception? thrown = null;
        State = await cell.Script.RunFromAsync(State, exception =>
        {
            thrown = exception;
            return true;
        });
        lock (_gate)
        {
            _additions = new Additions(
                _additions.References.RemoveRange(cell.Additions.References), _additions.Imports.RemoveRange(cell.Additions.Imports));
        }
        return thrown;
    }

    private async Task<InterruptPoint> StartAsync()
    {
        var options = _options.WithReferences(References.OfHost()).WithImports(DefaultImports);
        State = await CSharpScript.Create<Type>(InterruptPoint.Source, options).RunAsync();
        return new InterruptPoint((Type)State.ReturnValue);
    }

    private CompiledCell Compile(string code, string name)
    {
        var additions = _additions;
        var script = Continue(code, name, additions);
        var diagnostics = script.Compile();
        return new CompiledCell(script, diagnostics, HasValue(script.GetCompilation()), additions);
    }

    private Script Continue(string code, string name, Additions additions)
    {
        lock (_gate)
        {
            var directory = Directory.GetCurrentDirectory();
            if (directory != _workingDirectory)
            {
                _workingDirectory = directory;
                _options = _options
                    .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(directory))
                    .WithSourceResolver(new SourceFileResolver([], directory));
            }
            return State!.Script.ContinueWith(
                code, _options.WithFilePath(name).WithReferences(additions.References).WithImports(additions.Imports));
        }
    }

    private static bool HasValue(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.Last();
        var root = (CompilationUnitSyntax)tree.GetRoot();
        var statements = root.DescendantNodes(
            node => node is CompilationUnitSyntax or GlobalStatementSyntax or StatementSyntax and not LocalFunctionStatementSyntax);
        return statements.Any(node => node is ReturnStatementSyntax { Expression: not null })
            || (LastExpression(root) is { } last
                && compilation.GetSemanticModel(tree).GetTypeInfo(last).Type is not { SpecialType: SpecialType.System_Void });
    }

    /// <summary>The expression without a semicolon that a cell ends in, or null.</summary>
    private static ExpressionSyntax? LastExpression(CompilationUnitSyntax root)
    {
        var last = (root.Members.LastOrDefault() as GlobalStatementSyntax)?.Statement as ExpressionStatementSyntax;
        return last?.SemicolonToken.IsMissing == true ? last.Expression : null;
    }

    /// <summary>Loads into the default context, where extensions are loaded too: a type must not exist twice.</summary>
    private static void Load(string path)
    {
        try
        {
            AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        }
        catch (Exception exception) when (exception is FileLoadException or BadImageFormatException or FileNotFoundException)
        {
            // The process has an assembly of that name, or the file is for other runtimes. A cell that needs it gets the loader's own
            // message.
        }
    }
}
