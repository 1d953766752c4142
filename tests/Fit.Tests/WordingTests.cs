using System.Text.RegularExpressions;

namespace Matching.Fit.Tests;

public sealed partial class WordingTests
{
    [Theory]
    [InlineData(Tongue.Swedish)]
    [InlineData(Tongue.English)]
    public void Explain_AnyPair_SpeaksInWholeSentencesWithoutCodes(Tongue language)
    {
        const int Seed = 20261121;
        var pairs = new RandomPairs(Seed);
        for (var i = 0; i < 1_000; i++)
        {
            var (candidate, opening) = pairs.Next();
            var report = World.Explain(candidate, opening, language);

            Assert.All(Sentences(report), sentence =>
            {
                Assert.EndsWith(".", sentence, StringComparison.Ordinal);
                Assert.True(char.IsUpper(sentence[0]) || !char.IsLetter(sentence[0]), sentence);
                Assert.DoesNotMatch(Odd(), sentence);
            });
            Assert.All(report.Criteria, c => Assert.NotEmpty(c.Label));
            Assert.All(report.Gaps, g => Assert.NotEmpty(g.Label));
            Assert.True(report.Gaps.Count <= 10);
        }
    }

    [Theory]
    [InlineData(Tongue.Swedish, "Svetsare, 2,5 år")]
    [InlineData(Tongue.English, "2.5 years")]
    public void Explain_Numbers_AreWrittenAsInTheLanguage(Tongue language, string expected)
    {
        var report = World.Explain(
            new CandidateFacts { Occupations = [World.Worked("Svetsare", 2.5f)] },
            new OpeningFacts { Occupation = World.Occupation("Svetsare") },
            language);

        Assert.Contains(expected, report.Criteria.Single(c => c.Type == CriterionTypes.Occupation).Explanation,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_Travel_IsToldWithTimeAndPlace()
    {
        var report = World.Explain(
            new CandidateFacts { Home = new PlaceFact(World.Municipality("Härnösand")) },
            new OpeningFacts
            {
                Occupation = World.Occupation("Svetsare"),
                Municipality = World.Municipality("Sundsvall"),
            });

        Assert.Matches(
            @"^Arbetsplatsen ligger i Sundsvall, uppskattningsvis \d\d minuter och 5\d km från Härnösand\.$",
            report.Criteria.Single(c => c.Type == CriterionTypes.Place).Explanation);
    }

    private static IEnumerable<string> Sentences(FitReport report) =>
        report.Criteria.Select(c => c.Explanation)
            .Concat(report.Gaps.Select(g => g.Explanation))
            .Concat(report.Gates.Select(g => g.Explanation));

    /// <summary>A concept id, two spaces, a doubled full stop, or what C# writes for nothing.</summary>
    [GeneratedRegex(@"\b\w{4}_\w{3}_\w{3}\b|  |\.\.|\(\)|, \.|NaN|Infinity|∞| ,", RegexOptions.None, 1000)]
    private static partial Regex Odd();
}
