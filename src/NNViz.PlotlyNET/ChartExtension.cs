using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using NNViz.Interactive;
using Plotly.NET;

namespace NNViz.PlotlyNET;

/// <summary>The .NET Interactive extension: <c>#r "nuget: NNViz.PlotlyNET"</c> calls <see cref="Load"/> through extension.dib.</summary>
public static class ChartExtension
{
    private static readonly ConditionalWeakTable<Kernel, object> Loaded = [];

    /// <summary>
    /// Loads NNViz.Interactive, and shows every <see cref="GenericChart"/> through its front end: offline, with a picture where no script
    /// runs. A second call does nothing.
    /// </summary>
    /// <param name="kernel">The root kernel.</param>
    public static void Load(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (!Loaded.TryAdd(kernel, new object()))
        {
            return;
        }
        NNVizExtension.Load(kernel);
        Register();
        // Plotly.NET.Interactive registers its own formatter, which needs the network, whenever it is loaded: ours comes after it.
        kernel.AddMiddleware(async (command, context, next) =>
        {
            if (command is SubmitCode)
            {
                Register();
            }
            await next(command, context);
        });
    }

    private static void Register() => Formatters.Register(typeof(GenericChart), chart => new ChartView((GenericChart)chart));
}
