using NNViz.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Guided backpropagation (Springenberg et al. 2015, arXiv:1412.6806: only positive gradients pass, and only where the ReLU was open) and
/// deconvolution (Zeiler, Fergus 2014, arXiv:1311.2901: only positive gradients pass, wherever they come). Every ReLU module's backward
/// pass is replaced for the time of the call, by a function put in its place through a forward hook.
/// </summary>
internal static class Relus
{
    public static Outcome Guided(Subject subject) => Of(subject, "Guided backpropagation", c => GuidedRelu.apply(c.Input));

    public static Outcome Deconvolution(Subject subject) => Of(subject, "Deconvolution", c => DeconvolutionRelu.apply(c.Input));

    private static Outcome Of(Subject subject, string method, Func<LayerCall, Tensor> rule)
    {
        var relus = subject.Leaves.Where(layer => layer.Module is ReLU).ToList();
        if (relus.Count == 0)
        {
            throw new ArgumentException(
                $"{method} changes how gradients pass ReLU modules, and this net has none. "
                + "A net that calls functional.relu can hold a ReLU() and call that instead; "
                + "for other activations use net.IntegratedGradients(x).");
        }
        FunctionalOps.Refuse(subject, method, gap => gap.Gates, "a ReLU", "Hold a ReLU() as a field and call it there");
        var pass = subject.Forward(new LayerWatch(relus, rule));
        return new(subject.Gradients(pass.Scores, pass.Leaves));
    }

    /// <summary>ReLU whose gradient is max(0, g) where the input was above 0.</summary>
    private sealed class GuidedRelu : autograd.SingleTensorFunction<GuidedRelu>
    {
        public override string Name => nameof(GuidedRelu);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var output = ((Tensor)vars[0]).relu();
            ctx.save_for_backward([output]);
            return output;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output.relu() * ctx.get_saved_variables()[0].gt(0)];
    }

    /// <summary>ReLU whose gradient is max(0, g).</summary>
    private sealed class DeconvolutionRelu : autograd.SingleTensorFunction<DeconvolutionRelu>
    {
        public override string Name => nameof(DeconvolutionRelu);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).relu();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output.relu()];
    }
}
