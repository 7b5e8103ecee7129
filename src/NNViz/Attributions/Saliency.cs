namespace NNViz.Attributions;

/// <summary>The gradient of the score for the input, ∂f/∂x: Simonyan, Vedaldi, Zisserman 2014, arXiv:1312.6034, section 3.</summary>
internal static class Saliency
{
    public static Outcome Of(Subject subject, bool absolute)
    {
        var pass = subject.Forward();
        var gradients = subject.Gradients(pass.Scores, pass.Leaves);
        return new(absolute ? [.. gradients.Select(g => g.abs())] : gradients) { Signed = !absolute };
    }
}
