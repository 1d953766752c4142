namespace Matching.Fit.Tests;

/// <summary>Cases to which an employment officer knows the answer.</summary>
public sealed class CounsellorTests
{
    private static readonly PlaceFact Harnosand = new(World.Municipality("Härnösand"));

    private static readonly OpeningFacts NurseInKramfors = new()
    {
        Occupation = World.Occupation("Sjuksköterska, grundutbildad"),
        Municipality = World.Municipality("Kramfors"),
        Requirements = [World.AsksLanguage("sv", Cefr.B2, Cefr.C1)],
        Deadline = World.Now.AddDays(20),
    };

    /// <summary>A nurse from abroad whose degree was assessed in full.</summary>
    private static readonly CandidateFacts ForeignNurse = new()
    {
        Occupations = [World.Worked("Sjuksköterska, grundutbildad", 8)],
        Languages = [World.Speaks("sv", Cefr.B2)],
        Home = Harnosand,
        Consents = Consents.Matching,
        Validations =
        [
            new ValidationFact { Full = true, Covers = [new(World.Occupation("Sjuksköterska, grundutbildad"))] },
        ],
    };

    private static readonly OpeningFacts AssistantNurseInHarnosand = new()
    {
        Occupation = World.Occupation("Undersköterska, hemtjänst, äldreboende och habilitering"),
        Municipality = World.Municipality("Härnösand"),
        Deadline = World.Now.AddDays(20),
    };

    private static readonly CandidateFacts TruckDriver = new()
    {
        Occupations = [World.Worked("Lastbilsförare", 5, Evidence.Employer)],
        Licences = [World.Holds("C"), World.Holds("Yrkeskompetensbevis för förare (YKB)")],
        Home = Harnosand,
    };

    private static readonly OpeningFacts TrailerInSundsvall = new()
    {
        Occupation = World.Occupation("Lastbilsförare"),
        Municipality = World.Municipality("Sundsvall"),
        Requirements = [World.Asks("CE", ConceptKinds.DrivingLicence)],
    };

    [Fact]
    public void ForeignNurse_WithoutLegitimation_IsStoppedByTheLicenceAlone()
    {
        Assert.Equal(GateTypes.Licence, World.FailedGates(ForeignNurse, NurseInKramfors));
        Assert.True(World.Engine.IsNearMiss(
            World.Candidate(ForeignNurse), World.Opening(NurseInKramfors), World.Now, Consents.None));
    }

    [Fact]
    public void ForeignNurse_Gap_NamesLicenceAndAuthority()
    {
        var swedish = World.Explain(ForeignNurse, NurseInKramfors).Gaps[0];
        var english = World.Explain(ForeignNurse, NurseInKramfors, Tongue.English).Gaps[0];

        Assert.Equal("Legitimation som sjuksköterska krävs enligt lag och saknas. Ansök hos Socialstyrelsen.",
            swedish.Explanation);
        Assert.EndsWith("is required by law and missing. Apply to Socialstyrelsen.", english.Explanation,
            StringComparison.Ordinal);
        Assert.Equal((CriterionTypes.Licence, true, GapAction.ApplyForLicence),
            (swedish.Type, swedish.Blocking, swedish.Action));
    }

    [Fact]
    public void ForeignNurse_Validated_IsSaidSo()
    {
        var occupation = World.Explain(ForeignNurse, NurseInKramfors).Criteria
            .Single(c => c.Type == CriterionTypes.Occupation);

        Assert.Equal((CriterionStatus.Met, Evidence.Validated), (occupation.Status, occupation.Evidence));
        Assert.Equal("Samma yrke: Sjuksköterska, grundutbildad, 8 år, enligt validering.", occupation.Explanation);
    }

    [Fact]
    public void ForeignNurse_WithLegitimation_Passes()
    {
        var licensed = ForeignNurse with { Licences = [World.Holds("Legitimation som sjuksköterska")] };

        Assert.Equal(GateTypes.None, World.FailedGates(licensed, NurseInKramfors));
        Assert.DoesNotContain(World.Explain(licensed, NurseInKramfors).Gaps, g => g.Blocking);
    }

    [Fact]
    public void ForeignNurse_AsAssistantNurse_PassesAndIsRanked()
    {
        Assert.Equal(GateTypes.None, World.FailedGates(ForeignNurse, AssistantNurseInHarnosand));
        Assert.True(World.Score(ForeignNurse, AssistantNurseInHarnosand) > 40);
    }

    [Fact]
    public void ForeignNurse_AsIntern_NeedsNoLicence()
    {
        var internship = NurseInKramfors with { Kind = OpeningKind.Internship };

        Assert.Equal(GateTypes.None, World.FailedGates(ForeignNurse, internship));
    }

