using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>Changes images [..., C, H, W].</summary>
    public interface ITransform : nn.IModule<Tensor, Tensor>
    {
    }

    /// <summary>A function as a transform.</summary>
    private sealed class FunctionTransform(Func<Tensor, Tensor> function) : ITransform
    {
        public Tensor call(Tensor input1) => function(input1);
    }
}
