using System.Collections;

namespace NNViz.Attributions;

/// <summary>How an attribution's maps lie on regions that are known to matter, sample by sample. Immutable.</summary>
public sealed class Localisations : IReadOnlyList<Localisation>
{
    private readonly IReadOnlyList<Localisation> all;

    internal Localisations(Attribution attribution, IReadOnlyList<Localisation> all, float[][] maps, bool[][] regions)
        => (Attribution, this.all, Maps, Regions) = (attribution, all, maps, regions);

    /// <summary>The attribution whose maps they are.</summary>
    public Attribution Attribution { get; }

    /// <summary>The mean share of the maps' mass inside the regions, 0 to 1.</summary>
    public double Inside => all.Average(one => one.Inside);

    /// <summary>The regions' mean share of the images, 0 to 1: what even maps would have inside.</summary>
    public double Chance => all.Average(one => one.Chance);

    /// <summary>The share of samples whose map has its largest value inside, 0 to 1: the pointing game.</summary>
    public double Points => all.Average(one => one.Points ? 1.0 : 0);

    /// <inheritdoc/>
    public int Count => all.Count;

    /// <summary>The maps at the size of the images, channels together: <c>[samples][rows·columns]</c>.</summary>
    internal float[][] Maps { get; }

    /// <summary>The regions, as <see cref="Maps"/>.</summary>
    internal bool[][] Regions { get; }

    /// <inheritdoc/>
    public Localisation this[int index] => all[index];

    /// <inheritdoc/>
    public IEnumerator<Localisation> GetEnumerator() => all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Attribution.Method}: {Words.Percent(Inside)} of the mass inside (chance {Words.Percent(Chance)}); "
        + $"the largest value lies inside for {all.Count(one => one.Points)} of {Words.Count(Count, "sample")}.";

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
