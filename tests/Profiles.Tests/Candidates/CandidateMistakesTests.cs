using Google.Protobuf;
using Grpc.Core;
using Matching.Competence.V1;
using Matching.Profiles.V1;

namespace Profiles.Tests.Candidates;

/// <summary>Every rule of a candidate, broken once: the field and the reason that the caller is told.</summary>
public sealed class CandidateMistakesTests : ProfileTest
{
    private static readonly Mistake[] Mistakes =
    [
        new("given_name", "TOO_LONG", c => c.GivenName = new string('x', 101)),
        new("family_name", "TOO_LONG", c => c.FamilyName = new string('x', 101)),
        new("email", "TOO_LONG", c => c.Email = new string('x', 255)),
        new("home", "UNKNOWN_CONCEPT", c => c.Home = "Atlantis"),
        new("home", "UNKNOWN_CONCEPT", c => c.Home = "Storgatan 12, Härnösand"),
        new("home", "TOO_LONG", c => c.Home = new string('x', 201)),
        new("right_to_work", "UNKNOWN_VALUE", c => c.RightToWork = (Candidate.Types.RightToWork)7),
        new("occupations", "TOO_MANY", c => c.Occupations.Add(Enumerable.Repeat(Nurse(), 51))),
        new("occupations[0].occupation", "REQUIRED", c => c.Occupations.Add(new OccupationExperience())),
        new("occupations[1].occupation", "UNKNOWN_CONCEPT", c =>
            c.Occupations.Add([Nurse(), new() { Occupation = "9999" }])),
        new("occupations[0].occupation", "UNKNOWN_CONCEPT", c =>
            c.Occupations.Add(new OccupationExperience { Occupation = "plastsvetsning" })),
        new("occupations[0].years", "OUT_OF_RANGE", c => c.Occupations.Add(Nurse(years: -1))),
        new("occupations[0].years", "OUT_OF_RANGE", c => c.Occupations.Add(Nurse(years: 61))),
        new("occupations[0].years", "OUT_OF_RANGE", c => c.Occupations.Add(Nurse(years: double.NaN))),
        new("occupations[0].last_year", "OUT_OF_RANGE", c => c.Occupations.Add(Nurse(lastYear: 2027))),
        new("occupations[0].last_year", "OUT_OF_RANGE", c => c.Occupations.Add(Nurse(lastYear: -1))),
        new("occupations[0].evidence", "NOT_WRITABLE", c => c.Occupations.Add(Nurse(evidence: Evidence.Validated))),
        new("occupations[0].evidence", "UNKNOWN_VALUE", c => c.Occupations.Add(Nurse(evidence: (Evidence)99))),
        new("skills", "TOO_MANY", c =>
            c.Skills.Add(Enumerable.Repeat(new SkillClaim { Skill = "plastsvetsning" }, 201))),
        new("skills[0].skill", "REQUIRED", c => c.Skills.Add(new SkillClaim())),
        new("skills[0].skill", "UNKNOWN_CONCEPT", c => c.Skills.Add(new SkillClaim { Skill = "qqqqqqq" })),
        new("skills[0].level", "OUT_OF_RANGE", c =>
            c.Skills.Add(new SkillClaim { Skill = "plastsvetsning", Level = 6 })),
        new("skills[0].level", "OUT_OF_RANGE", c =>
            c.Skills.Add(new SkillClaim { Skill = "plastsvetsning", Level = -1 })),
        new("skills[0].evidence", "NOT_WRITABLE",
            c => c.Skills.Add(new SkillClaim { Skill = "plastsvetsning", Evidence = Evidence.Validated })),
        new("languages", "TOO_MANY", c =>
            c.Languages.Add(Enumerable.Repeat(new LanguageSkill { Language = "sv" }, 31))),
        new("languages[0].language", "REQUIRED", c => c.Languages.Add(new LanguageSkill())),
        new("languages[0].language", "UNKNOWN_CONCEPT", c =>
            c.Languages.Add(new LanguageSkill { Language = "klingonska" })),
        new("languages[0].level", "UNKNOWN_VALUE", c =>
            c.Languages.Add(new LanguageSkill { Language = "sv", Level = (CefrLevel)7 })),
        new("languages[0].speaking", "UNKNOWN_VALUE",
            c => c.Languages.Add(new LanguageSkill { Language = "sv", Speaking = (CefrLevel)7 })),
        new("languages[0].writing", "UNKNOWN_VALUE",
            c => c.Languages.Add(new LanguageSkill { Language = "sv", Writing = (CefrLevel)(-1) })),
        new("languages[0].evidence", "NOT_WRITABLE",
            c => c.Languages.Add(new LanguageSkill { Language = "sv", Evidence = Evidence.Validated })),
        new("educations", "TOO_MANY", c => c.Educations.Add(Enumerable.Repeat(new Education { Field = "524" }, 31))),
        new("educations[0]", "REQUIRED", c => c.Educations.Add(new Education { Completed = true })),
        new("educations[0].level", "UNKNOWN_CONCEPT", c => c.Educations.Add(new Education { Level = "qqqqqqq" })),
        new("educations[0].field", "UNKNOWN_CONCEPT", c => c.Educations.Add(new Education { Field = "qqqqqqq" })),
        new("educations[0].occupation", "UNKNOWN_CONCEPT", c =>
            c.Educations.Add(new Education { Occupation = "9999" })),
        new("educations[0].evidence", "NOT_WRITABLE",
            c => c.Educations.Add(new Education { Field = "524", Evidence = Evidence.Validated })),
        new("licences", "TOO_MANY", c => c.Licences.Add(Enumerable.Repeat(new LicenceHolding { Licence = "B" }, 51))),
        new("licences[0].licence", "REQUIRED", c => c.Licences.Add(new LicenceHolding())),
        new("licences[0].licence", "UNKNOWN_CONCEPT", c => c.Licences.Add(new LicenceHolding { Licence = "qqqqqqq" })),
        new("licences[0].valid_until", "NOT_A_DATE",
            c => c.Licences.Add(new LicenceHolding { Licence = "B", ValidUntil = "2027-02-29" })),
        new("licences[0].evidence", "NOT_WRITABLE",
            c => c.Licences.Add(new LicenceHolding { Licence = "B", Evidence = Evidence.Validated })),
        new("wishes.places", "TOO_MANY", c =>
            Wish(c).Places.Add(Enumerable.Repeat(new WishedPlace { Place = "2280" }, 51))),
        new("wishes.places[0].place", "REQUIRED", c => Wish(c).Places.Add(new WishedPlace())),
        new("wishes.places[0].place", "UNKNOWN_CONCEPT", c =>
            Wish(c).Places.Add(new WishedPlace { Place = "Atlantis" })),
        new("wishes.places[0].place", "TOO_LONG", c =>
            Wish(c).Places.Add(new WishedPlace { Place = new string('x', 201) })),
        new("wishes.occupations", "TOO_MANY",
            c => Wish(c).Occupations.Add(Enumerable.Repeat(new WishedOccupation { Occupation = "2221" }, 21))),
        new("wishes.occupations[0].occupation", "REQUIRED", c => Wish(c).Occupations.Add(new WishedOccupation())),
        new("wishes.kinds[0]", "UNKNOWN_VALUE", c => Wish(c).Kinds.Add((OpeningKind)99)),
        new("wishes.radius_km", "OUT_OF_RANGE", c => Wish(c).RadiusKm = -1),
        new("wishes.radius_km", "OUT_OF_RANGE", c => Wish(c).RadiusKm = 2001),
        new("wishes.min_extent_percent", "OUT_OF_RANGE", c => Wish(c).MinExtentPercent = 101),
        new("wishes.max_extent_percent", "OUT_OF_RANGE", c => Wish(c).MaxExtentPercent = 101),
        new("wishes.min_extent_percent", "OUT_OF_RANGE", c =>
            (Wish(c).MinExtentPercent, c.Wishes.MaxExtentPercent) = (80, 50)),
        new("wishes.earliest_start", "NOT_A_DATE", c => Wish(c).EarliestStart = "snart"),
        new("consents", "TOO_MANY",
            c => c.Consents.Add(Enumerable.Repeat(new Consent { Purpose = Consent.Types.Purpose.Matching }, 11))),
        new("consents[0].purpose", "REQUIRED", c => c.Consents.Add(new Consent())),
        new("consents[0].purpose", "UNKNOWN_VALUE", c =>
            c.Consents.Add(new Consent { Purpose = (Consent.Types.Purpose)99 })),
        new("consents[0].text_version", "TOO_LONG",
            c => c.Consents.Add(
                new Consent { Purpose = Consent.Types.Purpose.Matching, TextVersion = new string('1', 51) })),
    ];

