using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Plotly.NET.Interactive;

/// <summary>Shows every chart by <see cref="Formatters.toInteractiveHTML"/>.</summary>
public class FormatterKernelExtension : IKernelExtension
{
    Task IKernelExtension.OnLoadAsync(Kernel kernel)
    {
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(Formatters.toInteractiveHTML(chart)), "text/html");
        return Task.CompletedTask;
    }
}
