namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>What hosts add to a C# kernel.</summary>
public static class CSharpKernelExtensions
{
    /// <summary>Lets cells call <c>display(x)</c>, <c>HTML("…")</c> and the like: <c>using static Kernel</c>.</summary>
    public static CSharpKernel UseKernelHelpers(this CSharpKernel kernel)
    {
        kernel.Session.AddImport(typeof(Kernel).FullName!);
        return kernel;
    }
}