    [Fact]
    public async Task Create_AnyRuleBroken_NamesTheFieldAndTheReason()
    {
        foreach (var mistake in Mistakes)
        {
            var candidate = new Candidate();
            mistake.Make(candidate);

            await AssertToldAsync(mistake, () => CreateAsync(candidate));
        }

        Assert.Empty(await ChangesAsync());
    }

    [Fact]
    public async Task Update_AnyRuleBroken_NamesTheFieldAndTheReasonAndChangesNothing()
    {
        var stored = await CreateAsync(new Candidate { GivenName = "Oksana" });
        foreach (var mistake in Mistakes)
        {
            var candidate = new Candidate { Name = stored.Name };
            mistake.Make(candidate);

            await AssertToldAsync(mistake, () => UpdateAsync(candidate));
        }

        Assert.Equal(stored, await GetAsync(stored.Name));
    }

    [Fact]
    public async Task Create_EveryRuleBrokenAtOnce_IsRefusedWithAllThatFit()
    {
        var candidate = new Candidate();
        foreach (var mistake in Mistakes)
        {
            var other = new Candidate();
            mistake.Make(other);
            candidate.MergeFrom(other);
        }

        var failure = await Failure.OfAsync(() => CreateAsync(candidate));

        Assert.Equal(StatusCode.InvalidArgument, failure.Code);
        Assert.True(failure.Fields.Count > 10, $"{failure.Fields.Count} fields told");
        Assert.Contains(" more)", failure.Message, StringComparison.Ordinal);
    }

    private static async Task AssertToldAsync(Mistake mistake, Func<Task> call)
    {
        if (await Record.ExceptionAsync(call) is not RpcException error)
        {
            Assert.Fail($"{mistake.Field} was not refused as {mistake.Reason}.");
            return;
        }

        var failure = Failure.Of(error);
        Assert.Equal(
            (StatusCode.InvalidArgument, mistake.Reason, $"candidate.{mistake.Field}"),
            (failure.Code, failure.Reason, string.Join(", ", failure.Fields)));
    }

    private static OccupationExperience Nurse(
        double years = 1, int lastYear = 0, Evidence evidence = Evidence.Employer) =>
        new() { Occupation = "2221", Years = years, LastYear = lastYear, Evidence = evidence };

    private static Wishes Wish(Candidate candidate) => candidate.Wishes ??= new Wishes();

    private sealed record Mistake(string Field, string Reason, Action<Candidate> Make);
}
