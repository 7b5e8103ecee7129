using NNViz.Attributions;
using NNViz.Networks;
using static TorchSharp.torch.nn;

namespace NNViz;

/// <content>
/// Explanations. The words are the same everywhere: <c>input</c> is one tensor <c>[N,…]</c> or several; <c>target</c> is a class, a class for each
/// sample or a function of the output, by default the predicted class; <c>layer</c> is a layer's name or another selector. All run in evaluation mode
/// and leave the net, the input and the random generators as they were. Where the net throws, a <see cref="ForwardException"/> names the layer and the shapes.
/// </content>
public static partial class NetExtensions
{
    /// <summary>A sensible set of methods side by side, as far as the time goes: maps of a layer, gradients, a path, perturbations.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="time">
    /// For all methods together, their checks not counted; 10 seconds by default. What does not fit, or does not suit the net, is named.
    /// </param>
    /// <param name="options">What the methods share.</param>
    /// <exception cref="ForwardException">The net threw; the message names the layer and the shapes.</exception>
    public static AttributionComparison Explain(this Module net, Inputs input, Target? target = null, TimeSpan? time = null, ExplainOptions? options = null)
        => SensibleSet.Run(net, input, target, time ?? SensibleSet.DefaultTime, options ?? new());

    /// <summary>The methods of your choice side by side: <c>net.Explain(x, "gradcam,ig")</c>.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="methods">Names of this class's methods, comma-separated; see <see cref="ExplainMethods.Names"/>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="layer">The layer of those methods that read one; by default each chooses, as it does by itself.</param>
    /// <param name="options">What the methods share.</param>
    /// <exception cref="ArgumentException">No method has that name, a layer is missing or of no use, or the net refuses the only method.</exception>
    /// <exception cref="ForwardException">The net threw; the message names the layer and the shapes.</exception>
    public static AttributionComparison Explain(
        this Module net, Inputs input, string methods, Target? target = null, string? layer = null, ExplainOptions? options = null)
        => ExplainMethods.Run(new("Explain", net, input, target, options), methods, layer);

    /// <summary>The gradient of the score for the input, absolute by default. Simonyan et al. 2014, arXiv:1312.6034.</summary>
    public static Attribution Saliency(this Module net, Inputs input, Target? target = null, bool absolute = true, ExplainOptions? options = null)
        => Explanation.Run(new("Saliency", net, input, target, options), s => Attributions.Saliency.Of(s, absolute));

