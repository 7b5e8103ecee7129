namespace NNViz.Attributions;

/// <summary>What a layer puts out, by itself or times the gradient of the score for it: a · ∂f/∂a.</summary>
internal static class LayerActivation
{
    public static Outcome Of(Subject subject, string layer)
    {
        var (choice, tap, _) = Run(subject, layer);
        return new(tap.Output.detach()) { Kind = MapKind.Layer, Layer = choice };
    }

    public static Outcome TimesGradient(Subject subject, string layer)
    {
        var (choice, tap, pass) = Run(subject, layer);
        var gradient = subject.Gradients(pass.Scores, [tap.Output])[0];
        return new(gradient * tap.Output.detach()) { Kind = MapKind.Layer, Layer = choice };
    }

    private static (LayerChoice Choice, LayerTap Tap, Pass Pass) Run(Subject subject, string layer)
    {
        var choice = LayerChoice.Of(subject, layer);
        var tap = new LayerTap(subject, choice.Layer);
        return (choice, tap, subject.Forward(tap.Watch));
    }
}
