using Google.Protobuf.WellKnownTypes;
using Matching.Competence.V1;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Importance = Matching.Vacancies.V1.Requirement.Types.Importance;
using Origin = Matching.Vacancies.V1.Requirement.Types.Origin;
using Side = Matching.Matches.V1.Criterion.Types.Side;
using Status = Matching.Matches.V1.Criterion.Types.Status;

namespace Portal.Tests.Fakes;

/// <summary>The region of the fake services: a few openings and people in which everything occurs that a page can show.</summary>
internal static class Region
{
    /// <summary>When the portal under test looks at the region.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public const string WithoutConsent = "candidates/silent";

    /// <summary>A title that only shows up unharmed where everything is escaped.</summary>
    public const string HostileTitle = "<script>alert(\"x\")</script> & 'söner'";

    public static readonly IReadOnlyList<FakeConcept> Concepts =
    [
        new("bXNH_MNX_dUR", "Sjuksköterska, grundutbildad", "Nurse"),
        new("p17k_znk_osi", "Undersköterska", "Assistant nurse"),
        new("wBdg_s8b_ieW", "Svetsare", "Welder"),
        new("zSkr_6xv_FhS", "Svenska", "Swedish"),
        new("tysk_000_001", "Tyska", "German"),
        new("poln_000_001", "Polska", "Polish"),
        new("leg_nurse_01", "Legitimation som sjuksköterska", "Licence as a nurse"),
        new("VTK8_WRx_GcM", "B", "B"),
        new("skil_hlr_001", "Hjärt-lungräddning", "Cardiopulmonary resuscitation"),
    ];

    public static readonly IReadOnlyList<Vacancy> Vacancies = [.. MakeVacancies()];

    public static readonly IReadOnlyList<Candidate> Candidates = [.. MakeCandidates()];

    public static readonly IReadOnlyList<ValidationResult> Validations =
    [
        new()
        {
            Name = "candidates/nurse/validationResults/1",
            Standard = "Socialstyrelsens kunskapsprov",
            SeqfLevel = 6,
            Outcome = ValidationResult.Types.Outcome.Partial,
            Covers = { new ValidationResult.Types.Item { Concept = "bXNH_MNX_dUR", Label = "Sjuksköterska, grundutbildad", Note = "teori" } },
            Missing = { new ValidationResult.Types.Item { Concept = "skil_hlr_001", Label = "Läkemedelsberäkning" } },
            Issuer = "Umeå universitet",
            IssueDate = "2026-05-04",
            Verification = ValidationResult.Types.Verification.Verified,
        },
    ];

    public static readonly Household Household = new()
    {
        Name = "households/pair",
        Members =
        {
            new Household.Types.Member { Candidate = "candidates/nurse", Sharing = Household.Types.Sharing.Reasons },
            new Household.Types.Member { Candidate = "candidates/welder", Sharing = Household.Types.Sharing.Outlook },
        },
    };

    public static readonly Provenance Provenance = new() { Model = "models/expert-1", TaxonomyVersion = "pack-2025-12" };

    public static readonly GateCount[] GateCounts =
    [
        new() { Type = "REACH", Count = 1212 },
        new() { Type = "LICENCE", Count = 31 },
        new() { Type = "KIND", Count = 4 },
    ];

    public static readonly Model Model = new()
    {
        Name = "models/expert-1",
        Type = Model.Types.Type.Expert,
        State = Model.Types.State.Active,
        BaseScore = 36.4,
        Description = "Weights that add up to 100 points.",
        Features =
        {
            Feature("occupation_relation", "How related the best of what the candidate has done is to the occupation, 0 to 1.", 22, 0),
            Feature("place_fit", "How well the place suits, 0 to 1.", 10, 0.5),
            Feature("weakest_must", "How far the weakest of what is required is met, 0 to 1.", 8, 0.6),
        },
    };

    public static IReadOnlyList<Model> Models => [Model, Trained("trees-2", Model.Types.State.Shadow)];

