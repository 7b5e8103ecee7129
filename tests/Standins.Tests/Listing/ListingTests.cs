using TorchSharp;
using Xunit;

namespace Standins.Tests.Listing;

public class ListingTests(ITestOutputHelper output)
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
        output.WriteLine($"{ours.Count(listing.Members.Contains)} of {listing.Members.Count} members of the listing are there, and {inherited.Count} that only override are inherited");
        string report = Path.Combine(AppContext.BaseDirectory, package + "-missing.txt");
        File.WriteAllLines(report, listing.Members.Where(m => !ours.Contains(m) && !inherited.Contains(m)).Order(StringComparer.Ordinal));
        output.WriteLine($"those that are not: {report}");
        string[] unlisted =
        [
            .. members.Where(m => !listing.Members.Contains(m.Text) && !listing.Members.Contains(m.Overridden ?? m.Text))
                .Select(m => m.Text).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.True(unlisted.Length == 0, "not in the listing:\n" + string.Join('\n', unlisted));
    }
}
