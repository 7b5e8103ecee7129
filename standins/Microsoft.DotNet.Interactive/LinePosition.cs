namespace Microsoft.DotNet.Interactive;

/// <summary>A place in code: zero-based line and UTF-16 column.</summary>
public record LinePosition(int Line, int Character)
{
    public static LinePosition FromCodeAnalysisLinePosition(CodeAnalysis.Text.LinePosition linePosition) =>
        new(linePosition.Line, linePosition.Character);

    public CodeAnalysis.Text.LinePosition ToCodeAnalysisLinePosition() => new(Line, Character);

    public LinePosition SubtractLineOffset(LinePosition offset) => this with { Line = Line - offset.Line };

    public override string ToString() => $"({Line}, {Character})";
}

/// <summary>A span of code, its end exclusive.</summary>
public record LinePositionSpan(LinePosition Start, LinePosition End)
{
    public static LinePositionSpan FromCodeAnalysisLinePositionSpan(CodeAnalysis.Text.LinePositionSpan linePositionSpan) => new(
        LinePosition.FromCodeAnalysisLinePosition(linePositionSpan.Start), LinePosition.FromCodeAnalysisLinePosition(linePositionSpan.End));

    public CodeAnalysis.Text.LinePositionSpan ToCodeAnalysisLinePositionSpan() =>
        new(Start.ToCodeAnalysisLinePosition(), End.ToCodeAnalysisLinePosition());

    public LinePositionSpan SubtractLineOffset(LinePosition offset) =>
        new(Start.SubtractLineOffset(offset), End.SubtractLineOffset(offset));

    public override string ToString() => $"[{Start}-{End})";
}
