using System.Reflection;
using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace NNViz.Jupyter.Session;

/// <summary>Loads what a package brings for notebooks, once per package root: the assemblies in <c>interactive-extensions/dotnet</c> with a
/// public <see cref="IKernelExtension"/>, then the script <c>extension.dib</c> beside them.</summary>
internal sealed class ExtensionLoader(CompositeKernel root)
{
    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);

    /// <summary>Loads the extensions of packages that were just resolved. A failure is shown, names the package, and stops nothing
    /// else.</summary>
    public async Task LoadAsync(IEnumerable<ResolvedPackageReference> packages)
    {
        foreach (var package in packages)
        {
            var folder = package.PackageRoot is { } packageRoot ? Path.Combine(packageRoot, "interactive-extensions", "dotnet") : null;
            if (folder == null || !Directory.Exists(folder) || !_loaded.Add(folder))
                continue;
            foreach (var assembly in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
                await TryAsync(package, assembly, () => LoadAssemblyAsync(assembly)).ConfigureAwait(false);
            var script = Path.Combine(folder, "extension.dib");
            if (File.Exists(script))
                await TryAsync(package, script, () => RunScriptAsync(script)).ConfigureAwait(false);
        }
    }

    private async Task LoadAssemblyAsync(string path)
    {
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        foreach (var type in assembly.GetExportedTypes()
            .Where(t => t is { IsAbstract: false } && typeof(IKernelExtension).IsAssignableFrom(t)))
            await ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(root).ConfigureAwait(false);
    }

    private async Task RunScriptAsync(string path)
    {
        var cells = Notebooks.DibFormat.Read(await File.ReadAllTextAsync(path).ConfigureAwait(false)).Cells;
        foreach (var cell in cells.Where(c => c.Kind != "raw"))
        {
            // What is no code names no kernel; Markdown has one of its own.
            var kernel = cell.Kind == "code" ? cell.Language : cell.Kind;
            var result = await root.SendAsync(new SubmitCode(cell.Source, kernel)).ConfigureAwait(false);
            if (result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed)
                throw failed.Exception ?? new InvalidOperationException(failed.Message);
        }
    }

    private static async Task TryAsync(ResolvedPackageReference package, string file, Func<Task> load)
    {
        try
        {
            await load().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            Console.Error.WriteLine(
                $"The extension {Path.GetFileName(file)} of {package.PackageName} {package.PackageVersion} failed to load: " +
                $"{cause.GetType().Name}: {cause.Message}");
        }
    }
}
