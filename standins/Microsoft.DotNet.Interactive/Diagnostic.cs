using Microsoft.CodeAnalysis;

namespace Microsoft.DotNet.Interactive;

/// <summary>An error, warning or hint at a span of code.</summary>
public class Diagnostic
{
    public Diagnostic(LinePositionSpan linePositionSpan, DiagnosticSeverity severity, string code, string message)
    {
        LinePositionSpan = linePositionSpan;
        Severity = severity;
        Code = code;
        Message = message;
    }

    public LinePositionSpan LinePositionSpan { get; }

    public DiagnosticSeverity Severity { get; }

    /// <summary>"CS0103", "DNI101" …</summary>
    public string Code { get; }

    public string Message { get; }

    public static Diagnostic FromCodeAnalysisDiagnostic(CodeAnalysis.Diagnostic diagnostic) => new(
        LinePositionSpan.FromCodeAnalysisLinePositionSpan(diagnostic.Location.GetLineSpan().Span),
        diagnostic.Severity,
        diagnostic.Id,
        diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));

    public Diagnostic WithLinePositionSpan(LinePositionSpan linePositionSpan) => new(linePositionSpan, Severity, Code, Message);

    /// <summary>As compilers print it, lines and columns from 1: "(1,1): error CS0103: …".</summary>
    public override string ToString()
    {
        var start = LinePositionSpan.Start;
        return $"({start.Line + 1},{start.Character + 1}): {Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
    }
}
