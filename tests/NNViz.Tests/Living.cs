using TorchSharp;

namespace NNViz.Tests;

/// <summary>Counts torch's tensors, so that a test can say that none was left behind.</summary>
internal static class Living
{
    /// <summary>
    /// The tensors of the process once the collector finds no more to finalise, whatever earlier tests left behind (a network need not dispose what it makes).
    /// </summary>
    public static long Tensors()
    {
        for (long before = long.MaxValue, now; ; before = now)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if ((now = torch.Tensor.TotalCount) == before)
            {
                return now;
            }
        }
    }
}
