using static TorchSharp.torch;

namespace TorchSharp.Modules;

// The steps, as in PyTorch; the rest of each class comes from optim.optimizers.

public partial class SGD
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay);
        if (o.momentum != 0)
        {
            if (state.momentum_buffer is { } buffer)
                buffer.mul_(o.momentum).add_(descent, alpha: 1 - o.dampening);
            else
                state.momentum_buffer = buffer = descent.clone().DetachFromDisposeScope();
            descent = o.nesterov ? descent.add(buffer, alpha: o.momentum) : buffer;
        }
        parameter.add_(descent, alpha: o.maximize ? o.lr : -o.lr);
    }
}

public partial class Adam
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay, o.maximize);
        state.step++;
        state.exp_avg.mul_(o.beta1).add_(descent, alpha: 1 - o.beta1);
        state.exp_avg_sq.mul_(o.beta2).addcmul_(descent, descent, value: 1 - o.beta2);
        Descend(parameter, state.exp_avg, Largest(state.exp_avg_sq, state.max_exp_avg_sq), (o.lr, o.beta1, o.beta2, o.eps, state.step));
    }

    /// <summary>AMSGrad's variance: the largest so far, in place; the variance itself where that is not kept.</summary>
    internal static Tensor Largest(Tensor variance, Tensor? largest) => largest?.copy_(maximum(largest, variance)) ?? variance;

    /// <summary>Adam's step with both moments corrected for their start at zero.</summary>
    internal static void Descend(
        Parameter parameter, Tensor mean, Tensor variance, (double lr, double beta1, double beta2, double eps, long step) o)
    {
        var divisor = variance.sqrt().div_(Math.Sqrt(1 - Math.Pow(o.beta2, o.step))).add_(o.eps);
        parameter.addcdiv_(mean, divisor, value: -o.lr / (1 - Math.Pow(o.beta1, o.step)));
    }
}

public partial class AdamW
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, 0, o.maximize);
        state.step++;
        parameter.mul_(1 - o.lr * o.weight_decay);
        state.exp_avg.mul_(o.beta1).add_(descent, alpha: 1 - o.beta1);
        state.exp_avg_sq.mul_(o.beta2).addcmul_(descent, descent, value: 1 - o.beta2);
        var variance = Adam.Largest(state.exp_avg_sq, state.max_exp_avg_sq);
        Adam.Descend(parameter, state.exp_avg, variance, (o.lr, o.beta1, o.beta2, o.eps, state.step));
    }
}

public partial class Adamax
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay);
        state.step++;
        state.exp_avg.mul_(o.beta1).add_(descent, alpha: 1 - o.beta1);
        state.exp_inf.copy_(maximum(state.exp_inf.mul_(o.beta2), descent.abs().add_(o.eps)));
        parameter.addcdiv_(state.exp_avg, state.exp_inf, value: -o.lr / (1 - Math.Pow(o.beta1, state.step)));
    }
}

public partial class NAdam
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay);
        state.step++;
        var mu = o.beta1 * (1 - 0.5 * Math.Pow(0.96, state.step * o.momentum_decay));
        var next = o.beta1 * (1 - 0.5 * Math.Pow(0.96, (state.step + 1) * o.momentum_decay));
        state.mu_product *= mu;
        state.exp_avg.mul_(o.beta1).add_(descent, alpha: 1 - o.beta1);
        state.exp_avg_sq.mul_(o.beta2).addcmul_(descent, descent, value: 1 - o.beta2);
        var divisor = state.exp_avg_sq.div(1 - Math.Pow(o.beta2, state.step)).sqrt_().add_(o.eps);
        parameter.addcdiv_(descent, divisor, value: -o.lr * (1 - mu) / (1 - state.mu_product));
        parameter.addcdiv_(state.exp_avg, divisor, value: -o.lr * next / (1 - state.mu_product * next));
    }
}

public partial class RAdam
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay);
        state.step++;
        state.exp_avg.mul_(o.beta1).add_(descent, alpha: 1 - o.beta1);
        state.exp_avg_sq.mul_(o.beta2).addcmul_(descent, descent, value: 1 - o.beta2);
        var mean = state.exp_avg.div(1 - Math.Pow(o.beta1, state.step));
        var correction = 1 - Math.Pow(o.beta2, state.step);
        // The length of the moving average; below 5 its variance is too uncertain to divide by.
        var most = 2 / (1 - o.beta2) - 1;
        var length = most - 2 * state.step * Math.Pow(o.beta2, state.step) / correction;
        if (length > 5)
        {
            var rectified = Math.Sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
            mean.div_(state.exp_avg_sq.sqrt().add_(o.eps)).mul_(Math.Sqrt(correction) * rectified);
        }
        parameter.add_(mean, alpha: -o.lr);
    }
}

public partial class RMSProp
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay, o.maximize);
        state.step++;
        state.square_avg.mul_(o.alpha).addcmul_(descent, descent, value: 1 - o.alpha);
        var variance = state.square_avg;
        if (o.centered)
        {
            state.grad_avg!.mul_(o.alpha).add_(descent, alpha: 1 - o.alpha);
            variance = variance.addcmul(state.grad_avg, state.grad_avg, value: -1);
        }
        var divisor = variance.sqrt().add_(o.eps);
        if (o.momentum > 0)
            parameter.add_(state.momentum_buffer!.mul_(o.momentum).addcdiv_(descent, divisor, value: 1), alpha: -o.lr);
        else
            parameter.addcdiv_(descent, divisor, value: -o.lr);
    }
}

public partial class Adagrad
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay);
        state.step++;
        state.sum.addcmul_(descent, descent, value: 1);
        parameter.addcdiv_(descent, state.sum.sqrt().add_(o.eps), value: -o.lr / (1 + (state.step - 1) * o.lr_decay));
    }
}

public partial class Adadelta
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay, o.maximize);
        state.step++;
        state.square_avg.mul_(o.rho).addcmul_(descent, descent, value: 1 - o.rho);
        var delta = state.acc_delta.add(o.eps).sqrt_().div_(state.square_avg.add(o.eps).sqrt_()).mul_(descent);
        state.acc_delta.mul_(o.rho).addcmul_(delta, delta, value: 1 - o.rho);
        parameter.add_(delta, alpha: -o.lr);
    }
}

public partial class ASGD
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, o.weight_decay, o.maximize);
        state.step++;
        parameter.mul_(1 - o.lambd * state.eta).add_(descent, alpha: -state.eta);
        if (state.mu == 1)
            state.ax.copy_(parameter);
        else
            state.ax.add_(parameter.sub(state.ax).mul_(state.mu));
        state.eta = o.lr / Math.Pow(1 + o.lambd * o.lr * state.step, o.alpha);
        state.mu = 1 / Math.Max(1, state.step - o.t0);
    }
}

public partial class Rprop
{
    private static void Update(Parameter parameter, Tensor gradient, in Settings o, State state)
    {
        var descent = Descent(gradient, parameter, 0, o.maximize);
        state.step++;
        var agreement = descent.mul(state.prev);
        var factors = ones_like(agreement).masked_fill_(agreement.gt(0), o.etaplus).masked_fill_(agreement.lt(0), o.etaminus);
        state.step_size.mul_(factors).clamp_(o.min_step, o.max_step);
        // Where the sign has changed, this step waits.
        state.prev.copy_(descent.masked_fill(agreement.lt(0), 0));
        parameter.addcmul_(state.prev.sign(), state.step_size, value: -1);
    }
}