    [Fact]
    public void AssistantNurse_SameOccupation_RanksAboveTheRelatedOne()
    {
        var assistant = ForeignNurse with
        {
            Occupations = [World.Worked("Undersköterska, hemtjänst, äldreboende och habilitering", 3)],
            Validations = [],
        };
        var related = ForeignNurse with
        {
            Occupations = [World.Worked("Vårdbiträde", 3)],
            Validations = [],
        };

        Assert.True(
            World.Score(assistant, AssistantNurseInHarnosand) > World.Score(related, AssistantNurseInHarnosand));
        Assert.True(World.Score(related, AssistantNurseInHarnosand) > World.Score(
            related with { Occupations = [World.Worked("Svetsare", 3)] }, AssistantNurseInHarnosand));
    }

    /// <summary>An assistant nurse who looks for work as a care assistant lacks nothing worth naming.</summary>
    [Fact]
    public void AssistantNurse_CloselyRelatedWork_IsNoGap()
    {
        var report = World.Explain(
            new CandidateFacts { Occupations = [World.Worked("Undersköterska", 6)], Home = Harnosand },
            new OpeningFacts
            {
                Occupation = World.Occupation("Vårdbiträde"),
                Municipality = World.Municipality("Härnösand"),
            });

        Assert.Equal(CriterionStatus.PartlyMet,
            report.Criteria.Single(c => c.Type == CriterionTypes.Occupation).Status);
        Assert.Empty(report.Gaps);
    }

    [Fact]
    public void TruckDriver_WithoutTrailerLicence_IsStoppedByTheDrivingLicenceAlone()
    {
        var report = World.Explain(TruckDriver, TrailerInSundsvall);

        Assert.Equal(GateTypes.DrivingLicence, World.FailedGates(TruckDriver, TrailerInSundsvall));
        Assert.Equal((CriterionTypes.DrivingLicence, true, GapAction.TakeDrivingLicence),
            (report.Gaps[0].Type, report.Gaps[0].Blocking, report.Gaps[0].Action));
        Assert.Equal("Körkort CE krävs – angivet: Körkort C, enligt egen uppgift. Ta körkort CE.",
            report.Gaps[0].Explanation);
        Assert.Equal(CriterionStatus.PartlyMet,
            report.Criteria.Single(c => c.Type == CriterionTypes.DrivingLicence).Status);
    }

    [Fact]
    public void TruckDriver_WithTrailerLicence_MayDriveWithoutOne()
    {
        var trailer = TruckDriver with { Licences = [World.Holds("CE"), World.Holds("YKB")] };
        var lorry = TrailerInSundsvall with { Requirements = [World.Asks("C", ConceptKinds.DrivingLicence)] };

        Assert.Equal(GateTypes.None, World.FailedGates(trailer, lorry));
    }

    [Fact]
    public void HomeHelp_WithoutDrivingLicenceB_IsRankedLowerButNotStopped()
    {
        var asksB = AssistantNurseInHarnosand with { Requirements = [World.Asks("B", ConceptKinds.DrivingLicence)] };
        var driver = ForeignNurse with { Licences = [World.Holds("B")] };

        Assert.Equal(GateTypes.None, World.FailedGates(ForeignNurse, asksB));
        Assert.True(World.Score(driver, asksB) > World.Score(ForeignNurse, asksB) + 5);
    }

    [Theory]
    [InlineData(
        Cefr.B1, CriterionStatus.PartlyMet, "Svenska på nivå B2 krävs; angiven nivå är B1, enligt egen uppgift.")]
    [InlineData(Cefr.B2, CriterionStatus.Met, "Svenska på nivå B2 krävs; angiven nivå är B2, enligt egen uppgift.")]
    [InlineData(Cefr.A1, CriterionStatus.Unmet, "Svenska på nivå B2 krävs; angiven nivå är A1, enligt egen uppgift.")]
    [InlineData(Cefr.None, CriterionStatus.NotAssessed, "Svenska på nivå B2 krävs; språket är angivet utan nivå.")]
    public void Swedish_BelowWhatIsRequired_IsSaidAndGraded(Cefr held, CriterionStatus status, string explanation)
    {
        var report = World.Explain(ForeignNurse with { Languages = [World.Speaks("sv", held)] }, NurseInKramfors);

        var language = report.Criteria.Single(c => c.Type == CriterionTypes.Language);
        Assert.Equal((status, explanation), (language.Status, language.Explanation));
        Assert.Equal((Cefr.B2, held), (language.RequiredLevel, language.HeldLevel));
    }

