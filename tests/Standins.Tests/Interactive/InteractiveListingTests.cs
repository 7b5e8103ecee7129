using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.PackageManagement;
using Xunit;

namespace Standins.Tests.Interactive;

public class InteractiveListingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(typeof(Kernel))]
    [InlineData(typeof(CSharpKernel))]
    [InlineData(typeof(PackageRestoreContext))]
    public void EveryPublicSignatureIsInTheListing(Type typeInAssembly)
    {
        if (SharedFolder.Find("reference/dotnet-interactive-api.txt") is not { } path)
        {
            Assert.Skip("the listing (shared/reference/dotnet-interactive-api.txt beside the repository) is not there");
            return;
        }
        var listed = PublicSignatures.OfListing(path);
        var ours = PublicSignatures.OfAssembly(typeInAssembly.Assembly).ToArray();
        output.WriteLine($"{ours.Length} signatures of {typeInAssembly.Assembly.GetName().Name}");
        Assert.Contains(ours, signature => signature.EndsWith($"public {typeInAssembly.Name}();", StringComparison.Ordinal) || signature.Contains("void Dispose();", StringComparison.Ordinal));
        var unlisted = ours.Where(signature => !listed.Contains(signature)).ToArray();
        Assert.True(unlisted.Length == 0, "not in the listing:\n" + string.Join('\n', unlisted));
    }
}
