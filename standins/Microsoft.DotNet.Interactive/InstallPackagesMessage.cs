using System.Net;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a cell shows while packages are restored and when they are there.</summary>
[TypeFormatterSource(typeof(InstallPackagesMessageFormatterSource))]
public class InstallPackagesMessage
{
    public InstallPackagesMessage(
        IReadOnlyList<string> restoreSources,
        IReadOnlyList<string> installingPackages,
        IReadOnlyList<string> installedPackages,
        int progress)
    {
        RestoreSources = restoreSources;
        InstallingPackages = installingPackages;
        InstalledPackages = installedPackages;
        Progress = progress;
    }

    public IReadOnlyList<string> RestoreSources { get; set; }

    public IReadOnlyList<string> InstallingPackages { get; set; }

    public IReadOnlyList<string> InstalledPackages { get; set; }

    /// <summary>The number of dots behind a package that is being installed.</summary>
    public int Progress { get; set; }

    private IEnumerable<(string Title, IReadOnlyList<string> Items, string Dots)> Sections =>
        new[]
        {
            ("Restore sources", RestoreSources, ""),
            ("Installing Packages", InstallingPackages, new string('.', Progress)),
            ("Installed Packages", InstalledPackages, ""),
        }.Where(section => section.Item2.Count > 0);

    public string FormatAsHtml() => $"<div>{string.Concat(Sections.Select(ToHtml))}</div>";

    public IEnumerable<string> FormatAsPlainTextLines() => Sections.SelectMany(section => section.Items
        .Select(item => $" - {item}{(section.Dots.Length > 0 ? "   " + section.Dots : "")}")
        .Prepend(section.Title));

    public string FormatAsPlainText() => string.Join(Environment.NewLine, FormatAsPlainTextLines());

    private static string ToHtml((string Title, IReadOnlyList<string> Items, string Dots) section)
    {
        var items = section.Items.Select(item => $"<li><span>{WebUtility.HtmlEncode(item)}{section.Dots}</span></li>");
        return $"<div><strong>{section.Title}</strong><ul>{string.Concat(items)}</ul></div>";
    }

    private sealed class InstallPackagesMessageFormatterSource : ITypeFormatterSource
    {
        public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
        [
            new PlainTextFormatter<InstallPackagesMessage>((message, context) => context.Writer.Write(message.FormatAsPlainText())),
            new HtmlFormatter<InstallPackagesMessage>((message, context) => context.Writer.Write(message.FormatAsHtml())),
        ];
    }
}
