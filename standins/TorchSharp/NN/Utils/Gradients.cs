using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales the gradients down in place where their common norm is above a bound.</summary>
            /// <param name="tensors">Parameters; those without gradient do not count.</param>
            /// <param name="max_norm">The bound.</param>
            /// <param name="norm_type">The norm's p; infinity is the largest magnitude.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using (no_grad())
                {
                    var gradients = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                    if (gradients.Length == 0)
                        return 0;
                    var norms = stack(gradients.Select(gradient => Norm.Call(gradient, norm_type)).ToArray());
                    var total = Norm.Call(norms, norm_type);
                    var factor = total.add(1e-6).reciprocal().mul(max_norm).clamp_max(1);
                    foreach (var gradient in gradients)
                        gradient.mul_(factor);
                    return total.ToDouble();
                }
            }

            private static readonly Op Norm = new("linalg_vector_norm");

            /// <summary>Clips each element of the gradients to ±clip_value in place.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                foreach (var parameter in tensors)
                {
                    using var gradient = parameter.grad;
                    gradient?.clamp_(-clip_value, clip_value);
                }
            }

            /// <summary>All parameters in one vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(parameter => parameter.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Copies a vector that <see cref="parameters_to_vector"/> made back into the parameters.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                using (no_grad())
                {
                    var at = 0L;
                    foreach (var parameter in tensors)
                    {
                        parameter.copy_(vec.narrow(0, at, parameter.numel()).reshape(parameter.shape));
                        at += parameter.numel();
                    }
                }
            }

            /// <summary>The weights of a convolution that does what the convolution and the batch normalisation after it did.</summary>
            public static (Parameter weight, Parameter bias) fuse_conv_bn_weights(
                Tensor conv_w, Tensor? conv_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w, Tensor? bn_b,
                bool transpose = false)
            {
                using var scope = NewDisposeScope();
                var scale = (bn_w ?? ones_like(bn_rm)) * bn_rv.add(bn_eps).rsqrt();
                var byChannel = new long[conv_w.dim()];
                Array.Fill(byChannel, 1);
                byChannel[transpose ? 1 : 0] = -1;
                return Fused(conv_w * scale.reshape(byChannel), ((conv_b ?? zeros_like(bn_rm)) - bn_rm) * scale + (bn_b ?? zeros_like(bn_rm)));
            }

            /// <summary>The weights of a linear layer that does what the layer and the batch normalisation after it did.</summary>
            public static (Parameter weight, Parameter bias) fuse_linear_bn_weights(
                Tensor linear_w, Tensor? linear_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor bn_w, Tensor bn_b) =>
                fuse_conv_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b);

            private static (Parameter, Parameter) Fused(Tensor weight, Tensor bias)
            {
                var (w, b) = (new Parameter(weight.detach().clone()), new Parameter(bias.detach().clone()));
                w.MoveToOuterDisposeScope();
                b.MoveToOuterDisposeScope();
                return (w, b);
            }

            /// <summary>A linear layer that does what a layer and the batch normalisation after it do in evaluation mode.</summary>
            /// <exception cref="ArgumentException">One of them is in training mode, or the normalisation has no statistics.</exception>
            public static Linear fuse_linear_bn_eval(Linear linear, BatchNorm bn)
            {
                if (linear.training || bn.training)
                    throw new ArgumentException("Fusion only for eval! Call eval() on both modules first.");
                if (bn.running_mean is not { } mean || bn.running_var is not { } variance)
                    throw new ArgumentException(
                        "The batch normalisation keeps no running statistics; make it with track_running_stats: true.");
                var (weight, bias) = fuse_linear_bn_weights(
                    linear.weight, linear.bias, mean, variance, bn.eps, bn.weight ?? ones_like(mean), bn.bias ?? zeros_like(mean));
                var fused = Linear(weight, bias);
                fused.eval();
                return fused;
            }
        }
    }
}
