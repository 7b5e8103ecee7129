using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NNViz.Display;
using NNViz.Html;

namespace NNViz.Views;

/// <summary>Fills the port by which results become HTML.</summary>
internal static class HtmlPortFilling
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Results must not name views, and a program may ask a result before it has touched a view.")]
    internal static void Fill()
    {
        HtmlPort.Write = result => Views.Of(result)?.ToFragment() ?? throw new ArgumentException($"There is no view of a {result.GetType().Name}.");
        HtmlPort.Draw = DrawnView.Of;
        HtmlPort.FrontEnd = () => Assets.LoaderHtml;
    }
}
