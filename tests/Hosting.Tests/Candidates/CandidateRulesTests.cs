using Google.Protobuf.WellKnownTypes;
using Hosting.Tests.Concepts;
using Matching.Competence.V1;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Hosting.Tests.Candidates;

public sealed class CandidateRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Check_Empty_IsFine() => Assert.Empty(Check(new Candidate()));

    [Fact]
    public void Check_EveryFact_IsTurnedIntoConceptsWithLabels()
    {
        var candidate = new Candidate
        {
            Occupations =
            {
                new OccupationExperience { Occupation = "ssyk:2221", Label = "forged", Years = 6, LastYear = 2026 },
            },
            Skills = { new SkillClaim { Skill = "plastsvetsning", Level = 5 } },
            Languages = { new LanguageSkill { Language = "sv", Level = CefrLevel.B2 } },
            Educations =
            {
                new Education { Level = "kandidatexamen", Field = "524", Occupation = "2221", Completed = true },
            },
            Licences = { new LicenceHolding { Licence = "CE", ValidUntil = "2028-02-29" } },
            Home = "Ramvik",
            HomeLabel = "forged",
            Wishes = new Wishes
            {
                Places = { new WishedPlace { Place = "Lycksele" }, new WishedPlace { Place = "22" } },
                Occupations = { new WishedOccupation { Occupation = "2221" } },
            },
        };

        Assert.Empty(Check(candidate));

        Assert.Equal(("Z8ci_bBE_tmx", "Grundutbildade sjuksköterskor"),
            (candidate.Occupations[0].Occupation, candidate.Occupations[0].Label));
        Assert.Equal(("85C2_bUX_JUW", "Plastsvetsning"), (candidate.Skills[0].Skill, candidate.Skills[0].Label));
        Assert.Equal(("zSLA_vw2_FXN", "Svenska"), (candidate.Languages[0].Language, candidate.Languages[0].Label));
        Assert.Equal("NQLe_3u4_E3H", candidate.Educations[0].Level);
        Assert.Equal("Kemi- och bioteknik", candidate.Educations[0].FieldLabel);
        Assert.Equal("Grundutbildade sjuksköterskor", candidate.Educations[0].OccupationLabel);
        Assert.Equal("zZu8_iZ9_wMH", candidate.Licences[0].Licence);
        Assert.Equal(("2280", "Härnösand"), (candidate.Home, candidate.HomeLabel));
        Assert.Equal(["2481", "22"], candidate.Wishes.Places.Select(place => place.Place));
        Assert.Equal(["Lycksele", "Västernorrlands län"], candidate.Wishes.Places.Select(place => place.Label));
        Assert.Equal("Z8ci_bBE_tmx", candidate.Wishes.Occupations[0].Occupation);
    }

    [Fact]
    public void Check_WhatItAnswered_IsFineAsItIs()
    {
        var candidate = new Candidate
        {
            Occupations = { new OccupationExperience { Occupation = "2221" } },
            Home = "Ramvik",
            Wishes = new Wishes { Places = { new WishedPlace { Place = "Västernorrlands län" } } },
        };
        Check(candidate);
        var once = candidate.Clone();

        Assert.Empty(Check(candidate));
        Assert.Equal(once, candidate);
    }

    [Theory]
    [InlineData("Stockholm", "0180")]
    [InlineData("Uppsala", "0380")]
    [InlineData("Kalmar", "0880")]
    [InlineData("Gävle", "2180")]
    [InlineData("Umeå", "2480")]
    [InlineData("Ramvik", "2280")]
    [InlineData("Västernorrland", "22")]
    [InlineData("Västernorrlands län", "22")]
    [InlineData("Stockholms län", "01")]
    [InlineData("Norrbotten", "25")]
    [InlineData("Jämtlands län", "23")]
    [InlineData("24", "24")]
    [InlineData("2481", "2481")]
    public void Check_WishedPlace_IsTheMunicipalityUnlessTheCountyIsNamed(string written, string code)
    {
        var candidate = new Candidate { Wishes = new Wishes { Places = { new WishedPlace { Place = written } } } };

        Assert.Empty(Check(candidate));
        Assert.Equal(code, candidate.Wishes.Places[0].Place);
    }

    [Fact]
    public void Check_ManyMistakes_AreAllTold()
    {
        var errors = Check(new Candidate
        {
            GivenName = new string('x', 101),
            Home = "Atlantis",
            Skills = { new SkillClaim { Level = 6, Evidence = Evidence.Validated } },
            Wishes = new Wishes { RadiusKm = 2001 },
            Consents = { new Consent() },
        });

        Assert.Equal(
            [
                ("candidate.given_name", "TOO_LONG"),
                ("candidate.home", "UNKNOWN_CONCEPT"),
                ("candidate.skills[0].skill", "REQUIRED"),
                ("candidate.skills[0].level", "OUT_OF_RANGE"),
                ("candidate.skills[0].evidence", "NOT_WRITABLE"),
                ("candidate.wishes.radius_km", "OUT_OF_RANGE"),
                ("candidate.consents[0].purpose", "REQUIRED"),
            ],
            errors.Select(error => (error.Field, error.Reason)));
    }

    [Fact]
    public void Check_AtEveryLimit_IsFine() => Assert.Empty(Check(new Candidate
    {
        GivenName = new string('x', 100),
        FamilyName = new string('x', 100),
        Email = new string('x', 254),
        Occupations =
        {
            Enumerable.Repeat(0, 50)
                .Select(_ => new OccupationExperience { Occupation = "2221", Years = 60, LastYear = 1940 }),
        },
        Skills = { Enumerable.Repeat(0, 200).Select(_ => new SkillClaim { Skill = "plastsvetsning", Level = 5 }) },
        Languages = { Enumerable.Repeat(0, 30).Select(_ => new LanguageSkill { Language = "sv" }) },
        Educations = { Enumerable.Repeat(0, 30).Select(_ => new Education { Field = "524" }) },
        Licences = { Enumerable.Repeat(0, 50).Select(_ => new LicenceHolding { Licence = "B" }) },
        Wishes = new Wishes
        {
            Places = { Enumerable.Repeat(0, 50).Select(_ => new WishedPlace { Place = "2280" }) },
            Occupations = { Enumerable.Repeat(0, 20).Select(_ => new WishedOccupation { Occupation = "2221" }) },
            RadiusKm = 2000,
            MinExtentPercent = 100,
            MaxExtentPercent = 100,
        },
        Consents = { new Consent { Purpose = Consent.Types.Purpose.Matching, TextVersion = new string('1', 50) } },
    }));

    [Fact]
    public void Check_Consents_KeepTheirTimeUntilTheTextChanges()
    {
        var earlier = Timestamp.FromDateTimeOffset(Now.AddDays(-30));
        var previous = new Candidate
        {
            Consents =
            {
                new Consent { Purpose = Consent.Types.Purpose.Matching, TextVersion = "1", GrantTime = earlier },
                new Consent { Purpose = Consent.Types.Purpose.Statistics, TextVersion = "1", GrantTime = earlier },
            },
        };
        var candidate = new Candidate
        {
            Consents =
            {
                new Consent { Purpose = Consent.Types.Purpose.Matching, TextVersion = "1" },
                new Consent { Purpose = Consent.Types.Purpose.Statistics, TextVersion = "2", GrantTime = earlier },
                new Consent { Purpose = Consent.Types.Purpose.Household, GrantTime = earlier },
            },
        };

        Assert.Empty(Check(candidate, previous));

        var now = Timestamp.FromDateTimeOffset(Now);
        Assert.Equal([earlier, now, now], candidate.Consents.Select(consent => consent.GrantTime));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.001)]
    [InlineData(60.001)]
    public void Check_YearsThatNobodyHas_AreRefused(double years)
    {
        var errors =
            Check(new Candidate { Occupations = { new OccupationExperience { Occupation = "2221", Years = years } } });

        Assert.Equal(
            ("candidate.occupations[0].years", "OUT_OF_RANGE"), (errors.Single().Field, errors.Single().Reason));
    }

    private static IReadOnlyList<FieldError> Check(Candidate candidate, Candidate? previous = null)
    {
        var errors = new FieldErrors();
        CandidateRules.Check(candidate, previous, "candidate", errors, ConceptFieldsTests.Taxonomy, Now);
        return errors.Items;
    }
}
