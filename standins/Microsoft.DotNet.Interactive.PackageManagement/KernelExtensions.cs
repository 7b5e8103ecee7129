using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>Adds packages to kernels.</summary>
public static class KernelExtensions
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Adds <c>#r "nuget: name, version"</c> and <c>#i "nuget: source"</c>. The packages of a cell are restored together, before its code
    /// runs.
    /// </summary>
    /// <param name="onResolvePackageReferences">Takes what a restore has added, those that others depend on included; awaited before the
    /// cell goes on.</param>
    /// <param name="forceRestore">As <see cref="PackageRestoreContext(bool)"/>.</param>
    public static T UseNugetDirective<T>(
        this T kernel, Func<T, IReadOnlyList<ResolvedPackageReference>, Task> onResolvePackageReferences, bool forceRestore = false)
        where T : Kernel
    {
        var packages = new Lazy<PackageRestoreContext>(() =>
        {
            var created = new PackageRestoreContext(forceRestore);
            kernel.RegisterForDisposal(created);
            return created;
        });
        var r = new KernelActionDirective("#r", "Adds a package, #r \"nuget: name, version\", or an assembly, #r \"path\".")
        {
            Parameters = [Unnamed().AddCompletions(PackageNames.InCache)],
            CreateCommand = bound => PackageReference.TryParse(bound.Line.Text[2..], out var package)
                ? new AddPackage(package.PackageName, package.PackageVersion)
                : bound.Error("DNI210", $"Unable to parse package reference: {bound.Line.Text[2..].Trim()}"),
        };
        var i = new KernelActionDirective("#i", "Adds a source of packages: #i \"nuget: folder or address\".")
        {
            Parameters = [Unnamed()],
            CreateCommand = bound => new AddPackageSource(bound.Line.Text[2..].Trim(' ', '\t', '"')["nuget:".Length..].Trim()),
        };
        kernel.AddDirective<AddPackage>(r, (command, context) => RequestAsync(command, context, packages.Value));
        kernel.AddDirective<AddPackageSource>(i, (command, _) =>
        {
            packages.Value.TryAddRestoreSource(command.PackageSource);
            return Task.CompletedTask;
        });
        kernel.AddDirective(
            new KernelActionDirective("#!nuget-restore") { Hidden = true },
            (_, context) => RestoreAsync(context, packages.Value, added => onResolvePackageReferences(kernel, added)));
        return kernel;
    }

    private static KernelDirectiveParameter Unnamed() => new("") { AllowImplicitName = true, Required = true };

    private static Task RequestAsync(AddPackage command, KernelInvocationContext context, PackageRestoreContext packages)
    {
        if (packages.GetOrAddPackageReference(command.PackageName, command.PackageVersion) is null)
        {
            var existing = packages.ResolvedPackageReferences.Concat(packages.RequestedPackageReferences)
                .First(package => package.PackageName.Equals(command.PackageName, StringComparison.OrdinalIgnoreCase));
            packages.ForgetRequests();
            context.Fail(
                command,
                message: $"{command.PackageName} version {command.PackageVersion} cannot be added because "
                    + $"{(existing.IsPackageVersionSpecified ? $"version {existing.PackageVersion}" : "the highest version")} "
                    + "was added previously. A process can hold only one version of a package: "
                    + "restart the kernel to use another.");
        }
        return Task.CompletedTask;
    }

    private static async Task RestoreAsync(
        KernelInvocationContext context, PackageRestoreContext packages, Func<IReadOnlyList<ResolvedPackageReference>, Task> onResolve)
    {
        var names = packages.RequestedPackageReferences
            .Select(package => package.PackageName)
            .Order(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        if (names.Length == 0)
        {
            // The cell has only added a source.
            return;
        }
        var sources = packages.RestoreSources.Order(StringComparer.Ordinal).ToArray();
        var message = new InstallPackagesMessage(sources, names, [], 0);
        var displayed = context.Display(message);
        var restore = packages.RestoreAsync();
        while (await Task.WhenAny(restore, Task.Delay(ProgressInterval)) != restore)
        {
            message.Progress++;
            displayed.Update(message);
        }
        var failure = await UseAsync(context, restore, onResolve);
        displayed.Update(new InstallPackagesMessage(sources, [], Installed(packages, names), 0));
        if (failure is not null)
        {
            context.Fail(context.Command, message: failure);
        }
    }

    /// <returns>Why there is nothing to use, or null.</returns>
    private static async Task<string> UseAsync(
        KernelInvocationContext context, Task<PackageRestoreResult> restore, Func<IReadOnlyList<ResolvedPackageReference>, Task> onResolve)
    {
        try
        {
            var result = await restore;
            if (!result.Succeeded)
            {
                return string.Join(Environment.NewLine, result.Errors);
            }
            await onResolve(result.ResolvedReferences);
            foreach (var package in result.ResolvedReferences)
            {
                context.Publish(new PackageAdded(package, context.Command));
            }
            return null;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            return "Command cancelled.";
        }
    }

    private static string[] Installed(PackageRestoreContext packages, string[] names) =>
    [
        .. packages.ResolvedPackageReferences
            .Where(package => names.Contains(package.PackageName, StringComparer.OrdinalIgnoreCase))
            .Select(package => $"{package.PackageName}, {package.PackageVersion}")
            .Order(StringComparer.OrdinalIgnoreCase),
    ];
}
