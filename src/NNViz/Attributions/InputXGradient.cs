namespace NNViz.Attributions;

/// <summary>
/// Input times gradient, x · ∂f/∂x: Shrikumar et al. 2016, arXiv:1605.01713.
/// For a net of linear layers and ReLUs it sums to the score less the part of the biases.
/// </summary>
internal static class InputXGradient
{
    public static Outcome Of(Subject subject)
    {
        var pass = subject.Forward();
        return new([.. subject.Gradients(pass.Scores, pass.Leaves).Zip(subject.X, (g, x) => g * x)]);
    }
}
