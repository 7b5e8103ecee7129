using NNViz.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace NNViz.Views;

/// <summary>A small tensor's values, nested in brackets by its axes: integers and a single number exactly, others to four digits.</summary>
internal static class TensorText
{
    /// <summary>[[1, 2], [3, 4]]; a number without axes stands alone.</summary>
    public static string Of(Tensor tensor)
    {
        HostTensor values = HostTensor.Copy(tensor);
        return Nested(values, tensor.shape, 0, values.Count, 0);
    }

    private static string Nested(HostTensor values, long[] shape, int start, int count, int axis)
    {
        if (axis == shape.Length)
        {
            bool round = torch.is_floating_point(values.DType) && values.Count > 1;
            return round ? Words.Number(values[start]) : values.Text(start).Replace('-', '−');
        }

        int size = (int)shape[axis], part = count / size;
        return "[" + string.Join(", ", Enumerable.Range(0, size).Select(i => Nested(values, shape, start + (i * part), part, axis + 1))) + "]";
    }
}
