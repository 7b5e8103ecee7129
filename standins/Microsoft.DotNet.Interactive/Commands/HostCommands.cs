using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Interrupts what runs now. It does not wait in the queue.</summary>
public class Cancel : KernelCommand
{
    public Cancel(string targetKernelName = null)
        : base(targetKernelName)
    {
    }

    public override Task InvokeAsync(KernelInvocationContext context) => Task.CompletedTask;
}

/// <summary>Ends the host: see <see cref="KernelExtensions.UseQuitCommand"/>. It does not wait in the queue.</summary>
public class Quit : KernelCommand
{
    /// <exception cref="InvalidOperationException">No host has called <see cref="KernelExtensions.UseQuitCommand"/>.</exception>
    public override Task InvokeAsync(KernelInvocationContext context) => Handler is not null
        ? Handler(this, context)
        : throw new InvalidOperationException(
            $"The {nameof(Quit)} command has not been configured. In order to enable it, call "
            + $"{nameof(KernelExtensions)}.{nameof(KernelExtensions.UseQuitCommand)}");
}

/// <summary>
/// Asks what a kernel is and can do: <see cref="KernelInfoProduced"/>, for a composite kernel one event for each child too.
/// </summary>
public class RequestKernelInfo : KernelCommand
{
    public RequestKernelInfo(string targetKernelName = null)
        : base(targetKernelName)
    {
    }
}

/// <summary>Runs a notebook or a script: <c>#!import</c>.</summary>
public class ImportDocument : KernelCommand
{
    public ImportDocument(string filePath, string targetKernelName = null)
        : base(targetKernelName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(filePath);
        FilePath = filePath;
    }

    public string FilePath { get; }
}

/// <summary>Asks the front end to insert a cell. The host registers the handler.</summary>
public class SendEditableCode : KernelCommand
{
    public SendEditableCode(string kernelName, string code, string targetKernelName = null)
        : base(targetKernelName)
    {
        KernelName = kernelName;
        Code = code;
    }

    public string KernelName { get; }

    public string Code { get; }

    public int? InsertAtPosition { get; set; }
}

/// <summary><c>#r "nuget: name, version"</c>.</summary>
public class AddPackage : KernelCommand
{
    public AddPackage(string packageName, string packageVersion = null, string targetKernelName = null)
        : base(targetKernelName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(packageName);
        PackageName = packageName;
        PackageVersion = packageVersion ?? "";
    }

    public string PackageName { get; }

    /// <summary>Version, range or floating version; empty when none was given.</summary>
    public string PackageVersion { get; }
}

/// <summary><c>#i "nuget: source"</c>.</summary>
public class AddPackageSource : KernelCommand
{
    public AddPackageSource(string packageSource, string targetKernelName = null)
        : base(targetKernelName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(packageSource);
        PackageSource = packageSource;
    }

    public string PackageSource { get; }
}
