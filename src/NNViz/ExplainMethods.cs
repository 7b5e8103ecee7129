using NNViz.Attributions;
using NNViz.Networks;
using static TorchSharp.torch.nn;

namespace NNViz;

/// <summary>
/// The methods of explanation by name, as <c>net.Explain(x, "gradcam,ig")</c> and <c>#!nnviz explain</c> take them: the front door's calls,
/// whatever the case, with or without spaces and hyphens (<c>Grad-CAM</c>), and a short name where a method has one (<c>ig</c>, <c>shap</c>, <c>gradcam++</c>).
/// </summary>
public static class ExplainMethods
{
    private enum Reads
    {
        Input,
        AnyLayer,
        GivenLayer,
    }

    private sealed record Asked(Module Net, Inputs Input, Target? Target, string? Layer, ExplainOptions? Options);

    private sealed record Entry(string Name, Reads Reads, Func<Asked, Attribution> Run, params string[] Short);

    private static readonly Entry[] All =
    [
        new(nameof(NetExtensions.Saliency), Reads.Input, a => a.Net.Saliency(a.Input, a.Target, options: a.Options), "gradient"),
        new(nameof(NetExtensions.InputXGradient), Reads.Input, a => a.Net.InputXGradient(a.Input, a.Target, a.Options)),
        new(nameof(NetExtensions.SmoothGrad), Reads.Input, a => a.Net.SmoothGrad(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.SmoothGradSquared), Reads.Input, a => a.Net.SmoothGradSquared(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.VarGrad), Reads.Input, a => a.Net.VarGrad(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.IntegratedGradients), Reads.Input, a => a.Net.IntegratedGradients(a.Input, a.Target, a.Options), "ig"),
        new(nameof(NetExtensions.GradientShap), Reads.Input, a => a.Net.GradientShap(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.GuidedBackpropagation), Reads.Input, a => a.Net.GuidedBackpropagation(a.Input, a.Target, a.Options), "guidedbackprop"),
        new(nameof(NetExtensions.Deconvolution), Reads.Input, a => a.Net.Deconvolution(a.Input, a.Target, a.Options), "deconvnet"),
        new(nameof(NetExtensions.DeepLift), Reads.Input, a => a.Net.DeepLift(a.Input, a.Target, a.Options)),
        new(nameof(NetExtensions.Lrp), Reads.Input, a => a.Net.Lrp(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.ClassActivationMap), Reads.Input, a => a.Net.ClassActivationMap(a.Input, a.Target, options: a.Options), "cam"),
        new(nameof(NetExtensions.GradCam), Reads.AnyLayer, a => a.Net.GradCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.GradCamPlusPlus), Reads.AnyLayer, a => a.Net.GradCamPlusPlus(a.Input, a.Target, a.Layer, options: a.Options), "gradcam++"),
        new(nameof(NetExtensions.XGradCam), Reads.AnyLayer, a => a.Net.XGradCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.HiResCam), Reads.AnyLayer, a => a.Net.HiResCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.LayerCam), Reads.AnyLayer, a => a.Net.LayerCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.ElementWiseGradCam), Reads.AnyLayer, a => a.Net.ElementWiseGradCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.EigenCam), Reads.AnyLayer, a => a.Net.EigenCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.EigenGradCam), Reads.AnyLayer, a => a.Net.EigenGradCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.ScoreCam), Reads.AnyLayer, a => a.Net.ScoreCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.AblationCam), Reads.AnyLayer, a => a.Net.AblationCam(a.Input, a.Target, a.Layer, options: a.Options)),
        new(nameof(NetExtensions.FullGrad), Reads.Input, a => a.Net.FullGrad(a.Input, a.Target, a.Options)),
        new(nameof(NetExtensions.GuidedGradCam), Reads.AnyLayer, a => a.Net.GuidedGradCam(a.Input, a.Target, a.Layer, a.Options)),
        new(nameof(NetExtensions.Occlusion), Reads.Input, a => a.Net.Occlusion(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.FeatureAblation), Reads.Input, a => a.Net.FeatureAblation(a.Input, a.Target, options: a.Options), "ablation"),
        new(nameof(NetExtensions.FeaturePermutation), Reads.Input, a => a.Net.FeaturePermutation(a.Input, a.Target, options: a.Options), "permutation"),
        new(nameof(NetExtensions.Lime), Reads.Input, a => a.Net.Lime(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.KernelShap), Reads.Input, a => a.Net.KernelShap(a.Input, a.Target, options: a.Options), "shap"),
        new(nameof(NetExtensions.ShapleySampling), Reads.Input, a => a.Net.ShapleySampling(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.ShapleyExact), Reads.Input, a => a.Net.ShapleyExact(a.Input, a.Target, options: a.Options), "shapley"),
        new(nameof(NetExtensions.Rise), Reads.Input, a => a.Net.Rise(a.Input, a.Target, options: a.Options)),
        new(nameof(NetExtensions.LayerActivation), Reads.GivenLayer, a => a.Net.LayerActivation(a.Input, a.Layer!, a.Options)),
        new(nameof(NetExtensions.LayerGradientXActivation), Reads.GivenLayer, a => a.Net.LayerGradientXActivation(a.Input, a.Layer!, a.Target, a.Options)),
        new(nameof(NetExtensions.LayerIntegratedGradients), Reads.GivenLayer,
            a => a.Net.LayerIntegratedGradients(a.Input, a.Layer!, a.Target, a.Options), "layerig"),
        new(nameof(NetExtensions.LayerConductance), Reads.GivenLayer, a => a.Net.LayerConductance(a.Input, a.Layer!, a.Target, a.Options), "conductance"),
        new(nameof(NetExtensions.InternalInfluence), Reads.GivenLayer, a => a.Net.InternalInfluence(a.Input, a.Layer!, a.Target, a.Options)),
        new(nameof(NetExtensions.LayerDeepLift), Reads.GivenLayer, a => a.Net.LayerDeepLift(a.Input, a.Layer!, a.Target, a.Options)),
    ];

    /// <summary>The name of every method, in small letters; the short name where a method has one.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Short.FirstOrDefault() ?? Plain(entry.Name))];

    /// <summary>The named methods, one after the other; what a net refuses of several is named in the comparison with the reason.</summary>
    internal static AttributionComparison Run(Request request, string methods, string? layer)
    {
        var chosen = Chosen(methods, layer);
        // A wrong input or target is wrong for all of them, and said once.
        Explanation.Ask(request, subject => subject.Prediction.Scores.shape);
        var asked = new Asked(request.Net, request.Input, request.Target, layer, request.Options);
        var (done, missing) = (new List<Attribution>(), new List<(string, string)>());
        foreach (var entry in chosen)
        {
            try
            {
                done.Add(entry.Run(asked));
            }
            catch (Exception refused) when (chosen.Count > 1 && Explanation.IsRefusal(refused))
            {
                missing.Add((entry.Name, refused.Message.Split('\n')[0]));
            }
        }
        return new(done, missing);
    }

    private static List<Entry> Chosen(string methods, string? layer)
    {
        ArgumentNullException.ThrowIfNull(methods);
        List<Entry> chosen = [.. methods.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Find).Distinct()];
        if (chosen.Count == 0)
        {
            throw new ArgumentException($"No method is named. There are: {string.Join(", ", Names)}.", nameof(methods));
        }
        if (layer is null && chosen.Find(entry => entry.Reads == Reads.GivenLayer) is { } needs)
        {
            throw new ArgumentException($"{needs.Name} explains a layer of your choice: name it, layer: \"…\"; net.Summary() lists the layers.", nameof(layer));
        }
        if (layer is not null && chosen.All(entry => entry.Reads == Reads.Input))
        {
            var reading = All.Where(entry => entry.Reads != Reads.Input).Select(entry => Plain(entry.Name));
            throw new ArgumentException(
                $"A layer is named, '{layer}', and {string.Join(", ", chosen.Select(entry => entry.Name))} explain the input. "
                + $"Methods that read a layer: {string.Join(", ", reading)}.",
                nameof(layer));
        }
        return chosen;
    }

    private static Entry Find(string name)
    {
        var plain = Plain(name);
        if (Array.Find(All, entry => Plain(entry.Name) == plain || entry.Short.Any(s => Plain(s) == plain)) is { } found)
        {
            return found;
        }
        var meant = NameMatch.Meant(plain, All.SelectMany(entry => entry.Short.Prepend(Plain(entry.Name))));
        throw new ArgumentException($"No method is called '{name}'.{meant} There are: {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>The name without what people write differently.</summary>
    private static string Plain(string name) => string.Concat(name.ToLowerInvariant()
        .Replace("++", "plusplus", StringComparison.Ordinal).Replace("²", "squared", StringComparison.Ordinal).Replace('×', 'x').Where(char.IsLetterOrDigit));
}
