namespace Matching.Fit.Tests;

public sealed class ValidationTests
{
    private static readonly Concept Welder = World.Occupation("Svetsare");
    private static readonly Concept Skill = World.Taxonomy.SkillsOf(World.Taxonomy.GroupOf(Welder)!)
        .First(s => s.Kind == ConceptKind.Skill);

    [Fact]
    public void From_FullResult_LiftsTheOccupation()
    {
        var candidate = Validated(
            new ValidationFact { Full = true, Covers = [new(Welder)] },
            new HeldOccupation(Welder, 3, 0, Evidence.SelfDeclared));

        Assert.Equal(new HeldOccupation(Welder, 3, 0, Evidence.Validated), Assert.Single(candidate.Occupations));
    }

    [Fact]
    public void From_PartialResult_LiftsWhatItCoversAndNotTheOccupation()
    {
        var candidate = Validated(
            new ValidationFact
            {
                Full = false,
                Covers = [new(Welder), new(Skill)],
                Missing = [new(World.Find("sv", ConceptKinds.Language))],
            },
            new HeldOccupation(Welder, 3, 0, Evidence.Employer));

        Assert.Equal(new HeldOccupation(Welder, 3, 0, Evidence.Employer), Assert.Single(candidate.Occupations));
        Assert.Equal(new HeldSkill(Skill, 0, Evidence.Validated), Assert.Single(candidate.Skills));
        Assert.Equal("sv", Assert.Single(candidate.Missing).Concept.Code);
    }

    [Theory]
    [InlineData(Verification.Unspecified, 0, Evidence.Validated)]
    [InlineData(Verification.Verified, 30, Evidence.Validated)]
    [InlineData(Verification.Verified, -1, null)]
    [InlineData(Verification.Disputed, 30, Evidence.SelfDeclared)]
    [InlineData(Verification.Revoked, 30, null)]
    public void From_DoubtedOrOldResult_CountsLess(Verification verification, int daysLeft, Evidence? evidence)
    {
        var until = World.Today.AddDays(daysLeft);
        var candidate = Validated(
            new ValidationFact { Full = true, Covers = [new(Skill)], Verification = verification, ValidUntil = until });

        Assert.Equal(evidence, candidate.Skills.IsEmpty ? null : candidate.Skills[0].Evidence);
        Assert.Equal(evidence is null ? null : until, candidate.BestBefore);
    }

    [Fact]
    public void From_DisputedResult_LowersNothing()
    {
        var candidate = Validated(
            new ValidationFact { Full = true, Covers = [new(Welder)], Verification = Verification.Disputed },
            new HeldOccupation(Welder, 3, 0, Evidence.Employer));

        Assert.Equal(Evidence.Employer, candidate.Occupations[0].Evidence);
    }

    [Fact]
    public void From_ValidatedLanguage_KeepsTheLevelThatWasShown()
    {
        var swedish = World.Find("sv", ConceptKinds.Language);
        var report = World.Explain(
            new CandidateFacts
            {
                Languages = [World.Speaks("sv", Cefr.C1)],
                Validations = [new() { Full = true, Covers = [new(swedish, Cefr.B1)] }],
            },
            new OpeningFacts { Occupation = Welder, Requirements = [World.AsksLanguage("sv", Cefr.B2)] });

        // C1 is only the person's own word; what was validated is below what is required.
        var language = report.Criteria.Single(c => c.Type == CriterionTypes.Language);
        Assert.Equal((CriterionStatus.Met, Cefr.C1, Evidence.SelfDeclared),
            (language.Status, language.HeldLevel, language.Evidence));
    }

    [Fact]
    public void From_UnspecifiedEvidence_IsThePersonsOwnWord()
    {
        var candidate = World.Candidate(new CandidateFacts { Occupations = [new(Welder, 1, 0, Evidence.Unspecified)] });

        Assert.Equal(Evidence.SelfDeclared, candidate.Occupations[0].Evidence);
    }

    private static Candidate Validated(ValidationFact validation, params HeldOccupation[] occupations) =>
        World.Candidate(new CandidateFacts { Occupations = occupations, Validations = [validation] });
}