    public static Model Trained(string name, Model.Types.State state) => new()
    {
        Name = $"models/{name}",
        Type = Model.Types.Type.Lambdamart,
        State = state,
        BaseScore = 37.2,
        Features = { Model.Features.Select(feature => new Model.Types.Feature(feature) { Weight = 0, MissingValue = 0 }) },
        CreateTime = new() { Seconds = 1_795_000_000 },
        Training = new ModelTraining { QueryCount = 12_400, RowCount = 248_000, CodeVersion = "1a2b3c", Seed = 7 },
        Evaluation = new ModelEvaluation
        {
            Incumbent = "models/expert-1",
            Overall = new() { QueryCount = 2_480, Ndcg10 = 0.742, IncumbentNdcg10 = 0.698, Difference_ = 0.044, Lower = 0.031, Upper = 0.057 },
        },
        Approval = new ModelDecision { DecideTime = new() { Seconds = 1_795_100_000 }, Decider = "Ada Approver" },
        Calibration = "The share of relevant pairs.",
    };

    public static Candidate UnderstoodNurse() => new()
    {
        Occupations = { Worked("bXNH_MNX_dUR", 6, Evidence.Extracted) },
        Skills = { new SkillClaim { Skill = "skil_hlr_001", Label = "Hjärt-lungräddning", Evidence = Evidence.Extracted } },
        Languages =
        {
            new LanguageSkill { Language = "zSkr_6xv_FhS", Label = "Svenska", Level = CefrLevel.B2, Evidence = Evidence.Extracted },
            new LanguageSkill { Language = "tysk_000_001", Label = "Tyska", Evidence = Evidence.Extracted },
        },
        Licences = { new LicenceHolding { Licence = "leg_nurse_01", Label = "Legitimation som sjuksköterska", Evidence = Evidence.Extracted } },
        Home = "2281",
        HomeLabel = "Sundsvall",
        Wishes = new Wishes { Places = { new WishedPlace { Place = "2280", Label = "Härnösand" } }, RadiusKm = 60 },
    };

    public static Candidate UnderstoodWelder() => new()
    {
        Occupations = { Worked("wBdg_s8b_ieW", 8, Evidence.Extracted) },
        Languages = { new LanguageSkill { Language = "poln_000_001", Label = "Polska", Level = CefrLevel.C2 } },
        Home = "2281",
        HomeLabel = "Sundsvall",
        Wishes = new Wishes(),
    };

