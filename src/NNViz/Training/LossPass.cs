using NNViz.Networks;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>A forward pass up to the loss, with what can go wrong said in words.</summary>
internal static class LossPass
{
    /// <summary>Runs <paramref name="net"/> as <paramref name="capture"/> watches, and takes the loss of what it returns.</summary>
    /// <exception cref="ArgumentException">The network does not take such inputs, or the loss is not one number that depends on a parameter.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static Tensor Run(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss, Capture capture)
    {
        var value = loss(Output(net, inputs, capture));
        return value.numel() == 1 && value.requires_grad ? value : throw new ArgumentException(value.numel() != 1
            ? $"The loss has the shape {Words.Shape(value.shape)}, but has to be one number. Take its mean."
            : "The loss does not depend on any parameter that is trained. Are they frozen (requires_grad), or is something detached?");
    }

    /// <summary>The loss of a network of one output tensor as the loss of whatever it returns.</summary>
    public static Func<object, Tensor> OfTensor(Func<Tensor, Tensor> loss) => output => output is Tensor tensor
        ? loss(tensor)
        : throw new ArgumentException($"The network returns {output.GetType().Name} and not one tensor. Give the inputs as an array: [x], output => ….");

    private static object Output(nn.Module net, IReadOnlyList<object?> inputs, Capture capture)
    {
        try
        {
            return NetCall.Run(net, inputs) ?? throw new ArgumentException("The network returned null.");
        }
        catch (Exception fault) when (capture.FailedLayer is not null)
        {
            throw ForwardException.From(capture, fault);
        }
    }
}
