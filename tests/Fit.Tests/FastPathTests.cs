namespace Matching.Fit.Tests;

public sealed class FastPathTests
{
    [Fact]
    public void ExtractAndGates_AnyPair_AllocateNothing()
    {
        var pairs = new RandomPairs(20261121);
        var documents = Enumerable.Range(0, 500)
            .Select(_ => pairs.Next())
            .Select(p => (Candidate: World.Candidate(p.Candidate), Opening: World.Opening(p.Opening)))
            .ToList();
        var features = new float[FitEngine.Features.Count];
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var total = Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(total > 0);

        double Run()
        {
            var sum = 0.0;
            foreach (var (candidate, opening) in documents)
            {
                World.Engine.FailedGates(candidate, opening, World.Now, Consents.Matching);
                World.Engine.Extract(candidate, opening, World.Now, features);
                sum += FitEngine.ExpertModel.Score(features);
            }

            return sum;
        }
    }

    [Fact]
    public void Extract_RowOfAnotherLength_IsRefused()
    {
        var candidate = World.Candidate(new CandidateFacts());
        var opening = World.Opening(new OpeningFacts { Occupation = World.Occupation("ssyk:7212") });

        Assert.Throws<ArgumentException>(() => World.Engine.Extract(candidate, opening, World.Now, new float[3]));
    }
}