    /// <summary>A match whose contributions add up to its score.</summary>
    public static Match Match(Vacancy vacancy, int place, bool english)
    {
        string Say(string swedish, string englishText) => english ? englishText : swedish;
        var match = new Match
        {
            Vacancy = vacancy.Name,
            VacancyBrief = new VacancyBrief
            {
                Title = vacancy.Title,
                Employer = vacancy.Employer.DisplayName,
                Kind = vacancy.Kind,
                Occupation = vacancy.Occupation,
                OccupationLabel = vacancy.OccupationLabel,
                Municipality = vacancy.Workplace.Municipality,
                MunicipalityLabel = vacancy.Workplace.MunicipalityLabel,
                MinExtentPercent = vacancy.MinExtentPercent,
                MaxExtentPercent = vacancy.MaxExtentPercent,
                ApplicationDeadline = vacancy.ApplicationDeadline,
                Url = vacancy.Url,
            },
            BaseScore = 36.4,
            RequirementFit = 0.91 - (place * 0.06),
            WishFit = 0.8 - (place * 0.04),
            Travel = new Travel
            {
                DistanceKm = place == 1 ? 0 : 42.3 + (place * 11),
                DurationMinutes = place == 1 ? 0 : 35 + (place * 9),
                Estimated = place != 2,
                OriginLabel = "Sundsvall",
            },
            Criteria =
            {
                new Criterion
                {
                    Type = "OCCUPATION",
                    Side = Side.Requirement,
                    Label = Say("Sjuksköterska", "Nurse"),
                    Importance = Importance.Must,
                    Status = Status.Met,
                    Degree = 1,
                    Held = Say("Sjuksköterska, 6 år", "Nurse, 6 years"),
                    Evidence = Evidence.Validated,
                    Contribution = 22,
                    Explanation = Say("Samma yrke: sjuksköterska, 6 år, validerat.", "Same occupation: nurse, 6 years, validated."),
                },
                new Criterion
                {
                    Type = "LICENCE",
                    Side = Side.Requirement,
                    Label = Say("Legitimation som sjuksköterska", "Licence as a nurse"),
                    Importance = Importance.Must,
                    Origin = Origin.Regulated,
                    Status = Status.Met,
                    Degree = 1,
                    Held = Say("Legitimation som sjuksköterska", "Licence as a nurse"),
                    Evidence = Evidence.SelfDeclared,
                    Contribution = 6.5,
                    Explanation = Say("Legitimation krävs enligt lag och finns.", "The licence is required by law and held."),
                },
                new Criterion
                {
                    Type = "LANGUAGE",
                    Side = Side.Requirement,
                    Label = Say("Svenska, nivå C1", "Swedish, level C1"),
                    Importance = Importance.Must,
                    Status = Status.PartlyMet,
                    Degree = 0.6,
                    RequiredLevel = CefrLevel.C1,
                    HeldLevel = CefrLevel.B2,
                    Held = Say("Svenska B2", "Swedish B2"),
                    Evidence = Evidence.SelfDeclared,
                    Contribution = -0.6 - place,
                    Explanation = Say("Svenska på nivå C1 krävs; den angivna nivån är B2.", "Swedish at level C1 is required; the stated level is B2."),
                },
                new Criterion
                {
                    Type = "SKILL",
                    Side = Side.Requirement,
                    Label = Say("Journalsystem", "Record systems"),
                    Importance = Importance.Nice,
                    Status = Status.NotAssessed,
                    Explanation = Say("Inget är sagt om journalsystem.", "Nothing is said about record systems."),
                },
                new Criterion
                {
                    Type = "PLACE",
                    Side = Side.Wish,
                    Label = vacancy.Workplace.MunicipalityLabel,
                    Status = Status.Met,
                    Degree = 0.9,
                    Contribution = 4.1,
                    Explanation = Say("Det är 42 km dit.", "It is 42 km there."),
                },
                new Criterion
                {
                    Type = "EXTENT",
                    Side = Side.Wish,
                    Label = Say("Omfattning 75–100 %", "Extent 75–100%"),
                    Status = Status.Unmet,
                    Contribution = -1.2,
                    Explanation = Say("Omfattningen är 50 %, önskemålet 75–100 %.", "The extent is 50%, the wish 75–100%."),
                },
            },
            Gaps =
            {
                new Gap
                {
                    Type = "LANGUAGE",
                    Label = Say("Svenska, nivå C1", "Swedish, level C1"),
                    Action = Gap.Types.Action.LearnLanguage,
                    Explanation = Say(
                        "Svenska på nivå C1 krävs; den angivna nivån är B2. Läs vidare till C1.",
                        "Swedish at level C1 is required; the stated level is B2. Study on to C1."),
                },
            },
        };
        match.Score = match.BaseScore + match.Criteria.Sum(criterion => criterion.Contribution);
        return match;
    }

    public static NearMiss NearMiss(bool english)
    {
        var gap = new Gap
        {
            Type = "DRIVING_LICENCE",
            Label = english ? "Driving licence CE" : "Körkort CE",
            Blocking = true,
            Action = Gap.Types.Action.TakeDrivingLicence,
            Explanation = english ? "CE is required for the work and missing. Take driving licence CE." : "CE krävs för arbetet och saknas. Ta körkort CE.",
        };
        var match = Match(Vacancies[5], 5, english);
        match.Gaps.Insert(0, gap);
        return new NearMiss { Match = match, Gap = gap };
    }

