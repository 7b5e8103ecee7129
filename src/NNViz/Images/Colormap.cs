using System.Collections.Concurrent;

namespace NNViz.Images;

/// <summary>
/// A map from [0, 1] to colour, given by 256 colours. The tables are matplotlib's (viridis, magma, inferno, plasma and cividis are
/// perceptually uniform and in the public domain; RdBu is ColorBrewer's; coolwarm is Moreland's diverging map).
/// Jet is left out: it shows edges that the data do not have.
/// </summary>
public sealed class Colormap
{
    private static readonly string[] TableNames =
        ["viridis", "magma", "inferno", "plasma", "cividis", "gray", "hot", "turbo", "RdBu", "coolwarm", "bwr", "seismic"];

    private static readonly ConcurrentDictionary<string, Colormap> Loaded = new(StringComparer.OrdinalIgnoreCase);

    private readonly Rgb[] _table;

    private Colormap(string name, Rgb[] table)
    {
        Name = name;
        _table = table;
    }

    /// <summary>Purple to yellow: the choice for unsigned data.</summary>
    public static Colormap Viridis => Named("viridis");

    /// <summary>Black over purple to pale yellow.</summary>
    public static Colormap Magma => Named("magma");

    /// <summary>Black over red to yellow.</summary>
    public static Colormap Inferno => Named("inferno");

    /// <summary>Blue over magenta to yellow.</summary>
    public static Colormap Plasma => Named("plasma");

    /// <summary>Blue to yellow, the same for colour-blind eyes.</summary>
    public static Colormap Cividis => Named("cividis");

    /// <summary>Black to white.</summary>
    public static Colormap Gray => Named("gray");

    /// <summary>Red (0) over white (0.5) to blue (1).</summary>
    public static Colormap RdBu => Named("RdBu");

    /// <summary>Blue (0) over white (0.5) to red (1): the choice for signed data.</summary>
    public static Colormap BlueRed => Named("RdBu_r");

    /// <summary>Blue over light grey to red, softer than <see cref="BlueRed"/>.</summary>
    public static Colormap Coolwarm => Named("coolwarm");

    /// <summary>
    /// All hues at one lightness and back to the first: for angles, where −π and π are the same. A circle in CIELAB (L* = 65, chroma 38), so
    /// that equal steps look equal; not one of matplotlib's.
    /// </summary>
    public static Colormap Phase { get; } = new("phase", [.. Enumerable.Range(0, 256).Select(i => HueCircle.At(i / 256.0))]);

    /// <summary>matplotlib's name; <c>_r</c> at the end marks a reversed map.</summary>
    public string Name { get; }

    /// <summary>The 256 colours, from t = 0 to t = 1.</summary>
    public IReadOnlyList<Rgb> Table => _table;

    /// <summary>All names that <see cref="Named"/> takes; each also with <c>_r</c> at its end, reversed.</summary>
    public static IReadOnlyList<string> Names => TableNames;

    /// <summary>The map of a name as in matplotlib, upper and lower case alike; with <c>_r</c> at its end, reversed.</summary>
    /// <exception cref="ArgumentException">There is no such map; the message lists those that there are.</exception>
    public static Colormap Named(string name) => Loaded.GetOrAdd(name, Load);

    /// <summary>The colour at <paramref name="t"/>, as matplotlib has it: entry ⌊256·t⌋ within the table; NaN gives the first.</summary>
    public Rgb At(double t) => _table[(int)Math.Clamp(Math.Floor(t * 256), 0, 255)];

    /// <summary>This map from its end to its beginning.</summary>
    public Colormap Reversed() => new(IsReversed(Name) ? Name[..^2] : Name + "_r", [.. _table.Reverse()]);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsReversed(string name) => name.EndsWith("_r", StringComparison.OrdinalIgnoreCase);

    private static Colormap Load(string name)
    {
        bool reversed = IsReversed(name);
        string asked = reversed ? name[..^2] : name;
        string known = TableNames.FirstOrDefault(n => string.Equals(n, asked, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There is no colormap '{name}'. There are {string.Join(", ", TableNames)}; '_r' at the end reverses one.", nameof(name));
        Rgb[] table = ReadTable(known);
        if (reversed)
        {
            Array.Reverse(table);
        }

        return new Colormap(reversed ? known + "_r" : known, table);
    }

    // A resource holds 256 × (R, G, B).
    private static Rgb[] ReadTable(string name)
    {
        using Stream stream = typeof(Colormap).Assembly.GetManifestResourceStream($"NNViz.Images.Colormaps.{name}.bin")!;
        var bytes = new byte[256 * 3];
        stream.ReadExactly(bytes);
        return [.. bytes.Chunk(3).Select(c => new Rgb(c[0], c[1], c[2]))];
    }
}
