namespace Matching.Fit.Tests;

public sealed class ExpertModelTests
{
    [Fact]
    public void Weights_AllFeatures_AddUpTo100AndNeverPunish()
    {
        Assert.Equal(FitEngine.Features.Select(f => f.Name), FitEngine.ExpertModel.FeatureNames);
        Assert.Equal(100, FitEngine.ExpertModel.Weights.Sum(w => w.Weight));
        Assert.All(FitEngine.ExpertModel.Weights, w => Assert.True(w.Weight > 0));
        Assert.All(FitEngine.ExpertModel.Weights, w => Assert.InRange(w.Missing, 0, 1));
    }

    [Fact]
    public void Features_Names_AreUniqueAndExplained()
    {
        Assert.Distinct(FitEngine.Features.Select(f => f.Name));
        Assert.All(FitEngine.Features, f => Assert.Matches("^[a-z_]+$", f.Name));
        Assert.All(FitEngine.Features, f => Assert.All(
            new[] { f.Unit, f.Range, f.Missing, f.Why }, text => Assert.False(string.IsNullOrWhiteSpace(text))));
    }

    /// <summary>What the decision says about a single requirement that is not met.</summary>
    [Theory]
    [InlineData("B", ConceptKinds.DrivingLicence, 10)]
    [InlineData("Truckförarbevis", ConceptKinds.Skills, 11)]
    public void Score_OneRequirementNotMet_CostsAboutTheStepToRelatedWork(string asked, ConceptKinds kinds, double atLeast)
    {
        var welding = new OpeningFacts { Occupation = World.Occupation("Svetsare") };
        var asking = welding with { Requirements = [World.Asks(asked, kinds)] };
        var welder = new CandidateFacts { Occupations = [World.Worked("Svetsare", 5)] };
        var related = new CandidateFacts
        {
            Occupations = [new HeldOccupation(CloselyRelated(welding.Occupation), 5, 0, Evidence.SelfDeclared)],
        };
        var holding = welder with { Licences = [World.Holds(asked)] };

        var lost = World.Score(holding, asking) - World.Score(welder, asking);

        Assert.True(lost >= atLeast, $"It costs {lost}.");
        var step = World.Score(welder, welding) - World.Score(related, welding);
        Assert.InRange(lost / step, 0.8, 1.25);
    }

    /// <summary>
    /// Related occupations are found, and stand below the same one although it asks for something unmet.
    /// </summary>
    [Fact]
    public void Score_SameWorkWithOneRequirementNotMet_StandsAboveRelatedWorkThatAsksNothing()
    {
        var welding = new OpeningFacts
        {
            Occupation = World.Occupation("Svetsare"),
            Requirements = [World.Asks("Truckförarbevis", ConceptKinds.Skills)],
        };
        var related = new OpeningFacts { Occupation = CloselyRelated(welding.Occupation) };
        var welder = new CandidateFacts { Occupations = [World.Worked("Svetsare", 5)] };

        Assert.True(World.Score(welder, welding) > World.Score(welder, related));
    }

    [Fact]
    public void Score_MustBesideMerit_WeighsMore()
    {
        var must = Asking(must: true);
        var merit = Asking(must: false);
        var holder = new CandidateFacts { Licences = [World.Holds("B")] };

        Assert.True(
            World.Score(holder, must) - World.Score(new CandidateFacts(), must)
            > 2 * (World.Score(holder, merit) - World.Score(new CandidateFacts(), merit)));

        static OpeningFacts Asking(bool must) => new()
        {
            Occupation = World.Occupation("Svetsare"),
            Requirements = [World.Asks("B", ConceptKinds.DrivingLicence, must)],
        };
    }

    private static Concept CloselyRelated(Concept occupation) =>
        World.Taxonomy.ExperienceServing(occupation).First(r => r.Degree is < 0.9 and >= 0.7).Concept;
}