    public static IEnumerable<TandemPlace> Places(string first, string second, bool english, bool hidden)
    {
        (string Code, string Name, double Score)[] places =
            [("2284", "Örnsköldsvik", 0.85), ("2281", "Sundsvall", 0.8), ("2280", "Härnösand", 0.65), ("2481", "Lycksele", 0.4), ("2260", "Ånge", 0.1)];
        return places.Select((place, index) => new TandemPlace
        {
            Municipality = place.Code,
            MunicipalityLabel = place.Name,
            JointScore = place.Score,
            Members =
            {
                new TandemPlace.Types.Member
                {
                    Candidate = first,
                    Outlook = TandemPlace.Types.Outlook.Strong,
                    OpeningCount = 14 - index,
                    Matches = { Vacancies.Skip(index).Take(2).Select(vacancy => Match(vacancy, index, english)) },
                },
                hidden
                    ? new TandemPlace.Types.Member { Candidate = second, Outlook = TandemPlace.Types.Outlook.Good }
                    : new TandemPlace.Types.Member
                    {
                        Candidate = second,
                        Outlook = index == 4 ? TandemPlace.Types.Outlook.None : TandemPlace.Types.Outlook.Good,
                        OpeningCount = index == 4 ? 0 : 1,
                        Matches = { Vacancies.Skip(4).Take(index == 4 ? 0 : 1).Select(vacancy => Match(vacancy, 4, english)) },
                    },
            },
        });
    }

    private static IEnumerable<Vacancy> MakeVacancies()
    {
        (string Title, string Employer, string Occupation, string Code, string Place)[] first =
        [
            ("Sjuksköterska till medicinavdelningen, Sundsvalls sjukhus", "Region Västernorrland", "bXNH_MNX_dUR", "2281", "Sundsvall"),
            ("Sjuksköterska till hemsjukvården", "Härnösands kommun", "bXNH_MNX_dUR", "2280", "Härnösand"),
            ("Sjuksköterska natt, särskilt boende", "Kramfors kommun", "bXNH_MNX_dUR", "2282", "Kramfors"),
            ("Undersköterska med inriktning demens till Ädelmodigården i Bredbyn, tills vidare med tillträde enligt överenskommelse", "Örnsköldsviks kommun", "p17k_znk_osi", "2284", "Örnsköldsvik"),
            ("Svetsare MIG/MAG", "Ådalens Mekaniska Verkstad AB", "wBdg_s8b_ieW", "2283", "Sollefteå"),
            ("Sjukvårdstransport, förare med CE", "Norrlands Transport AB", "bXNH_MNX_dUR", "2462", "Vilhelmina"),
            (HostileTitle, "Svets & Söner <b>AB</b>", "wBdg_s8b_ieW", "2481", "Lycksele"),
        ];
        for (var i = 0; i < 60; i++)
        {
            var (title, employer, occupation, code, place) = first[i % first.Length];
            yield return new Vacancy
            {
                Name = $"vacancies/{i + 1}",
                Title = i < first.Length ? title : $"{title.Replace(HostileTitle, "Svetsare")} {i}",
                State = Vacancy.Types.State.Open,
                Kind = i == 2 ? OpeningKind.Seasonal : OpeningKind.Job,
                Employer = new Employer { DisplayName = employer },
                Occupation = occupation,
                OccupationLabel = Concepts.First(concept => concept.Id == occupation).Swedish,
                Workplace = new Workplace { Municipality = code, MunicipalityLabel = place, Locality = place },
                MinExtentPercent = i % 3 == 0 ? 100 : 50,
                MaxExtentPercent = 100,
                Duration = Vacancy.Types.Duration.Permanent,
                Positions = 2,
                Description = "Vi söker dig som trivs i mötet med människor.\n\nDu har legitimation som sjuksköterska och god svenska.",
                PublishTime = Timestamp.FromDateTimeOffset(Now.AddDays(-i - 1)),
                ExpireTime = Timestamp.FromDateTimeOffset(Now.AddDays(60 - i)),
                ApplicationDeadline = Timestamp.FromDateTimeOffset(Now.AddDays(i * 5)),
                Url = i == 6 ? "javascript:alert(1)" : $"https://arbetsformedlingen.se/platsbanken/annonser/{i}",
                Notices = { "workplace.municipality: read from the postal address." },
                Requirements =
                {
                    new Requirement
                    {
                        Type = Requirement.Types.Type.Licence,
                        Concept = "leg_nurse_01",
                        Label = "Legitimation som sjuksköterska",
                        Importance = Importance.Must,
                        Origin = Origin.Regulated,
                    },
                    new Requirement
                    {
                        Type = Requirement.Types.Type.Language,
                        Concept = "zSkr_6xv_FhS",
                        Label = "Svenska",
                        Importance = Importance.Must,
                        RequiredLevel = CefrLevel.B2,
                        DesiredLevel = CefrLevel.C1,
                        Origin = Origin.Extracted,
                        Quote = "god svenska",
                    },
                    new Requirement
                    {
                        Type = Requirement.Types.Type.Experience,
                        Concept = "bXNH_MNX_dUR",
                        Label = "Sjuksköterska, grundutbildad",
                        Importance = Importance.Nice,
                        MinYears = 2,
                        Origin = Origin.Stated,
                    },
                },
            };
        }
    }

