namespace NNViz.Diagnosis;

/// <summary>What one check says.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Looked">What it looked at, in words; where it could not, why.</param>
/// <param name="WasMade">Whether it could be made.</param>
/// <param name="Findings">What it found.</param>
internal sealed record CheckResult(string Name, string Looked, bool WasMade, IReadOnlyList<Finding> Findings)
{
    public static CheckResult Of(string name, string looked, params IEnumerable<Finding?> findings) => new(name, looked, true, [.. findings.OfType<Finding>()]);

    public static CheckResult NotMade(string name, string why) => new(name, why, false, []);

    public CheckOutcome Outcome => new(Name,
        Findings.Count > 0
            ? $"found something: {string.Join(" ", Findings.Select(finding => finding.Title))}"
            : Looked, WasMade);
}
