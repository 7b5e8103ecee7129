using Xunit;

namespace Standins.Tests.Interactive;

/// <summary>Which version of a package <c>#r "nuget: name, version"</c> takes, and what may be asked for once one is loaded.</summary>
[Collection(KernelTests.Name)]
public sealed class PackageVersionTests : IDisposable
{
    private readonly LocalFeed _feed = new();
    private readonly Notebook _notebook = new();
    private readonly string _name = $"P{Guid.NewGuid():N}";

    public void Dispose()
    {
        _notebook.Dispose();
        _feed.Dispose();
    }

    [Fact]
    public async Task WithoutAVersionTheHighestStableOneIsTaken()
    {
        _feed.AddVersions(_name, "1.0.0", "1.2.0", "2.0.0-beta");
        Assert.Equal("1.2.0", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }

    [Fact]
    public async Task WhereThereIsNoStableOneTheHighestPrereleaseIsTaken()
    {
        _feed.AddVersions(_name, "1.0.0-alpha.9", "1.0.0-alpha.10");
        Assert.Equal("1.0.0-alpha.10", await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }

    [Theory]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData("1.*", "1.2.0")]
    [InlineData("*-*", "2.0.0-beta")]
    [InlineData("[1.0.0,1.2.0)", "1.0.0")]
    public async Task AVersionARangeAndAFloatingVersionMeanWhatTheyMeanInAProject(string asked, string got)
    {
        _feed.AddVersions(_name, "1.0.0", "1.2.0", "2.0.0-beta");
        Assert.Equal(got, await _notebook.RunAsync($"#r \"nuget: {_name}, {asked}\"\n{_name}.Version"));
    }

    /// <summary>Run All, twice; and cells that ask for less than what is there.</summary>
    [Theory]
    [InlineData("1.*", "1.*", "*", "[1.0,2.0)", "1.2", "1.2.0", "1.2.*", "(1.1,1.2]", "[1.2]", "[1.*,)")]
    [InlineData("1.2", "1.2.0.0", "1.2.*-*", "1.2.0-*", "1.2")]
    [InlineData("1.1", "1.1", "1.2.0")]
    [InlineData("[1.0.0,1.2.0)", "[1.0.0,1.2.0)", "1.0", "1.0.*")]
    [InlineData("*-*", "2.0.0-beta", "2.0.0-*", "2.0.0-b*", "2.*-*", "[1.0,2.0)", "*-*", "[2.0.0-alpha.9,2.0.0-beta.1]")]
    public async Task WhatTheLoadedVersionMeetsMayBeAskedForAgain(string first, params string[] again)
    {
        _feed.AddVersions(_name, "1.0.0", "1.2.0", "2.0.0-beta");
        var loaded = await _notebook.RunAsync($"#r \"nuget: {_name}, {first}\"\n{_name}.Version");
        foreach (var asked in again)
        {
            Assert.Equal(loaded, await _notebook.RunAsync($"#r \"nuget: {_name}, {asked}\"\n{_name}.Version"));
        }
    }

    [Theory]
    [InlineData("1.2.0", "1.0.0", "1.2.1", "1.1.*", "2.*", "[1.0,1.2)", "(1.2,2.0)", "1.2.0-beta", "[1.0]", "nonsense", "[1.0")]
    [InlineData("2.0.0-beta", "2.0.0", "2.*", "2.0.0-rc*", "[2.0,3.0)", "[2.0.0-beta.1,)", "1.*-*")]
    public async Task WhatTheLoadedVersionDoesNotMeetIsRefused(string first, params string[] others)
    {
        _feed.AddVersions(_name, "1.0.0", "1.2.0", "2.0.0-beta");
        await _notebook.RunAsync($"#r \"nuget: {_name}, {first}\"");
        foreach (var asked in others)
        {
            var message = await _notebook.FailAsync($"#r \"nuget: {_name}, {asked}\"");
            Assert.StartsWith($"{_name} version {asked} cannot be added because version {first} was added previously.", message, StringComparison.Ordinal);
        }
        Assert.Equal(first, await _notebook.RunAsync($"#r \"nuget: {_name}\"\n{_name}.Version"));
    }
}
