using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Directives;
using TorchSharp;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz about</c></summary>
public sealed class NNVizAbout : NNVizCommand;

internal static class AboutDirective
{
    public static KernelActionDirective Create() => new("about", "versions of what is at work here");

    public static object Run() => new Dictionary<string, string>
    {
        ["NNViz.Interactive"] = VersionOf(typeof(AboutDirective)),
        ["TorchSharp"] = VersionOf(typeof(torch)),
        ["Microsoft.DotNet.Interactive"] = VersionOf(typeof(Kernel)),
        [".NET"] = Environment.Version.ToString(),
        ["System"] = RuntimeInformation.OSDescription,
        ["CUDA"] = torch.cuda_is_available() ? "available" : "not available",
    };

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
