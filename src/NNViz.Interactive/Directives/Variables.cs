using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Directives;
using TorchSharp;

namespace NNViz.Interactive.Directives;

/// <summary>The variables of the C# kernel, by name: a directive's parameter can carry a variable's name, never the object.</summary>
internal sealed class Variables(Kernel root)
{
    private CSharpKernel CSharp => root.FindKernelByName("csharp") as CSharpKernel
        ?? throw new InvalidOperationException("This notebook has no C# kernel named csharp, where the network's variable would be.");

    private IEnumerable<ScriptVariable> All => CSharp.ScriptState?.Variables ?? [];

    private IEnumerable<torch.nn.Module> Nets => All.Select(variable => variable.Value).OfType<torch.nn.Module>();

    /// <summary>A parameter <c>NET</c>: the name of a variable that holds a network.</summary>
    public KernelDirectiveParameter NetParameter() =>
        new KernelDirectiveParameter("--net", "the variable that holds the network") { AllowImplicitName = true }
            .AddCompletions(() => NamesOf<torch.nn.Module>());

    /// <summary>The network in the variable <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">No name was given, or no such variable holds a network.</exception>
    public torch.nn.Module Net(string? name) => Get<torch.nn.Module>(name, "network");

    /// <summary>The value of the variable <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">No name was given, or no such variable holds a <typeparamref name="T"/>.</exception>
    public T Get<T>(string? name, string what) where T : class
    {
        if (name is not null && CSharp.TryGetValue(name, out object? value) && value is T found)
        {
            return found;
        }
        var names = NamesOf<T>();
        var exist = names.Count == 0
            ? $"no variable holds a {what} yet: run the cell that makes one"
            : $"variables that hold a {what}: {string.Join(", ", names)}";
        throw new ArgumentException(name is null ? $"Name the variable that holds the {what}; {exist}." : $"No variable '{name}' holds a {what}; {exist}.");
    }

    /// <summary>The layers of all hooked networks, for completion.</summary>
    public IEnumerable<string> HookedLayers() =>
        Nets.SelectMany(net => net.Hooked()?.Recorded ?? []).Select(layer => layer.DisplayName).Distinct();

    /// <summary>The layers of all networks, for completion.</summary>
    public IEnumerable<string> Layers() =>
        Nets.SelectMany(net => net.named_modules()).Select(module => module.name).Where(name => name.Length > 0).Distinct();

    /// <summary>The variables that hold a <typeparamref name="T"/>.</summary>
    public IReadOnlyList<string> NamesOf<T>() =>
        [.. All.Where(variable => variable.Value is T).Select(variable => variable.Name).Distinct().Order(StringComparer.Ordinal)];
}
