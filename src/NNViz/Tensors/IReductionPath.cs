using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>
/// The passes over a tensor that statistics need. Two ways to run them: on the host's memory, and by torch's operators where the tensor
/// lies.
/// </summary>
internal interface IReductionPath
{
    /// <summary>Counts and moments of every element.</summary>
    Moments Moments(Tensor plain);

    /// <summary>The finite elements in each bin.</summary>
    long[] Count(Tensor plain, Histogram.Bins bins);

    /// <summary>Every element, as doubles, in an array of its own.</summary>
    double[] Values(Tensor plain);

    /// <summary>The elements at these row-major positions, as doubles.</summary>
    double[] Gather(Tensor plain, long[] positions);
}
