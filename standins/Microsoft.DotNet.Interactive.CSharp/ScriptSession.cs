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
internal sealed record CompiledCell(Script Script, ImmutableArray<CodeAnalysis.Diagnostic> Diagnostics, bool HasValue)
{
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}

/// <summary>The chain of submissions of a notebook: each sees what those before it have declared.</summary>
internal sealed class ScriptSession
{
    private static readonly string[] DefaultImports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];

    private readonly Lock _gate = new();
    private readonly Task<InterruptPoint> _start;
    private readonly HashSet<string> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private ScriptOptions _options;
    private string? _workingDirectory;
    private int _submissions;

    public ScriptSession()
    {
        var references = References.OfHost();
        _referenced.UnionWith(references.Select(reference => Path.GetFileNameWithoutExtension(reference.Display!)));
        _options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Preview)
            .WithReferences(references)
            .WithImports(DefaultImports)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithAllowUnsafe(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithEmitDebugInformation(true);
        _start = Task.Run(StartAsync);
    }

    /// <summary>The state after the last submission that ran.</summary>
    public ScriptState? State { get; private set; }

    /// <summary>The parser's options for cells.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    /// <summary>Ready when the first submission has been compiled and run, which happens in the background from construction on.</summary>
    public Task<InterruptPoint> StartAsyncTask => _start;

    public void AddImport(string import)
    {
        lock (_gate)
        {
            _options = _options.AddImports(import);
        }
    }

    /// <summary>Lets later cells use assemblies. What the host or an earlier cell has under the same name stays: a process can load only one.</summary>
    public void AddReferences(IEnumerable<string> paths)
    {
        lock (_gate)
        {
            var added = paths.Where(path => _referenced.Add(Path.GetFileNameWithoutExtension(path))).ToArray();
            foreach (var path in added)
            {
                Load(path);
            }
            _options = _options.AddReferences(added.Select(References.FromFile));
        }
    }

    /// <summary>The script that a cell would be, uncompiled: for questions about code.</summary>
    public async Task<Script> DraftAsync(string code)
    {
        await _start;
        return Continue(code, "draft");
    }

    public async Task<CompiledCell> CompileAsync(string code)
    {
        await _start;
        var root = CSharpSyntaxTree.ParseText(code, ParseOptions).GetCompilationUnitRoot();
        var rewritten = root.ContainsDiagnostics ? code : PollRewriter.Rewrite(root).ToFullString();
        var name = $"cell {Interlocked.Increment(ref _submissions)}";
        var cell = Compile(rewritten, name);
        if (rewritten != code && cell.Diagnostics.Length > 0)
        {
            // Columns are those of the cell as it was written; should only the rewritten one have errors, the original runs.
            var original = Compile(code, name);
            cell = cell.HasErrors ? original : cell with { Diagnostics = original.Diagnostics };
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
        return thrown;
    }

    private async Task<InterruptPoint> StartAsync()
    {
        State = await CSharpScript.Create<Type>(InterruptPoint.Source, _options.WithImports()).RunAsync();
        return new InterruptPoint((Type)State.ReturnValue);
    }

    private CompiledCell Compile(string code, string name)
    {
        var script = Continue(code, name);
        var diagnostics = script.Compile();
        return new CompiledCell(script, diagnostics, HasValue(script.GetCompilation()));
    }

    private Script Continue(string code, string name)
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
            return State!.Script.ContinueWith(code, _options.WithFilePath(name));
        }
    }

    private static bool HasValue(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.Last();
        return ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault()
                is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };
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
            // The process has an assembly of that name, or the file is for other runtimes. A cell that needs it gets the loader's own message.
        }
    }
}
