namespace NNViz.Attributions;

/// <summary>
/// Guided Grad-CAM: guided backpropagation times the enlarged Grad-CAM.
/// Selvaraju et al. 2017, arXiv:1610.02391, section 3.2 (bilinear, as there).
/// </summary>
internal static class GuidedGradCam
{
    public static Outcome Of(Subject subject, string? selector)
    {
        var cam = Cam.Of(subject, selector, CamRules.GradCam, relu: true);
        var guided = Relus.Guided(subject);
        var mask = Cam.Factor(Cam.Enlarge(cam.Maps[0], subject.X[0]), subject.X[0]);
        return guided with { Maps = [guided.Maps[0] * mask], Layer = cam.Layer, Uncut = cam.Uncut, Activations = cam.Activations, Notes = cam.Notes };
    }
}
