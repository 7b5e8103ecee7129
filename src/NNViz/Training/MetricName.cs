using System.Text.RegularExpressions;

namespace NNViz.Training;

/// <summary>What the name of a metric says: which quantity, on which data, and which way is better.</summary>
internal static partial class MetricName
{
    /// <summary>The quantity, and 0 for training, 1 for validation, 2 for test data: <c>val_loss</c> is (loss, 1).</summary>
    public static (string Name, int Role) Split(string name)
    {
        Regex[] roles = [Training(), Validation(), Test()];
        foreach (var (role, pattern) in roles.Index())
        {
            var rest = pattern.Replace(name, "").Trim(' ', '_', '.', '/', '-', ':');
            if (pattern.IsMatch(name) && rest.Length > 0)
            {
                return (rest, role);
            }
        }
        return (name, 0);
    }

    /// <summary>Whether lower is better, as of a loss or an error.</summary>
    public static bool IsLoss(string name) => LowerIsBetter().IsMatch(name);

    /// <summary>Whether higher is better, as of a score.</summary>
    public static bool IsScore(string name) => HigherIsBetter().IsMatch(name);

    // Whole words only: 'valence' is no validation. Words end at anything but a letter, and at a capital one.
    [GeneratedRegex(@"^(training|train|Training|Train)(?![a-z])|(?<![A-Za-z])(training|train)$", RegexOptions.CultureInvariant)]
    private static partial Regex Training();

    [GeneratedRegex(
        @"^(validation|valid|val|dev|Validation|Valid|Val)(?![a-z])|(?<![A-Za-z])(validation|valid|val|dev)$", RegexOptions.CultureInvariant)]
    private static partial Regex Validation();

    [GeneratedRegex(@"^(test|Test|eval|Eval)(?![a-z])|(?<![A-Za-z])(test|eval)$", RegexOptions.CultureInvariant)]
    private static partial Regex Test();

    [GeneratedRegex("loss|error|perplexity|entropy|mse|mae|rmse|nll", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LowerIsBetter();

    [GeneratedRegex(
        "acc|precision|recall|f1|auc|score|iou|dice|bleu|rouge|psnr|ssim", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HigherIsBetter();
}
