using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A kernel has begun with a submission.</summary>
public class CodeSubmissionReceived : KernelEvent
{
    public CodeSubmissionReceived(SubmitCode command)
        : base(command)
    {
    }

    public string Code => ((SubmitCode)Command).Code;

    public override string ToString() => $"{base.ToString()}: {Code}";
}

/// <summary>The submission can be compiled as it stands.</summary>
public class CompleteCodeSubmissionReceived : KernelEvent
{
    public CompleteCodeSubmissionReceived(SubmitCode submitCode)
        : base(submitCode)
    {
    }

    public string Code => ((SubmitCode)Command).Code;

    public override string ToString() => $"{base.ToString()}: {Code}";
}

/// <summary>The submission lacks something at its end, a bracket for example.</summary>
public class IncompleteCodeSubmissionReceived : KernelEvent
{
    public IncompleteCodeSubmissionReceived(SubmitCode submitCode)
        : base(submitCode)
    {
    }
}

/// <summary>The errors and warnings of a submission or of code that <see cref="RequestDiagnostics"/> asked about.</summary>
public class DiagnosticsProduced : KernelEvent
{
    public DiagnosticsProduced(
        IReadOnlyCollection<Diagnostic> diagnostics, IReadOnlyCollection<FormattedValue> formattedDiagnostics, KernelCommand command)
        : base(command)
    {
        Diagnostics = diagnostics ?? [];
        FormattedDiagnostics = formattedDiagnostics ?? [];
    }

    public IReadOnlyCollection<Diagnostic> Diagnostics { get; }

    public IReadOnlyCollection<FormattedValue> FormattedDiagnostics { get; }

    public override string ToString() => $"{base.ToString()}: {Diagnostics.Count} diagnostics";
}

/// <summary>A package's files are there and referenced; one event for each package of a restore, the transitive ones too.</summary>
public class PackageAdded : KernelEvent
{
    public PackageAdded(ResolvedPackageReference packageReference, KernelCommand command)
        : base(command) => PackageReference = packageReference ?? throw new ArgumentNullException(nameof(packageReference));

    public ResolvedPackageReference PackageReference { get; }

    public override string ToString() => $"{base.ToString()}: {PackageReference}";
}

/// <summary>An extension of a package has been loaded.</summary>
public class KernelExtensionLoaded : KernelEvent
{
    public KernelExtensionLoaded(KernelCommand command)
        : this(null, command)
    {
    }

    public KernelExtensionLoaded(IKernelExtension kernelExtension, KernelCommand command)
        : base(command) => KernelExtension = kernelExtension;

    [System.Text.Json.Serialization.JsonIgnore]
    public IKernelExtension KernelExtension { get; }
}
