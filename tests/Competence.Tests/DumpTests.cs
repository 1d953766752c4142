using System.Diagnostics;
using Xunit.Abstractions;

namespace Matching.Competence.Tests;

public sealed class DumpTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void Load_RealDumps_HoldsTheWholeTaxonomyOverThePack()
    {
        var watch = Stopwatch.StartNew();
        var taxonomy = Taxonomy.Load(SharedData.PathOf("taxonomy"));
        output.WriteLine($"{taxonomy.Version}: {taxonomy.Concepts.Count} concepts in {watch.ElapsedMilliseconds} ms");
        foreach (var kind in taxonomy.Concepts.GroupBy(c => c.Kind))
        {
            output.WriteLine($"{kind.Key}: {kind.Count()}");
        }

        Assert.StartsWith("jobtech-", taxonomy.Version, StringComparison.Ordinal);
        Assert.Equal(400, taxonomy.Concepts.Count(c => c.Kind == ConceptKind.OccupationGroup));
        // The dump has 2,412; the pack keeps a few that have been replaced since, because ads still carry them.
        Assert.InRange(taxonomy.Concepts.Count(c => c.Kind == ConceptKind.Occupation), 2412, 2417);
        Assert.True(taxonomy.Concepts.Count(c => ConceptKinds.Skills.Contains(c.Kind)) >= 6657);
        Assert.Equal(290, taxonomy.Places.Municipalities.Count);
    }
}
