using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using NNViz.Interactive.Directives;
using NNViz.Training;

namespace NNViz.Interactive;

/// <summary>The .NET Interactive extension: <c>#r "nuget: NNViz.Interactive"</c> calls <see cref="Load"/> through extension.dib.</summary>
public static class NNVizExtension
{
    private static readonly ConditionalWeakTable<Kernel, object> Loaded = [];

    /// <summary>
    /// Registers the formatters and the <c>#!nnviz</c> commands with a kernel, and brings the front end to the notebook.
    /// A second call does nothing.
    /// </summary>
    /// <param name="kernel">The root kernel.</param>
    public static void Load(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (!Loaded.TryAdd(kernel, new object()))
        {
            return;
        }
        Formatters.Register();
        LiveDisplay.Current = new KernelLiveDisplay(kernel);
        NNVizDirective.AddTo(kernel);
        FrontEnd.Attach(kernel);
    }
}
