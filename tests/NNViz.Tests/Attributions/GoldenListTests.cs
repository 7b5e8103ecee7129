using System.Text.RegularExpressions;

namespace NNViz.Tests.Attributions;

/// <summary>No stored array of net A lies idle: each is compared with by a test, or named here with the reason why not.</summary>
public class GoldenListTests
{
    private static readonly (string Names, string Why)[] NotCompared =
    [
        (@"A/weights/.+|A/input|A/baselines6|A/perturbations10|A/mask_(4x4|6|12)", "what the stored numbers were computed from"),
        (@"A/captum/random/NoiseTunnel_\w+_noisy_inputs", "the copies that Captum drew, which the tests of its NoiseTunnel begin with"),
        (@"A/per_image0/cam/conv2/(_gradient|(HiResCAM|LayerCAM|GradCAMElementWise|EigenGradCAM)(\.raw)?)",
            "two places of a pooling window are equal but for rounding, and which of them gets the gradient is up to the processor; the same image is compared among the four"),
        (@"A/(per_image0/)?cam/\w+/(KPCA_CAM|FEM|ShapleyCAM|SegEigenCAM)(\.raw)?", "a method that this library does not have"),
    ];

    [Fact]
    public void EveryArrayIsComparedOrNamedWithAReason()
    {
        var all = Golden.Names("A/").ToHashSet();
        var compared = GoldensAttribute.All();
        Assert.Empty(compared.Where(name => name.StartsWith("A/", StringComparison.Ordinal)).Except(all));
        string[] idle = [.. all.Where(name => !compared.Contains(name) && Reasons(name) == 0)];
        Assert.Empty(idle);
        // A reason that holds for nothing, or for what is compared after all, is wrong.
        Assert.DoesNotContain(all, name => compared.Contains(name) && Reasons(name) > 0);
        Assert.All(NotCompared, reason => Assert.Contains(all, name => Fits(reason.Names, name)));
    }

    private static int Reasons(string name) => NotCompared.Count(reason => Fits(reason.Names, name));

    private static bool Fits(string pattern, string name) => Regex.IsMatch(name, $"^({pattern})$");
}
