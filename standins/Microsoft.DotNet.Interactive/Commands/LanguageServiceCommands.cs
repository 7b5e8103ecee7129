namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>A question about a position in code that has not run.</summary>
public abstract class LanguageServiceCommand : KernelCommand
{
    private protected LanguageServiceCommand(string code, LinePosition linePosition, string targetKernelName)
        : base(targetKernelName)
    {
        Code = code ?? throw new ArgumentNullException(nameof(code));
        LinePosition = linePosition;
    }

    public string Code { get; protected set; }

    /// <summary>Zero-based line and UTF-16 column.</summary>
    public LinePosition LinePosition { get; protected set; }

    /// <summary>The cell with all lines blank that are not code for the handling kernel; positions are the cell's own.</summary>
    internal string CodeForKernel { get; set; }
}

/// <summary>Asks what could be typed at the position.</summary>
public class RequestCompletions : LanguageServiceCommand
{
    public RequestCompletions(string code, LinePosition linePosition, string targetKernelName = null)
        : base(code, linePosition, targetKernelName)
    {
    }
}

/// <summary>Asks what the word at the position means.</summary>
public class RequestHoverText : LanguageServiceCommand
{
    public RequestHoverText(string code, LinePosition linePosition, string targetKernelName = null)
        : base(code, linePosition, targetKernelName)
    {
    }
}

/// <summary>Asks for the overloads of the call that the position is in.</summary>
public class RequestSignatureHelp : LanguageServiceCommand
{
    public RequestSignatureHelp(string code, LinePosition linePosition, string targetKernelName = null)
        : base(code, linePosition, targetKernelName)
    {
    }
}

/// <summary>Asks for the errors and warnings of code, without running it.</summary>
public class RequestDiagnostics : KernelCommand
{
    public RequestDiagnostics(string code, string targetKernelName = null)
        : base(targetKernelName) => Code = code;

    public string Code { get; }

    /// <summary>As <see cref="LanguageServiceCommand.CodeForKernel"/>.</summary>
    internal string CodeForKernel { get; set; }
}
