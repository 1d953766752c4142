namespace Matching.Fit.Tests;

/// <summary>The same on the taxonomy that Arbetsförmedlingen publishes, which may replace the built-in one.</summary>
public sealed class PublishedTaxonomyTests
{
    [SharedDataFact]
    public void Explain_NurseWithoutLegitimation_IsToldTheSame()
    {
        var taxonomy = Taxonomy.Load(SharedData.PathOf("taxonomy"));
        var engine = new FitEngine(taxonomy);
        Assert.True(taxonomy.TryResolve("Sjuksköterska, grundutbildad", ConceptKinds.Occupation, out var nurse));
        Assert.True(taxonomy.TryResolve("sv", ConceptKinds.Language, out var swedish));
        var candidate = Candidate.From(
            new CandidateFacts
            {
                Occupations = [new HeldOccupation(nurse, 8, 0, Evidence.SelfDeclared)],
                Languages = [new HeldLanguage(swedish, Cefr.B1, Cefr.None, Cefr.None, Evidence.Education)],
            },
            taxonomy,
            World.Today);
        var opening = Opening.From(
            new OpeningFacts
            {
                Occupation = taxonomy.GroupOf(nurse)!,
                Requirements = [new Requirement(RequirementType.Language, swedish, Must: true)],
            },
            taxonomy);

        var report = engine.Explain(
            candidate, opening, FitEngine.ExpertModel, World.Now, Consents.None, Tongue.Swedish);

        Assert.Equal(GateTypes.Licence, engine.FailedGates(candidate, opening, World.Now, Consents.None));
        Assert.Equal("Legitimation som sjuksköterska krävs enligt lag och saknas. Ansök hos Socialstyrelsen.",
            report.Gaps[0].Explanation);
        Assert.All(report.Criteria.Where(c => c.Type is CriterionTypes.Occupation or CriterionTypes.Language),
            c => Assert.Equal(CriterionStatus.Met, c.Status));
        Assert.Equal(report.Score, report.BaseScore + report.Criteria.Sum(c => c.Contribution), 9);
    }
}
