using System.Reflection;
using TorchSharp;
using Xunit.v3;

[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
[assembly: Tests.Seeded]

namespace Tests;

/// <summary>
/// Starts every test of the assembly with the same random numbers. Tests run one after another: torch has one random generator and one count of tensors
/// for the whole process, and its operators use every core by themselves, so that tests side by side would draw from each other's numbers and be no faster.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class SeededAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => torch.manual_seed(1);
}
