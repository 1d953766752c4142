using System.Diagnostics;
using Matching.Fit;
using Matching.Ranking;
using Xunit.Abstractions;

namespace Matching.Matches.Tests;

/// <summary>
/// What a trained model of 200 trees with 64 leaves costs a service with some hundred openings: as champion, in the
/// shadow, and while it is switched to and fro. Prints the figures; the machine decides about them, not the test.
/// </summary>
[Trait("Category", "Slow")]
public sealed class LoadTests(ITestOutputHelper output) : RegionTest
{
    private const int Openings = 300, People = 20, Calls = 50;

    [Fact]
    public async Task Match_WithATrainedModel_CostsLittleAndNeverWaitsForASwitch()
    {
        for (var i = 0; i < Openings; i++)
        {
            await Here.AddAsync(Region.Job(i % 3 == 0 ? "Plåtslagare" : "Svetsare", "Härnösand"));
        }

        var people = new List<Profiles.V1.Candidate>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await Here.AddAsync(Region.Welder()));
        }

        foreach (var name in new[] { "trees-1", "trees-2" })
        {
            await Here.Models.CreateModelAsync(ModelKit.Request(name, Large(name)));
        }

        await MeasureAsync("warm", people);
        await MeasureAsync("expert", people);
        await Here.UpdateAsync(new V1.ModelRollout { Shadow = "models/trees-2" });
        await MeasureAsync("expert, trees in the shadow", people);
        var shadow = (await Here.ReportAsync("trees-2")).Shadow;
        output.WriteLine($"shadow: {shadow}");
        await Here.PromoteAsync("trees-1");
        await MeasureAsync("trees, other trees in the shadow", people);
        await Here.Models.UpdateModelRolloutAsync(new V1.UpdateModelRolloutRequest
        {
            Rollout = new V1.ModelRollout { Name = "modelRollout" },
            UpdateMask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "shadow" } },
            Decider = "Ada",
        });
        await MeasureAsync("trees", people);
        output.WriteLine($"watch: {(await Here.ReportAsync("trees-1")).Watch}");

        var switches = 0;
        using var done = new CancellationTokenSource();
        var switching = Task.Run(async () =>
        {
            for (; !done.IsCancellationRequested; switches++)
            {
                await Here.PromoteAsync(switches % 2 == 0 ? "trees-2" : "trees-1");
            }
        });
        var longest = await MeasureAsync("trees, switched without a pause", people);
        await done.CancelAsync();
        await switching;

        output.WriteLine($"switches: {switches}");
        Assert.True(switches > 0);
        Assert.InRange(longest, 0, 5000);
        Assert.True(shadow.RankingCount + shadow.DroppedCount > 0);
    }

    /// <summary>One call at a time; answers the longest in milliseconds.</summary>
    private async Task<double> MeasureAsync(string what, List<Profiles.V1.Candidate> people)
    {
        var times = new double[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await Here.MatchAsync(people[i % people.Count]);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            Assert.Equal(20, answer.Matches.Count);
        }

        var longest = times.Max();
        output.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{what}: p50 {Latency.Quantile(times, 0.5):0.00} ms, p99 {Latency.Quantile(times, 0.99):0.00} ms, longest {longest:0.00} ms"));
        return longest;
    }

    /// <summary>Trees that ask the same six questions on every path, and give points for each yes: monotone.</summary>
    private static byte[] Large(string name)
    {
        const int Depth = 6, Trees = 200;
        var random = new Random(20261121);
        var trees = Enumerable.Range(0, Trees).Select(_ =>
        {
            var features = Enumerable.Range(0, Depth).Select(_ => random.Next(ModelKit.Names.Count)).ToArray();
            var thresholds = Enumerable.Range(0, Depth).Select(_ => random.NextDouble()).ToArray();
            var points = Enumerable.Range(0, Depth).Select(_ => random.NextDouble() / 600).ToArray();
            var splits = (1 << Depth) - 1;
            int Child(int node, int side) => (2 * node) + 1 + side is var child && child < splits ? child : ~(child - splits);
            int Level(int node) => int.Log2(node + 1);
            return new Tree
            {
                SplitFeature = [.. Enumerable.Range(0, splits).Select(node => features[Level(node)])],
                Threshold = [.. Enumerable.Range(0, splits).Select(node => thresholds[Level(node)])],
                DecisionType = [.. Enumerable.Repeat((byte)(Tree.DefaultLeft | ((byte)MissingType.NaN << Tree.MissingShift)), splits)],
                LeftChild = [.. Enumerable.Range(0, splits).Select(node => Child(node, 0))],
                RightChild = [.. Enumerable.Range(0, splits).Select(node => Child(node, 1))],
                InternalCount = [.. Enumerable.Range(0, splits).Select(node => 6400 >> Level(node))],
                LeafValue =
                [
                    .. Enumerable.Range(0, splits + 1).Select(leaf => Enumerable.Range(0, Depth)
                        .Sum(level => (leaf >> (Depth - 1 - level) & 1) * points[level])),
                ],
                LeafCount = [.. Enumerable.Repeat(100, splits + 1)],
            };
        });
        var header = new RankingModelHeader
        {
            Model = name,
            FeatureNames = [.. ModelKit.Names],
            Prior = FitEngine.ExpertModel.Name,
            PointsPerRaw = 10,
            DataHash = new string('a', 64),
            CodeVersion = "test",
            Seed = 1,
            Created = World.Now,
        };
        using var stream = new MemoryStream();
        new RankingModelFile(header, new TreeEnsemble(ModelKit.Names, trees)).Write(stream);
        return stream.ToArray();
    }
}
