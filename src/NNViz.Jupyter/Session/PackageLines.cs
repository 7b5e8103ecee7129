namespace NNViz.Jupyter.Session;

/// <summary>Splits a cell that holds both package references and magic commands, so that the packages, and the extensions in them that
/// bring magic commands, are there before the rest of the cell is parsed.</summary>
internal static class PackageLines
{
    /// <summary>The parts to submit one after the other. Each has the cell's lines at their own numbers; lines of the other part are
    /// blank.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="otherKernels">Kernels whose text is not C#; what follows their selector is left alone.</param>
    public static IReadOnlyList<string> Split(string code, IReadOnlyCollection<string> otherKernels)
    {
        var lines = code.Split('\n');
        var csharp = lines.TakeWhile(l => !(IsMagic(l) && otherKernels.Contains(MagicName(l)))).Count();
        var isPackage = lines.Select((l, i) => i < csharp && IsPackage(l)).ToArray();
        if (!isPackage.Any(p => p) || !lines.Any(IsMagic))
            return [code];
        string Keep(bool packages) => string.Join('\n', lines.Select((l, i) => isPackage[i] == packages ? l : ""));
        return [Keep(true), Keep(false)];
    }

    private static bool IsMagic(string line) => line.TrimStart().StartsWith("#!", StringComparison.Ordinal);

    private static string MagicName(string line) => line.Trim()[2..].Split(' ', '\t')[0];

    private static bool IsPackage(string line) =>
        line.TrimStart() is var text
            && (text.StartsWith("#r \"nuget:", StringComparison.Ordinal) || text.StartsWith("#i \"nuget:", StringComparison.Ordinal));
}
