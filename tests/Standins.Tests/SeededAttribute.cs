using System.Reflection;
using TorchSharp;
using Xunit;
using Xunit.v3;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: Standins.Tests.Seeded]

namespace Standins.Tests;

/// <summary>Starts every test with the same random numbers, which none else draws meanwhile: there is one generator for the whole process.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class SeededAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => torch.manual_seed(1);
}
