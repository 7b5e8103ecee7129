using NNViz.Attributions;
using NNViz.Attributions.Checks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NNViz;

/// <content>
/// Questions to an attribution that need the net again; the input is the one that was explained. Those that run by default are in
/// <see cref="Attribution.Checks"/>.
/// </content>
public static partial class NetExtensions
{
    /// <summary>
    /// The score while places are taken out in the map's order, or put in: deletion and insertion, MoRF and LeRF curves. In 20 steps, and beside five
    /// random orders; each of the six takes 21 passes over the input.
    /// </summary>
    /// <param name="net">The net.</param>
    /// <param name="input">What was explained.</param>
    /// <param name="attribution">A map over the input.</param>
    /// <param name="order">Which places go first.</param>
    /// <param name="insert">Whether they are put into the baseline instead of taken out.</param>
    /// <param name="options">The baseline (of a set the scores are the mean) and the seed of the random orders.</param>
    public static PerturbationCurve Curve(
        this Module net, Inputs input, Attribution attribution,
        PlaceOrder order = PlaceOrder.MostRelevantFirst, bool insert = false, ExplainOptions? options = null)
        => Explanation.Ask(Again(net, input, attribution, options), subject => Curves.Of(subject, attribution, order, insert));

    /// <summary>ROAD, for each sample: above 0 the map orders pixels better than chance. Rong et al. 2022, arXiv:2202.00449.</summary>
    public static IReadOnlyList<double> Road(this Module net, Inputs input, Attribution attribution, ExplainOptions? options = null)
        => Explanation.Ask(Again(net, input, attribution, options), subject => Attributions.Checks.Road.Of(subject, Curves.PlacesOf(subject, attribution)));

    /// <summary>Infidelity, for each sample: how badly the map foretells the change of the score under noise. Yeh et al. 2019, arXiv:1901.09392.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">What was explained.</param>
    /// <param name="attribution">A map in the input's shape.</param>
    /// <param name="perturbations">
    /// What is taken from every sample, one after the other, <c>[P,…]</c> for each input of the net, behind the first axis in exactly that input's shape;
    /// by default 50 of Gaussian noise, a tenth of the input's range.
    /// </param>
    /// <param name="scale">Whether the map may be multiplied by one number for each sample.</param>
    /// <param name="options">The seed of the noise.</param>
    /// <exception cref="ArgumentException">The map is of a layer, or the perturbations are not those of this net's inputs.</exception>
    public static IReadOnlyList<double> Infidelity(
        this Module net, Inputs input, Attribution attribution, Inputs? perturbations = null, bool scale = false, ExplainOptions? options = null)
        => Explanation.Ask(Again(net, input, attribution, options), subject => Curves.Infidelity(subject, attribution, perturbations, scale));

    /// <summary>Max-sensitivity, for each sample: how far the map moves for small changes of the input. Yeh et al. 2019, arXiv:1901.09392.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">The input, <c>[N,…]</c>.</param>
    /// <param name="method">
    /// The method, for example <c>x => net.Saliency(x, 3, options: new() { Checks = false })</c>: name the target, so that it stays the same,
    /// and turn the checks off, which would run under each of the maps.
    /// </param>
    /// <param name="perturbations">
    /// What is added to every sample, one after the other, <c>[P,…]</c>; by default 10, uniform within ±<paramref name="radius"/>.
    /// </param>
    /// <param name="radius">The largest change of an element by default.</param>
    /// <param name="seed">Of the default perturbations.</param>
    public static IReadOnlyList<double> MaxSensitivity(
        this Module net, Tensor input, Func<Tensor, Attribution> method, Tensor? perturbations = null, double radius = 0.02, int seed = 0)
        => Curves.Sensitivity(input, method, perturbations, radius, seed);

    private static Request Again(Module net, Inputs input, Attribution attribution, ExplainOptions? options)
        => new(attribution.Method, net, input, attribution.Classes.Count > 0 ? Target.Class([.. attribution.Classes]) : attribution.Asked, options);
}
