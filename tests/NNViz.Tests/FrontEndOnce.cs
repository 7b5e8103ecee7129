using System.Runtime.CompilerServices;
using NNViz.Display;

namespace NNViz.Tests;

/// <summary>Here no ToHtml() brings the front end, whichever test comes first.</summary>
internal static class FrontEndOnce
{
    [ModuleInitializer]
    internal static void Say() => HtmlPort.FrontEndIsThere();
}