    [Fact]
    public void Swedish_B1ForB2_GapSaysToStudyOn()
    {
        var report = World.Explain(
            ForeignNurse with { Languages = [World.Speaks("sv", Cefr.B1)] }, NurseInKramfors, Tongue.English);

        var gap = report.Gaps.Single(g => g.Type == CriterionTypes.Language);
        Assert.Equal((false, GapAction.LearnLanguage), (gap.Blocking, gap.Action));
        Assert.Equal("Swedish at level B2 is required; the stated level is B1, self-declared. Study on to level B2.",
            gap.Explanation);
    }

    [Fact]
    public void PartialValidation_WhatIsLeft_IsCited()
    {
        var skill = World.Taxonomy.SkillsOf(World.Taxonomy.GroupOf(NurseInKramfors.Occupation)!)
            .First(s => s.Kind == ConceptKind.Skill);
        var partial = ForeignNurse with
        {
            Validations =
            [
                new ValidationFact
                {
                    Full = false,
                    Covers = [new(World.Find("sv", ConceptKinds.Language), Cefr.B2)],
                    Missing = [new(skill)],
                },
            ],
        };

        var asked = World.Explain(partial, NurseInKramfors with
        {
            Requirements = [new Requirement(RequirementType.Skill, skill, Must: true)],
        });
        var unasked = World.Explain(partial, NurseInKramfors);

        Assert.Contains("Valideringen anger det som det som återstår.",
            asked.Gaps.Single(g => g.Concept == skill).Explanation, StringComparison.Ordinal);
        Assert.Equal(GapAction.Validate, unasked.Gaps.Single(g => g.Concept == skill).Action);
    }

    [Fact]
    public void Reach_BeyondTheRadius_IsANearMissWhenItIsNotFar()
    {
        var near = AssistantNurseInHarnosand with { Municipality = World.Municipality("Örnsköldsvik") };
        var far = AssistantNurseInHarnosand with { Municipality = World.Municipality("Arjeplog") };
        var candidate = World.Candidate(ForeignNurse with { Wishes = new WishFacts { RadiusKilometres = 60 } });

        Assert.Equal(GateTypes.Reach,
            World.Engine.FailedGates(candidate, World.Opening(near), World.Now, Consents.None));
        Assert.True(World.Engine.IsNearMiss(candidate, World.Opening(near), World.Now, Consents.None));
        Assert.False(World.Engine.IsNearMiss(candidate, World.Opening(far), World.Now, Consents.None));
    }

    [Fact]
    public void Wishes_PlaceToMoveTo_CountsInsteadOfHome()
    {
        var mover = ForeignNurse with
        {
            Wishes = new WishFacts { Places = [new PlaceFact(World.Municipality("Storuman"))] },
        };
        var away = AssistantNurseInHarnosand with { Municipality = World.Municipality("Storuman") };

        Assert.Equal(GateTypes.None, World.FailedGates(mover, away));
        Assert.Equal(GateTypes.Reach, World.FailedGates(mover, AssistantNurseInHarnosand));
        Assert.Equal(GateTypes.None, World.FailedGates(
            mover with { Wishes = mover.Wishes with { Anywhere = true } }, AssistantNurseInHarnosand));
    }

    [Fact]
    public void Wishes_WholeCounty_ReachesAllOfIt()
    {
        var county = ForeignNurse with
        {
            Wishes = new WishFacts
            {
                Places = [new PlaceFact(World.Find("24", ConceptKinds.Region))],
                RadiusKilometres = 1,
            },
        };

        Assert.All(World.Taxonomy.Places.MunicipalitiesIn(World.Find("24", ConceptKinds.Region)), municipality =>
            Assert.Equal(GateTypes.None,
                World.FailedGates(county, AssistantNurseInHarnosand with { Municipality = municipality })));
    }

    [Fact]
    public void CareerChanger_WishedOccupationAlone_IsRelevant()
    {
        var changer = new CandidateFacts
        {
            Occupations = [World.Worked("Svetsare", 4)],
            Wishes = new WishFacts { Occupations = [AssistantNurseInHarnosand.Occupation] },
        };
        var features = new float[FitEngine.Features.Count];
        World.Engine.Extract(World.Candidate(changer), World.Opening(AssistantNurseInHarnosand), World.Now, features);

        Assert.True(FitEngine.IsRelevant(features));
        World.Engine.Extract(
            World.Candidate(changer with { Wishes = new WishFacts() }),
            World.Opening(AssistantNurseInHarnosand), World.Now, features);
        Assert.False(FitEngine.IsRelevant(features));
    }
}
