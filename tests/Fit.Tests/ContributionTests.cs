using Matching.Ranking;

namespace Matching.Fit.Tests;

public sealed class ContributionTests
{
    private const int Seed = 20261121;

    [Fact]
    public void Explain_ExpertModel_CriteriaAddUpToTheScore() => AddUp(FitEngine.ExpertModel, 2_000);

    /// <summary>
    /// Any other model's contributions are shared out too, also those of features that nobody asked about.
    /// </summary>
    [Fact]
    public void Explain_ModelThatUsesWhatIsMissing_CriteriaAddUpToTheScore() => AddUp(new WaywardModel(), 500);

    [Fact]
    public void Explain_Score_IsThatOfTheFastPath()
    {
        var pairs = new RandomPairs(Seed);
        for (var i = 0; i < 200; i++)
        {
            var (candidate, opening) = pairs.Next();

            Assert.Equal(World.Score(candidate, opening), World.Explain(candidate, opening).Score);
        }
    }

    [Fact]
    public void Explain_OneRequirementMetAndOneNot_TheyPullApart()
    {
        var report = World.Explain(
            new CandidateFacts { Languages = [World.Speaks("sv", Cefr.C1)] },
            new OpeningFacts
            {
                Occupation = World.Occupation("ssyk:5321"),
                Requirements = [World.AsksLanguage("sv", Cefr.B2), World.AsksLanguage("fi", Cefr.B1)],
            });

        var languages = report.Criteria.Where(c => c.Type == CriterionTypes.Language).ToList();
        Assert.True(languages.Single(c => c.Status == CriterionStatus.Met).Contribution > 0);
        Assert.True(languages.Single(c => c.Status == CriterionStatus.Unmet).Contribution < 0);
    }

    [Fact]
    public void Score_AnyPair_LiesBetween0And100()
    {
        var pairs = new RandomPairs(Seed);
        for (var i = 0; i < 2_000; i++)
        {
            var (candidate, opening) = pairs.Next();
            var report = World.Explain(candidate, opening);

            Assert.InRange(report.Score, 0, 100);
            Assert.InRange(report.RequirementFit, 0, 1);
            Assert.InRange(report.WishFit, 0, 1);
            Assert.All(report.Features.Where(f => !float.IsNaN(f)), f => Assert.InRange(f, 0, 1));
            Assert.All(report.Criteria, c => Assert.InRange(c.Degree, 0, 1));
        }
    }

    private static void AddUp(IRankingModel model, int count)
    {
        var pairs = new RandomPairs(Seed);
        for (var i = 0; i < count; i++)
        {
            var (candidate, opening) = pairs.Next();
            var report = World.Engine.Explain(
                World.Candidate(candidate), World.Opening(opening), model, World.Now, Consents.None, Tongue.English);

            var sum = report.BaseScore + report.Criteria.Sum(c => c.Contribution);
            Assert.True(Math.Abs(sum - report.Score) < 1e-9, $"Seed {Seed}, pair {i}: {sum} for {report.Score}.");
        }
    }

    /// <summary>Contributes something for every feature, known or not, as trees do.</summary>
    private sealed class WaywardModel : IRankingModel
    {
        public string Name => "wayward-1";

        public IReadOnlyList<string> FeatureNames { get; } = [.. FitEngine.Features.Select(f => f.Name)];

        public double BaseScore => 0.1;

        public double Score(ReadOnlySpan<float> features) => Score(features, new double[features.Length]);

        public double Score(ReadOnlySpan<float> features, Span<double> contributions)
        {
            var score = BaseScore;
            for (var i = 0; i < features.Length; i++)
            {
                score += contributions[i] = float.IsNaN(features[i]) ? -0.3 * i : Math.Sin(i + features[i]);
            }

            return score;
        }
    }
}
