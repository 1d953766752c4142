namespace Matching.Ranking.Tests;

/// <summary>What is held is measured in this process, so no other test may run beside.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTestsAlone;

[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const int Features = 60;

    /// <summary>
    /// What another hundred thousand rows take while a model is trained, times a hundred, is what ten million take: less
    /// than 4 GiB. Rows come from a source that holds one at a time.
    /// </summary>
    [Fact]
    public void Train_TenMillionRows_WouldFitFourGibibytes()
    {
        const long TenMillion = 10_000_000;
        var few = Held(50_000);
        var more = Held(150_000);

        var bytesPerRow = (more - few) / 100_000.0;

        Assert.InRange(bytesPerRow, Features, (4L << 30) / TenMillion);
    }

    private static long Held(int rows)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var data = RankingDataset.Load(
            Rows(rows), [.. Enumerable.Range(0, Features).Select(i => $"f{i}")], new DatasetOptions { SampledRows = 1000 }, default);
        var held = 0L;
        LambdaMart.Train(
            data, null, new LambdaMartOptions { Trees = 2, Leaves = 8 }, null,
            _ => held = Math.Max(held, GC.GetTotalMemory(forceFullCollection: true) - before), default);
        return held;
    }

    private static IEnumerable<RankingRow> Rows(int count)
    {
        var random = new Random(1);
        var features = new float[Features];
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < Features; i++)
            {
                features[i] = random.NextSingle();
            }

            yield return new RankingRow($"{row / 100}", features[0] > 0.8f ? 1 : 0, features);
        }
    }
}
