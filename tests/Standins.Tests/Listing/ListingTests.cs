using System.Text.RegularExpressions;
using TorchSharp;
using Xunit;

namespace Standins.Tests.Listing;

public partial class ListingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("TorchSharp", typeof(torch))]
    [InlineData("TorchVision", typeof(torchvision))]
    public void EveryPublicMemberIsInTheListing(string package, Type inPackage)
    {
        var listing = ApiListing.Find(package.ToLowerInvariant());
        if (listing is null)
        {
            Assert.Skip($"the listing of {package} (in shared/reference beside the repository) is not there");
            return;
        }
        var members = SignatureText.Members(inPackage.Assembly).ToList();
        var ours = members.Select(m => m.Text).ToHashSet(StringComparer.Ordinal);
        var inherited = SignatureText.Inherited(inPackage.Assembly).ToHashSet(StringComparer.Ordinal);
        inherited.IntersectWith(listing.Members);
        inherited.ExceptWith(ours);
        output.WriteLine($"{ours.Count(listing.Members.Contains)} of {listing.Members.Count} members of the listing are there, "
            + $"and {inherited.Count} that only override are inherited");
        string[] missing = [.. listing.Members.Where(m => !ours.Contains(m) && !inherited.Contains(m)).Order(StringComparer.Ordinal)];
        string report = Path.Combine(AppContext.BaseDirectory, package + "-missing.txt");
        File.WriteAllLines(report, missing);
        output.WriteLine($"those that are not: {report}");
        Assert.All(missing, member => Assert.Contains(LeftOut(), name => name.IsMatch(member)));
        string[] unlisted =
        [
            .. members.Where(m => !listing.Members.Contains(m.Text) && !listing.Members.Contains(m.Overridden ?? m.Text))
                .Select(m => m.Text).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.True(unlisted.Length == 0, "not in the listing:\n" + string.Join('\n', unlisted));
    }

    /// <summary>The names in the first column of the table of standins/README.md that says what is left out; * stands for any word.</summary>
    private static IEnumerable<Regex> LeftOut()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "standins.md"));
        string table = readme.Split("### Members of the listing that are not there")[1].Split("\n## ")[0];
        return table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line.Split(" | ")[0]))
            .Select(match => new Regex($@"(?<!\w){Regex.Escape(match.Groups[1].Value).Replace(@"\*", @"\w*", StringComparison.Ordinal)}(?!\w)"));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
