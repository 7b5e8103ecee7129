using System.Reflection;
using Xunit.v3;

namespace NNViz.Tests;

/// <summary>
/// Names the stored arrays that a test compares with: those given here, and those among the arguments of a theory. A test that passes without reading each of them fails, so
/// that the names can be trusted by the test that asks for every array.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldensAttribute(params string[] names) : BeforeAfterTestAttribute
{
    private static bool IsName(object? argument) => argument is string { Length: > 2 } text && text[1] == '/';

    /// <summary>Every array that some test of this assembly compares with.</summary>
    public static IReadOnlySet<string> All()
    {
        var all = new HashSet<string>();
        foreach (var method in typeof(GoldensAttribute).Assembly.GetTypes().SelectMany(type => type.GetMethods()))
        {
            if (method.GetCustomAttribute<GoldensAttribute>() is not { } goldens)
            {
                continue;
            }
            var inline = method.GetCustomAttributes<InlineDataAttribute>().SelectMany(row => row.Data);
            var member = method.GetCustomAttributes<MemberDataAttribute>()
                .SelectMany(data => (IEnumerable<ITheoryDataRow>)method.DeclaringType!.GetProperty(data.MemberName)!.GetValue(null)!).SelectMany(row => row.GetData());
            all.UnionWith(goldens.Given.Concat(inline.Concat(member).Where(IsName).Cast<string>()));
        }
        return all;
    }

    private string[] Given => names;

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.TestState?.Result == TestResult.Passed)
        {
            var read = Golden.ReadBy(test.UniqueID);
            var named = names.Concat(test.TestMethodArguments.Where(IsName).Cast<string>());
            Assert.Empty(named.Except(read));
        }
    }
}
