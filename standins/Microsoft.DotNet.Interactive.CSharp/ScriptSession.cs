#nullable enable
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>A compiled cell that has not run.</summary>
/// <param name="HasValue">It ends in an expression without a semicolon that has a value.</param>
/// <param name="Additions">The references and imports that it brings into the chain.</param>
internal sealed record CompiledCell(Script Script, ImmutableArray<CodeAnalysis.Diagnostic> Diagnostics, bool HasValue, Additions Additions)
{
    /// <summary>It brings a name, a reference or an import that later cells may use.</summary>
    public bool IsNeededLater { get; init; }

    /// <summary>The count of cells up to this one.</summary>
    public int Number { get; init; }

    /// <summary>Lets the cell end before its work does.</summary>
    public EarlyEnd? End { get; init; }

    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}

/// <summary>
/// What the next submission adds to the chain. Later ones inherit it, and must not repeat it: each repetition costs every later one.
/// </summary>
internal sealed record Additions(ImmutableArray<MetadataReference> References, ImmutableArray<string> Imports)
{
    public static readonly Additions None = new([], []);

    public bool IsEmpty => References.IsEmpty && Imports.IsEmpty;
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

    /// <summary>Where the next cell is added. A cell that has declared nothing is left out: each link costs all later cells.</summary>
    private ScriptState? _chain;
    private string? _workingDirectory;
    private int _submissions;

    public ScriptSession()
    {
        _referenced.UnionWith(References.HostPaths.Select(path => Path.GetFileNameWithoutExtension(path)));
        _start = Task.Run(StartAsync);
    }

    /// <summary>The state after the last submission that ran.</summary>
    public ScriptState? State { get; private set; }

    /// <summary>Whose code the cells run.</summary>
    public CellCalls Calls { get; } = new();

    /// <summary>The parser's options for cells.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>How many cells have been compiled.</summary>
    public int Count => _submissions;

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
                Libraries.Load(path);
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
        var additions = _additions;
        var script = Continue(code, name, additions);
        var root = RootOf(script);
        IReadOnlyList<TextSpan> usings = root.ContainsDiagnostics ? UsingDeclarations.Find(code) : [];
        if (usings.Count > 0)
        {
            script = Continue(code = UsingDeclarations.Blank(code, usings), name, additions);
            root = RootOf(script);
        }
        if (root.ContainsDiagnostics)
        {
            return Compile(script, null, additions) with { Number = number };
        }
        var marked = LambdaBodies.Mark(root, () => SubmissionCompiler.Parse(script).GetSemanticModel(root.SyntaxTree));
        var rewritten = PollRewriter.Rewrite(UsingDeclarations.Mark(marked, usings), number);
        if (rewritten == root)
        {
            return Compile(script, null, additions) with { Number = number };
        }
        var tree = CSharpSyntaxTree.Create((CSharpSyntaxNode)rewritten, ParseOptions, name, Encoding.UTF8);
        var cell = Compile(script, tree, additions);
        // Columns are those of the cell as it was written; should only the rewritten one have errors, the original runs.
        return (cell.HasErrors ? Compile(Continue(code, name, additions), null, additions)
            : cell with { Diagnostics = [.. cell.Diagnostics.Select(new OriginalColumns(code, tree.GetText()).Of)] })
            with
        { Number = number };
    }

    /// <summary>Runs a cell; when it throws, what it had assigned stays.</summary>
    /// <returns>What it threw, or null.</returns>
    public async Task<Exception?> RunAsync(CompiledCell cell)
    {
        Exception? thrown = null;
        Calls.Add(cell.Number, cell.Script.GetCompilation());
        State = await cell.Script.RunFromAsync(_chain, exception =>
        {
            thrown = exception;
            return true;
        });
        lock (_gate)
        {
            if (!cell.IsNeededLater)
            {
                return thrown;
            }
            _chain = State;
            _additions = new Additions(
                _additions.References.RemoveRange(cell.Additions.References), _additions.Imports.RemoveRange(cell.Additions.Imports));
        }
        return thrown;
    }

    private async Task<InterruptPoint> StartAsync()
    {
        var interrupts = new InterruptPoint();
        var options = _options.WithReferences([.. References.OfHost(), interrupts.Reference]).WithImports(DefaultImports);
        var script = CSharpScript.Create<object>("0", options);
        SubmissionCompiler.Compile(ref script);
        State = _chain = await script.RunAsync();
        return interrupts;
    }

    private static CompilationUnitSyntax RootOf(Script script) =>
        (CompilationUnitSyntax)SubmissionCompiler.Parse(script).SyntaxTrees.Last().GetRoot();

    private static CompiledCell Compile(Script<object> script, SyntaxTree? rewritten, Additions additions)
    {
        var diagnostics = SubmissionCompiler.Compile(ref script, rewritten);
        var compilation = script.GetCompilation();
        return new CompiledCell(script, diagnostics, HasValue(compilation), additions)
        {
            IsNeededLater = !additions.IsEmpty || Declares(compilation),
            End = new EarlyEnd(script),
        };
    }

    private Script<object> Continue(string code, string name, Additions additions)
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
            return _chain!.Script.ContinueWith(
                code, _options.WithFilePath(name).WithReferences(additions.References).WithImports(additions.Imports));
        }
    }

    private static bool Declares(Compilation compilation) => compilation.SyntaxTrees.Last().GetRoot() is CompilationUnitSyntax root
        && (root.ContainsDirectives || root.Usings.Any() || root.Externs.Any()
            || compilation.ScriptClass!.GetMembers().Any(member => member.CanBeReferencedByName));

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
}
