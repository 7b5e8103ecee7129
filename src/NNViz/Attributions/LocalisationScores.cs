using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>How the maps of several methods lie on regions that are known to matter, averaged over the samples; the best first. Immutable.</summary>
public sealed record LocalisationScores
{
    private LocalisationScores(IReadOnlyList<LocalisationScore> methods, double chance, int samples) => (Methods, Chance, Samples) = (methods, chance, samples);

    /// <summary>The methods, the largest share inside first.</summary>
    public IReadOnlyList<LocalisationScore> Methods { get; }

    /// <summary>The regions' share of the images, 0 to 1: what an even map would have inside.</summary>
    public double Chance { get; }

    /// <summary>The number of samples.</summary>
    public int Samples { get; }

    internal static LocalisationScores Of(AttributionComparison comparison, Tensor regions)
    {
        var all = comparison.Items.Select(item => (Name: comparison.NameOf(item), Scores: item.Localise(regions))).ToList();
        return new(
            [.. all.Select(a => new LocalisationScore(a.Name, a.Scores.Inside, a.Scores.Points)).OrderByDescending(score => score.Inside)],
            all[0].Scores.Chance,
            all[0].Scores.Count);
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}

/// <summary>One method's score.</summary>
/// <param name="Method">The method, with its layer where several have the same name.</param>
/// <param name="Inside">The mean share of the map's mass inside the region, 0 to 1; see <see cref="Localisation.Inside"/>.</param>
/// <param name="Points">The share of samples whose map has its largest value inside, 0 to 1: the pointing game.</param>
public sealed record LocalisationScore(string Method, double Inside, double Points);
