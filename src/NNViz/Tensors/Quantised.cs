using static TorchSharp.torch;

namespace NNViz.Tensors;

/// <summary>What quantised tensors hold. TorchSharp has no member that reads them; functions of TorchScript do.</summary>
internal static class Quantised
{
    // 7 is float64: names of types are Python's.
    private static readonly Lazy<jit.CompilationUnit> Functions = new(() => jit.compile("""
        def values(x: Tensor) -> Tensor:
            return torch.dequantize(x)

        def steps(x: Tensor) -> Tensor:
            return torch.tensor([x.q_scale(), float(x.q_zero_point())], dtype=7)
        """));

    /// <summary>The numbers that the tensor stands for, (integer − zero point) · scale, as float32.</summary>
    public static Tensor Values(Tensor tensor) => Functions.Value.invoke<Tensor>("values", tensor);

    /// <summary>Scale and zero point in words.</summary>
    public static string Scheme(Tensor tensor)
    {
        try
        {
            using Tensor steps = Functions.Value.invoke<Tensor>("steps", tensor);
            double[] both = steps.data<double>().ToArray();
            return $"scale {Words.Number(both[0], 6)}, zero point {Words.Number(both[1])}";
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            return "a scale for each channel";
        }
    }
}
