using System.Reflection;
using Xunit.Sdk;

namespace Matching.Testing;

/// <summary>
/// Runs a property test with so many seeds, which stand in the name of each run. <c>TEST_SEED</c> sets the first one,
/// to look further than the seeds that every run has.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SeedsAttribute(int count) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var seed) ? seed : 1;
        return Enumerable.Range(first, count).Select(value => new object[] { value });
    }
}
