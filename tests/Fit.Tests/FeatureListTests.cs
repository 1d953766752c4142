using System.Text.RegularExpressions;

namespace Matching.Fit.Tests;

/// <summary>The closed list: what is in it says what it is, and nothing gets in unseen.</summary>
public sealed class FeatureListTests
{
    /// <summary>
    /// A feature that is added, removed, moved or turned round gives the list another id, and models of the old one are
    /// refused: change this line in the same commit. One that measures something else under its name raises the version.
    /// </summary>
    [Fact]
    public void Id_OfThisList_IsTheOneThatModelsWereTrainedOn()
    {
        Assert.Equal("1-7e194e77e06f", FitEngine.FeatureListId);
    }

    [Fact]
    public void Features_Each_SaysUnitRangeDirectionAndReason()
    {
        Assert.All(FitEngine.Features, feature =>
        {
            Assert.Matches("^[a-z]+(_[a-z]+)*$", feature.Name);
            Assert.NotEmpty(feature.Unit);
            Assert.NotEmpty(feature.Range);
            Assert.InRange(feature.Direction, -1, 1);
            Assert.NotEmpty(feature.Missing);
            Assert.True(feature.Why.Length > 20);
            Assert.NotEqual(CriterionSide.Unspecified, feature.Side);
        });
        Assert.Equal(FitEngine.Features.Count, FitEngine.Features.Select(feature => feature.Name).Distinct().Count());
    }

    /// <summary>Each feature is a class of its own in a file of its own, and none lies outside the list.</summary>
    [Fact]
    public void Features_OfTheAssembly_AreAllInTheList()
    {
        var inAssembly = typeof(FitEngine).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Feature)));

        Assert.Equal(
            inAssembly.Select(type => type.Name).Order(StringComparer.Ordinal),
            FeatureList.All.Select(feature => feature.GetType().Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Nothing that somebody is, and nothing of the design's forbidden list, hides in what a feature measures.</summary>
    [Theory]
    [InlineData("age|birth|born|sex|gender|nationality|citizenship|permit|religion|health|family|child|children|married")]
    [InlineData("target group|foreign|returnee|spouse|mother tongue|native|prestige|photo|personal number|country")]
    public void Features_Descriptions_TellOfNothingForbidden(string words)
    {
        var forbidden = new Regex($@"\b({words})\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

        Assert.All(FitEngine.Features, feature =>
            Assert.DoesNotMatch(forbidden, $"{feature.Name.Replace('_', ' ')} {feature.Unit} {feature.Range}"));
    }

    /// <summary>Training and serving read the same numbers: the explained row is the extracted one, for every pair.</summary>
    [Fact]
    public void Extract_AndExplain_GiveOneRow()
    {
        var pairs = new RandomPairs(20261124);
        for (var i = 0; i < 300; i++)
        {
            var (candidate, opening) = pairs.Next();

            Assert.Equal(World.Features(candidate, opening), World.Explain(candidate, opening).Features);
        }
    }
}
