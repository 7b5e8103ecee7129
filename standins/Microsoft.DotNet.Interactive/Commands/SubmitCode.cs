namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>
/// Runs code; magic commands in it are carried out first or in their place, and <c>#!kernel</c> lines route what follows them.
/// </summary>
public class SubmitCode : KernelCommand
{
    public SubmitCode(string code, string targetKernelName = null)
        : base(targetKernelName) => Code = code ?? throw new ArgumentNullException(nameof(code));

    public string Code { get; internal set; }

    /// <summary>Values for the parameters of the kernel specifier, if the front end has them.</summary>
    public IDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Zero-based line of the cell where this code begins, so that errors name the cell's own lines.</summary>
    internal int FirstLine { get; init; }

    /// <summary>The code has been split: nothing in it is a magic command any more.</summary>
    internal bool IsSplit { get; init; }

    public override string ToString() => $"{nameof(SubmitCode)}: {(Code.Length > 100 ? Code[..100] + "…" : Code)}";
}
