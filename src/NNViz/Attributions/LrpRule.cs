using NNViz.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// How a linear layer or convolution hands relevance down: R_j = Σ_k a_j·ρ(w_jk) / (Σ_j a_j·ρ(w_jk) + ρ(b_k) ± ε) · R_k. Montavon et al. 2019,
/// "Layer-Wise Relevance Propagation: An Overview", equations 10.1 to 10.5.
/// </summary>
public sealed class LrpRule
{
    /// <summary>What keeps a denominator from 0 where a rule does not set its own ε.</summary>
    internal const double Stabiliser = 1e-9;

    private LrpRule(string name, double epsilon, params LrpTerm[] terms) => (Name, Stabilise, Terms) = (name, epsilon, terms);

    /// <summary>The rule in words.</summary>
    public string Name { get; }

    internal double Stabilise { get; }

    /// <summary>Whether the weights stay as they are, so that any layer can have the rule.</summary>
    internal bool KeepsWeights { get; private init; }

    internal IReadOnlyList<LrpTerm> Terms { get; }

    /// <summary>LRP-ε: ρ(w) = w. With ε → 0 this is LRP-0, which for ReLU nets is input × gradient. A larger ε absorbs weak relevance.</summary>
    public static LrpRule Epsilon(double epsilon = 1e-6) =>
        new($"ε {Words.Number(epsilon)}", Positive(epsilon), new LrpTerm(1, w => w, b => b)) { KeepsWeights = true };

    /// <summary>LRP-γ: ρ(w) = w + γ·max(0, w), the bias likewise; favours what speaks for the target. For inputs at or above 0.</summary>
    public static LrpRule Gamma(double gamma = 0.25) => Of($"γ {Words.Number(gamma)}", w => w + gamma * w.clamp_min(0), b => b + gamma * b.clamp_min(0));

    /// <summary>
    /// LRP-αβ, α − β = 1: contributions for the target with weight α, those against it with weight −β. Bach et al. 2015, equation 60. Inputs may
    /// be negative.
    /// </summary>
    public static LrpRule AlphaBeta(double alpha, double beta) => Math.Abs(alpha - beta - 1) < 1e-9 && beta >= 0
        ? new($"α {Words.Number(alpha)}, β {Words.Number(beta)}", Stabiliser, Signed(alpha, beta))
        : throw new ArgumentException($"Relevance is kept only where α − β = 1 and β ≥ 0; given α = {Words.Number(alpha)}, β = {Words.Number(beta)}.");

    /// <summary>LRP-z⁺: only contributions for the target; αβ with α = 1, β = 0. The deep Taylor rule for ReLU layers.</summary>
    public static LrpRule ZPlus { get; } = new("z⁺", Stabiliser, Signed(1, 0));

    /// <summary>A rule of one's own.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="weight">ρ for the weights.</param>
    /// <param name="bias">ρ for the bias.</param>
    /// <param name="epsilon">What is added to the denominator, with its sign.</param>
    public static LrpRule Of(string name, Func<Tensor, Tensor> weight, Func<Tensor, Tensor> bias, double epsilon = Stabiliser)
        => new(name, Positive(epsilon), new LrpTerm(1, weight, bias));

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static LrpTerm[] Signed(double alpha, double beta)
    {
        var support = new LrpTerm(alpha, w => w.clamp_min(0), b => b.clamp_min(0), w => w.clamp_max(0));
        var opposition = new LrpTerm(-beta, w => w.clamp_max(0), b => b.clamp_max(0), w => w.clamp_min(0));
        return beta == 0 ? [support] : [support, opposition];
    }

    private static double Positive(double epsilon) => epsilon > 0
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε must be above 0; for LRP-0 take a small one, such as 1e-9.");
}

/// <summary>One sum of contributions z = a⁺·W + a⁻·V + B and the share of the relevance that goes by it.</summary>
/// <param name="Share">α, −β, or 1.</param>
/// <param name="Weight">W from the layer's weights.</param>
/// <param name="Bias">B from its bias.</param>
/// <param name="WeightOfNegative">V, for the negative part of the layer's input; <see langword="null"/> where it is W.</param>
internal sealed record LrpTerm(double Share, Func<Tensor, Tensor> Weight, Func<Tensor, Tensor> Bias, Func<Tensor, Tensor>? WeightOfNegative = null);

/// <summary>Which layer has which rule. Activations hand relevance through, pooling gives it to the winner or in equal parts,
/// as usual; batch normalisation right behind a weighted layer counts as a part of it.</summary>
public sealed record LrpComposite
{
    /// <summary>The rule of linear layers; LRP-ε with 1e-6 by default.</summary>
    public LrpRule Linear { get; init; } = LrpRule.Epsilon();

    /// <summary>The rule of convolutions; LRP-γ with 0.25 by default.</summary>
    public LrpRule Convolution { get; init; } = LrpRule.Gamma();

    /// <summary>
    /// Rules of single layers, by name or another selector (<c>conv*</c>);
    /// they come before those of their kind, and later ones before earlier ones.
    /// </summary>
    public IReadOnlyDictionary<string, LrpRule> Layers { get; init; } = new Dictionary<string, LrpRule>();

    /// <summary>One rule for every layer.</summary>
    public static LrpComposite Everywhere(LrpRule rule) => new() { Linear = rule, Convolution = rule };

    /// <summary>One rule for every layer.</summary>
    public static implicit operator LrpComposite(LrpRule rule) => Everywhere(rule);

    /// <summary>The rule of each layer of a net.</summary>
    /// <exception cref="ArgumentException">A name selects no layer with weights; the message says which there are.</exception>
    internal Func<Layer, LrpRule> Of(LayerTree tree)
    {
        var single = new Dictionary<Layer, LrpRule>();
        foreach (var (name, rule) in Layers)
        {
            var chosen = tree.Select(name);
            List<Layer> weighted = [.. chosen.Where(layer => LayerKinds.Of(layer.Module) == LayerKind.Weighted)];
            if (weighted.Count == 0)
            {
                var withRule = tree.Layers.Where(layer => LayerKinds.Of(layer.Module) == LayerKind.Weighted);
                throw new ArgumentException(
                    "A rule of LRP is one for a linear layer or a convolution; "
                    + $"'{name}' names {string.Join(", ", chosen.Select(layer => $"{layer.DisplayName} ({layer.Type})"))}. "
                    + $"Layers with a rule: {NameMatch.Listed(withRule.Select(layer => layer.DisplayName))}.");
            }
            weighted.ForEach(layer => single[layer] = rule);
        }
        return layer => single.GetValueOrDefault(layer) ?? (layer.Module is Linear ? Linear : Convolution);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ",
        (string[])[$"linear {Linear}", $"convolution {Convolution}", .. Layers.Select(l => $"{l.Key} {l.Value}")]);
}