    /// <summary>Input times gradient. Shrikumar et al. 2016, arXiv:1605.01713.</summary>
    public static Attribution InputXGradient(this Module net, Inputs input, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Input × Gradient", net, input, target, options), Attributions.InputXGradient.Of);

    /// <summary>The mean gradient over noisy copies of the input. Smilkov et al. 2017, arXiv:1706.03825.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="samples">Noisy copies of each sample.</param>
    /// <param name="noise">The standard deviation of the noise as a share of each sample's range.</param>
    /// <param name="options">What the methods share.</param>
    public static Attribution SmoothGrad(
        this Module net, Inputs input, Target? target = null, int samples = 20, double noise = 0.15, ExplainOptions? options = null)
        => Explanation.Run(new("SmoothGrad", net, input, target, options), s => Attributions.SmoothGrad.Of(s, samples, noise, Smoothing.Mean));

    /// <summary>The mean squared gradient over noisy copies of the input. Hooker et al. 2019, arXiv:1806.10758.</summary>
    /// <inheritdoc cref="SmoothGrad"/>
    public static Attribution SmoothGradSquared(
        this Module net, Inputs input, Target? target = null, int samples = 20, double noise = 0.15, ExplainOptions? options = null)
        => Explanation.Run(new("SmoothGrad²", net, input, target, options), s => Attributions.SmoothGrad.Of(s, samples, noise, Smoothing.MeanOfSquares));

    /// <summary>The variance of the gradient over noisy copies of the input. Adebayo et al. 2018, arXiv:1810.03307.</summary>
    /// <inheritdoc cref="SmoothGrad"/>
    public static Attribution VarGrad(
        this Module net, Inputs input, Target? target = null, int samples = 20, double noise = 0.15, ExplainOptions? options = null)
        => Explanation.Run(new("VarGrad", net, input, target, options), s => Attributions.SmoothGrad.Of(s, samples, noise, Smoothing.Variance));

    /// <summary>
    /// The gradient along the path from a baseline to the input, times the difference; sums to f(x) − f(baseline). Sundararajan et al. 2017,
    /// arXiv:1703.01365. Baseline (or a set of them) and the quadrature are in the options.
    /// </summary>
    public static Attribution IntegratedGradients(this Module net, Inputs input, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Integrated Gradients", net, input, target, options), Attributions.IntegratedGradients.Of);

    /// <summary>GradientSHAP: gradients at random points between the input and baselines drawn from a set. Lundberg, Lee 2017, arXiv:1705.07874.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="samples">Draws for each sample.</param>
    /// <param name="noise">The standard deviation of noise on the input, in its own units.</param>
    /// <param name="options">What the methods share; its baseline should be a set (<see cref="Baseline.Set"/>).</param>
    public static Attribution GradientShap(
        this Module net, Inputs input, Target? target = null, int samples = 50, double noise = 0, ExplainOptions? options = null)
        => Explanation.Run(new("GradientSHAP", net, input, target, options), s => Attributions.GradientShap.Of(s, samples, noise));

    /// <summary>
    /// Guided backpropagation. Springenberg et al. 2015, arXiv:1412.6806.
    /// Sharp, but little changed by the net's weights: look at its checks.
    /// </summary>
    /// <exception cref="ArgumentException">The net has no ReLU module, or applies a ReLU outside of modules.</exception>
    public static Attribution GuidedBackpropagation(this Module net, Inputs input, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Guided backpropagation", net, input, target, options), Relus.Guided);

    /// <summary>Deconvolution. Zeiler, Fergus 2014, arXiv:1311.2901.</summary>
    /// <exception cref="ArgumentException">The net has no ReLU module, or applies a ReLU outside of modules.</exception>
    public static Attribution Deconvolution(this Module net, Inputs input, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Deconvolution", net, input, target, options), Relus.Deconvolution);

    /// <summary>DeepLIFT, Rescale rule; with a set of baselines DeepLIFT-SHAP. Sums to f(x) − f(baseline). Shrikumar et al. 2017, arXiv:1704.02685.</summary>
    /// <exception cref="ArgumentException">The net computes outside of modules what the rule must see, or has a layer that it does not know.</exception>
    public static Attribution DeepLift(this Module net, Inputs input, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new(options?.Baseline.Count > 1 ? "DeepLIFT-SHAP" : "DeepLIFT", net, input, target, options), s => Attributions.DeepLift.Of(s));

    /// <summary>Layer-wise relevance propagation. Bach et al. 2015; rules and composites of Montavon et al. 2019.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="rules">Which layer has which rule; by default γ for convolutions and ε for linear layers. A single <see cref="LrpRule"/> converts.</param>
    /// <param name="options">What the methods share.</param>
    public static Attribution Lrp(this Module net, Inputs input, Target? target = null, LrpComposite? rules = null, ExplainOptions? options = null)
        => Explanation.Run(new("LRP", net, input, target, options), s => Attributions.Lrp.Of(s, rules ?? new()));

    /// <summary>What a layer puts out. For a layer of many channels the picture shows the strongest.</summary>
    public static Attribution LayerActivation(this Module net, Inputs input, string layer, ExplainOptions? options = null)
        => Explanation.Run(new("Layer activation", net, input, null, options), s => Attributions.LayerActivation.Of(s, layer));

    /// <summary>A layer's output times the gradient of the score for it.</summary>
    public static Attribution LayerGradientXActivation(this Module net, Inputs input, string layer, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Layer gradient × activation", net, input, target, options), s => Attributions.LayerActivation.TimesGradient(s, layer));

    /// <summary>Integrated gradients for a layer's output, the path straight between its values for baseline and input.</summary>
    public static Attribution LayerIntegratedGradients(this Module net, Inputs input, string layer, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Layer integrated gradients", net, input, target, options), s => Attributions.LayerIntegratedGradients.Of(s, layer));

    /// <summary>
    /// How much of f(x) − f(baseline) goes through each neuron of a layer. Dhamdhere et al. 2018, arXiv:1805.12233.
    /// Summed over the steps between the nodes of the quadrature in the options;
    /// the default leaves out the outer thousandth of the path, <c>Quadrature.Trapezoid(50)</c> nothing.
    /// </summary>
    public static Attribution LayerConductance(this Module net, Inputs input, string layer, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Layer conductance", net, input, target, options), s => Attributions.LayerConductance.Of(s, layer));

    /// <summary>The gradient for a layer's output averaged along the input's path. Leino et al. 2018, arXiv:1802.03788.</summary>
    public static Attribution InternalInfluence(this Module net, Inputs input, string layer, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Internal influence", net, input, target, options), s => Attributions.InternalInfluence.Of(s, layer));

    /// <summary>DeepLIFT for a layer's output.</summary>
    public static Attribution LayerDeepLift(this Module net, Inputs input, string layer, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Layer DeepLIFT", net, input, target, options), s => Attributions.DeepLift.Of(s, layer));

    /// <summary>How much of the score goes from each input element through one neuron of a layer. Dhamdhere et al. 2018, arXiv:1805.12233.</summary>
    public static Attribution NeuronConductance(
        this Module net, Inputs input, string layer, long[] neuron, Target? target = null, ExplainOptions? options = null)
        => Explanation.Run(new("Neuron conductance", net, input, target, options), s => Attributions.NeuronConductance.Of(s, layer, neuron));
}
