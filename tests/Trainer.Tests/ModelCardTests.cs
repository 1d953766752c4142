using Matching.Fit;
using Matching.Ranking;

namespace Matching.Trainer.Tests;

/// <summary>A card and a report of a training that is made up, so that nothing in them can change by itself.</summary>
public sealed class ModelCardTests : IDisposable
{
    private const string Golden = "card.golden.md";

    private readonly Cli _cli = new();

    /// <summary>Where the card is meant to change, write the file anew with <c>GOLDEN=write</c>.</summary>
    [Fact]
    public void Card_OfAMadeUpTraining_IsTheGoldenOne()
    {
        var path = Path.Combine(SharedData.RepositoryRoot, "tests", "Trainer.Tests", Golden);
        var card = ModelCard.Of(Record());
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
        {
            File.WriteAllText(path, card);
        }

        Assert.Equal(File.ReadAllText(path), card);
    }

    [Fact]
    public void Report_OfAGroupThatIsWorseOff_SaysSo()
    {
        var report = HtmlReport.Of(Record());

        Assert.Contains("<tr class=\"bad-row\"><td>here", report, StringComparison.Ordinal);
        Assert.Contains("worse off</td>", report, StringComparison.Ordinal);
        Assert.Contains("a &lt;name&gt;", report, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    /// <summary>The model orders as the labels do for those from abroad, and against them for the others.</summary>
    private TrainingRecord Record()
    {
        var names = string.Join(' ', FitEngine.Features.Select(f => f.Name));
        var rows = from q in Enumerable.Range(0, 80)
                   from r in Enumerable.Range(0, 4)
                   let origin = q % 2 == 0 ? "abroad" : "here"
                   select $"{(r + q) % 3} qid:{q} 1:0.{r}5 # time={1_800_000_000 + q * 90_000} municipality=2281 group={origin}\n";
        var file = RankingFile.Open(_cli.Write("rows.svm", $"# features: {names}\n" + string.Concat(rows)));
        var quality = Quality.Measure(
            file,
            [
                Scorer.Of(Scorer.Expert, FitEngine.ExpertModel, file.FeatureNames),
                new Scorer(Scorer.Model, q => [.. q.Labels.Select(l => q.Slices["group"] == "abroad" ? (double)l : -l)]),
            ],
            new QualityOptions { Seed = 1, RandomOrders = 3, Probability = score => score > 0 ? 0.75 : 0.25 });
        return new TrainingRecord
        {
            Name = "a <name>",
            Time = new DateTimeOffset(2027, 3, 1, 9, 30, 0, TimeSpan.Zero),
            CodeVersion = "1.0.0+abc",
            Seed = 1,
            Source = new TrainingSource("rows.svm", new string('a', 64), 80, 320, 1_800_000_000, 1_807_110_000),
            HeldOut = "`rows.svm`",
            Labels = "grades as the file has them",
            Parameters = [KeyValuePair.Create("trees", "2")],
            History =
            [
                new TrainingProgress(0, 0.5, 0.5, TimeSpan.Zero),
                new TrainingProgress(1, 0.6, 0.58, TimeSpan.Zero),
                new TrainingProgress(2, 0.65, 0.6, TimeSpan.Zero),
            ],
            Trees = 2,
            Quality = quality,
            Roles =
            [
                new FeatureRole("place", 0.75, 3, 4.5, [(0, 40), (0.5, 45), (1, 60)]),
                new FeatureRole("kind", 0.25, 1, 1.5, [(0, 40), (1, 50)]),
            ],
            IsOurs = true,
            NameOf = (_, value) => value == "2281" ? "Sundsvall" : value,
            Against = "expert-1",
        };
    }
}
