using NNViz.Attributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz.Tests.Attributions;

/// <summary>Every method of the front door with few steps, for the tests that hold for all of them.</summary>
internal static class EveryMethod
{
    public static readonly IReadOnlyDictionary<string, Func<Module, Tensor, Target?, ExplainOptions, Attribution>> All = new Dictionary<string, Func<Module, Tensor, Target?, ExplainOptions, Attribution>>
    {
        ["Saliency"] = (n, x, t, o) => n.Saliency(x, t, options: o),
        ["InputXGradient"] = (n, x, t, o) => n.InputXGradient(x, t, o),
        ["SmoothGrad"] = (n, x, t, o) => n.SmoothGrad(x, t, 3, options: o),
        ["SmoothGradSquared"] = (n, x, t, o) => n.SmoothGradSquared(x, t, 3, options: o),
        ["VarGrad"] = (n, x, t, o) => n.VarGrad(x, t, 3, options: o),
        ["IntegratedGradients"] = (n, x, t, o) => n.IntegratedGradients(x, t, o with { Steps = 3 }),
        ["GradientShap"] = (n, x, t, o) => n.GradientShap(x, t, 3, 0.1, o),
        ["GuidedBackpropagation"] = (n, x, t, o) => n.GuidedBackpropagation(x, t, o),
        ["Deconvolution"] = (n, x, t, o) => n.Deconvolution(x, t, o),
        ["DeepLift"] = (n, x, t, o) => n.DeepLift(x, t, o),
        ["Lrp"] = (n, x, t, o) => n.Lrp(x, t, options: o),
        ["LayerActivation"] = (n, x, t, o) => n.LayerActivation(x, "conv2", o),
        ["LayerGradientXActivation"] = (n, x, t, o) => n.LayerGradientXActivation(x, "conv2", t, o),
        ["LayerIntegratedGradients"] = (n, x, t, o) => n.LayerIntegratedGradients(x, "conv2", t, o with { Steps = 3 }),
        ["LayerConductance"] = (n, x, t, o) => n.LayerConductance(x, "conv2", t, o with { Steps = 3 }),
        ["InternalInfluence"] = (n, x, t, o) => n.InternalInfluence(x, "conv2", t, o with { Steps = 3 }),
        ["LayerDeepLift"] = (n, x, t, o) => n.LayerDeepLift(x, "conv2", t, o),
        ["NeuronConductance"] = (n, x, t, o) => n.NeuronConductance(x, "conv2", [1, 1, 1], t, o with { Steps = 3 }),
        ["GradCam"] = (n, x, t, o) => n.GradCam(x, t, options: o),
        ["GradCamPlusPlus"] = (n, x, t, o) => n.GradCamPlusPlus(x, t, options: o),
        ["XGradCam"] = (n, x, t, o) => n.XGradCam(x, t, options: o),
        ["HiResCam"] = (n, x, t, o) => n.HiResCam(x, t, options: o),
        ["LayerCam"] = (n, x, t, o) => n.LayerCam(x, t, options: o),
        ["ElementWiseGradCam"] = (n, x, t, o) => n.ElementWiseGradCam(x, t, options: o),
        ["EigenCam"] = (n, x, t, o) => n.EigenCam(x, t, options: o),
        ["EigenGradCam"] = (n, x, t, o) => n.EigenGradCam(x, t, options: o),
        ["ScoreCam"] = (n, x, t, o) => n.ScoreCam(x, t, options: o),
        ["AblationCam"] = (n, x, t, o) => n.AblationCam(x, t, options: o),
        ["FullGrad"] = (n, x, t, o) => n.FullGrad(x, t, o),
        ["GuidedGradCam"] = (n, x, t, o) => n.GuidedGradCam(x, t, options: o),
        ["ClassActivationMap"] = (n, x, t, o) => n.ClassActivationMap(x, t, options: o),
        ["Occlusion"] = (n, x, t, o) => n.Occlusion(x, t, options: o),
        ["FeatureAblation"] = (n, x, t, o) => n.FeatureAblation(x, t, options: o),
        ["FeaturePermutation"] = (n, x, t, o) => n.FeaturePermutation(x, t, options: o),
        ["Lime"] = (n, x, t, o) => n.Lime(x, t, FeatureMask.Superpixels(6), new() { Samples = 20 }, o),
        ["KernelShap"] = (n, x, t, o) => n.KernelShap(x, t, FeatureMask.Patches(4, 4), 20, o),
        ["ShapleySampling"] = (n, x, t, o) => n.ShapleySampling(x, t, FeatureMask.Patches(4, 4), 3, o),
        ["ShapleyExact"] = (n, x, t, o) => n.ShapleyExact(x, t, FeatureMask.Patches(4, 4), o),
        ["Rise"] = (n, x, t, o) => n.Rise(x, t, 10, options: o),
    };

    /// <summary>
    /// A net that could be left changed in many ways: batch normalisation and dropout, in training mode, ReLUs that work in place, some parameters frozen;
    /// with global average pooling, so that every method runs on it.
    /// </summary>
    public static Module<Tensor, Tensor> DelicateNet()
    {
        var net = Sequential(
            ("conv1", Conv2d(1, 4, 3)), ("norm", BatchNorm2d(4)), ("relu1", ReLU(inplace: true)),
            ("conv2", Conv2d(4, 6, 3)), ("relu2", ReLU(inplace: true)), ("drop", Dropout(0.5)),
            ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(6, 3)));
        net.get_parameter("conv1.bias")!.requires_grad = false;
        net.train();
        return net.Weighted(11);
    }

    /// <summary>Weights of a seed. Torch's own generator is shared by tests that run at the same time.</summary>
    public static TNet Weighted<TNet>(this TNet net, int seed) where TNet : Module
    {
        var noise = new Noise(seed);
        using var none = no_grad();
        foreach (var parameter in net.parameters())
        {
            using var values = noise.Normal(parameter) * 0.3 + 0.1;
            parameter.copy_(values);
        }
        return net;
    }
}
