using static TorchSharp.torch.nn;

namespace NNViz.Attributions;

/// <summary>What <c>net.Explain(x)</c> runs: methods of different kinds, so that they can disagree, the quickest first.</summary>
internal static class SensibleSet
{
    /// <summary>The time for all methods together, checks not counted, where nothing else is said.</summary>
    public static TimeSpan DefaultTime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The methods: name, passes over each sample (a pass with gradients counts as three), and the way to the map.</summary>
    private static readonly (string Name, int Passes, Func<Subject, Outcome> Method)[] Methods =
    [
        ("Grad-CAM", 3, s => Cam.Of(s, null, CamRules.GradCam, relu: true)),
        ("Layer-CAM", 3, s => Cam.Of(s, null, CamRules.LayerCam, relu: true)),
        ("Input × Gradient", 3, InputXGradient.Of),
        ("DeepLIFT", 12, s => DeepLift.Of(s)),
        ("SmoothGrad", 60, s => SmoothGrad.Of(s, 20, 0.15, Smoothing.Mean)),
        ("Kernel SHAP", 200, s => KernelShap.Of(s, null, 200)),
        ("Integrated Gradients", 150, IntegratedGradients.Of),
    ];

    public static AttributionComparison Run(Module net, Inputs input, Target? target, TimeSpan time, ExplainOptions options)
    {
        var clock = options.Clock;
        var began = clock.GetTimestamp();
        var perPass = Explanation.Ask(new("Explain", net, input, target, options), subject => subject.Trace.TimePerSample * subject.Samples);
        var spent = clock.GetElapsedTime(began);
        var (done, missing) = (new List<Attribution>(), new List<(string, string)>());
        foreach (var (name, passes, method) in Methods)
        {
            var needed = perPass * passes;
            if (needed > time - spent && done.Count > 0)
            {
                missing.Add((name, $"needs about {Words.Seconds(needed)}, and the time of {Words.Seconds(time)} is used up; give more time"));
                continue;
            }
            began = clock.GetTimestamp();
            try
            {
                done.Add(Explanation.Run(new(name, net, input, target, options), method));
                // Not the clock, which ran on through the checks.
                spent += done[^1].Elapsed;
            }
            catch (Exception refused) when (Explanation.IsRefusal(refused))
            {
                missing.Add((name, refused.Message.Split('\n')[0]));
                spent += clock.GetElapsedTime(began);
            }
        }
        return new(done, missing);
    }
}