    private static IEnumerable<Candidate> MakeCandidates()
    {
        var consents = new[] { Consent.Types.Purpose.Matching, Consent.Types.Purpose.EmployerSearch, Consent.Types.Purpose.Household }
            .Select(purpose => new Consent { Purpose = purpose, GrantTime = Timestamp.FromDateTimeOffset(Now.AddDays(-30)) })
            .ToArray();
        var nurse = UnderstoodNurse();
        nurse.Name = "candidates/nurse";
        nurse.GivenName = "Förnamnet";
        nurse.FamilyName = "Efternamnet";
        nurse.Email = "epost@example.com";
        nurse.Occupations[0].Evidence = Evidence.Validated;
        nurse.Occupations[0].LastYear = 2025;
        nurse.RightToWork = Candidate.Types.RightToWork.Held;
        nurse.Educations.Add(new Education { LevelLabel = "Kandidatexamen", FieldLabel = "Omvårdnad", Completed = true, Evidence = Evidence.Education });
        nurse.Consents.Add(consents);
        yield return nurse;

        var welder = UnderstoodWelder();
        welder.Name = "candidates/welder";
        welder.Consents.Add(consents);
        yield return welder;

        for (var i = 0; i < 40; i++)
        {
            yield return new Candidate
            {
                Name = $"candidates/{i}",
                Occupations = { Worked(i % 2 == 0 ? "p17k_znk_osi" : "wBdg_s8b_ieW", i / 2.0, Evidence.Employer) },
                HomeLabel = i % 3 == 0 ? "" : "Lycksele",
                Consents = { consents[0] },
            };
        }

        yield return new Candidate { Name = WithoutConsent, Occupations = { Worked("wBdg_s8b_ieW", 3, Evidence.SelfDeclared) } };
    }

    private static OccupationExperience Worked(string occupation, double years, Evidence evidence) => new()
    {
        Occupation = occupation,
        Label = Concepts.First(concept => concept.Id == occupation).Swedish,
        Years = years,
        Evidence = evidence,
    };

    private static Model.Types.Feature Feature(string name, string description, double weight, double missing) => new()
    {
        Name = name,
        Description = description,
        Weight = weight,
        MissingValue = missing,
        MonotoneDirection = 1,
    };
}

/// <summary>A concept that the fake taxonomy knows.</summary>
internal sealed record FakeConcept(string Id, string Swedish, string English);
