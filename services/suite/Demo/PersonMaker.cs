using System.Globalization;
using Matching.Competence;
using Matching.Competence.V1;
using Matching.Profiles.V1;
using Concept = Matching.Competence.Concept;
using ConceptKind = Matching.Competence.ConceptKind;
using Purpose = Matching.Profiles.V1.Consent.Types.Purpose;

namespace Matching.Suite.Demo;

/// <summary>
/// Draws candidates: what they have done, know and want. There is nobody behind them, so they have no names; and the
/// contract has no field for where somebody comes from, so neither has the demo: only languages and evidence differ.
/// </summary>
internal sealed class PersonMaker(Dice dice, Vocabulary vocabulary, Trade[] trades, DateTime now)
{
    /// <summary>Work that many have done beside or before their trade.</summary>
    private static readonly string[] EntryTrades = ["9412", "9111", "5222", "4322", "5330", "5343", "8329"];

    private static readonly int[] Radii = [0, 20, 30, 50, 60, 80, 100, 150];

    private readonly Municipality[] _municipalities = Municipality.ReadAll();

    private readonly (string Name, double Weight)[] _elsewhere =
        Table.Read("elsewhere.tsv", row => (row.Text("place"), row.Number("weight")));

    private readonly Tongues[] _tongues = Table.Read("languages.tsv", row => new Tongues(
        row.Number("weight"), row.List("own"), row.Weights("swedish"), row.Weights("english"), row.Number("schooled")));

    private readonly Dictionary<string, Trade> _bySsyk = trades.ToDictionary(trade => trade.Ssyk);

    /// <summary>Null when the taxonomy does not know the occupation.</summary>
    public Person? Draw()
    {
        var trade = dice.Pick(trades, candidate => candidate.People);
        var tongues = dice.Pick(_tongues, candidate => candidate.Weight);
        var isSchooledHere = dice.Chance(tongues.Schooled);
        var occupation = dice.Chance(50) ? trade.Occupations[0] : dice.Pick(trade.Occupations);
        var (requestId, validationRequestId) = (dice.Uuid(), dice.Uuid());
        if (vocabulary.Occupation(occupation.Label) is not { } concept)
        {
            return null;
        }

        var years = DrawYears();
        var candidate = new Candidate
        {
            RightToWork = dice.Chance(92) ? Candidate.Types.RightToWork.Held
                : dice.Chance(25) ? Candidate.Types.RightToWork.NotHeld
                : Candidate.Types.RightToWork.Unspecified,
        };
        AddOccupations(candidate, trade, concept, years, isSchooledHere);
        AddSkills(candidate, trade, years, isSchooledHere);
        AddLanguages(candidate, tongues, isSchooledHere);
        AddEducation(candidate, trade, concept, isSchooledHere);
        var hasAllPapers = AddLicences(candidate, trade, isSchooledHere);
        AddWishes(candidate, trade);
        AddConsents(candidate);
        return new Person
        {
            RequestId = requestId,
            ValidationRequestId = validationRequestId,
            Candidate = candidate,
            Validation = dice.Chance(isSchooledHere ? 4 : years >= 2 ? 40 : 12)
                ? DrawValidation(trade, concept, hasAllPapers)
                : null,
        };
    }

    /// <summary>Most have a few years, some have decades.</summary>
    private double DrawYears() => Math.Round(30 * Math.Pow(dice.Share(), 2.2) * 2, MidpointRounding.AwayFromZero) / 2;

    private void AddOccupations(Candidate candidate, Trade trade, Concept concept, double years, bool isSchooledHere)
    {
        candidate.Occupations.Add(new OccupationExperience
        {
            Occupation = concept.Id,
            Years = years,
            LastYear = years == 0 ? 0 : now.Year - dice.Pick<int>([0, 0, 0, 0, 1, 1, 2, 4, 7]),
            Evidence = years > 0 && dice.Chance(isSchooledHere ? 55 : 15) ? Evidence.Employer : Evidence.SelfDeclared,
        });
        var second = dice.Chance(25) ? _bySsyk[dice.Pick(EntryTrades)]
            : dice.Chance(30) ? dice.Pick([.. trades.Where(other => other.Area == trade.Area && other.People > 0)])
            : trade;
        if (second != trade && vocabulary.Occupation(second.Occupations[0].Label) is { } other && other != concept)
        {
            candidate.Occupations.Add(new OccupationExperience
            {
                Occupation = other.Id,
                Years = dice.Between(1, 8) / 2.0,
                LastYear = now.Year - dice.Between(0, 10),
                Evidence = Evidence.SelfDeclared,
            });
        }
    }

    private void AddSkills(Candidate candidate, Trade trade, double years, bool isSchooledHere)
    {
        var terms = dice.Some(trade.Must, years > 1 ? trade.Must.Length : 1)
            .Concat(dice.Some(trade.Nice, dice.Between(0, 4)));
        foreach (var skill in terms.Select(term => vocabulary.Skill(term.Label)).OfType<Concept>().Distinct())
        {
            if (skill.Kind == ConceptKind.Skill)
            {
                candidate.Skills.Add(new SkillClaim
                {
                    Skill = skill.Id,
                    Level = dice.Chance(30) ? 0 : Math.Clamp((int)(years / 4) + dice.Between(1, 3), 1, 5),
                    Evidence = years > 0 && dice.Chance(isSchooledHere ? 35 : 10)
                        ? Evidence.Employer
                        : Evidence.SelfDeclared,
                });
            }
        }
    }

    private void AddLanguages(Candidate candidate, Tongues tongues, bool isSchooledHere)
    {
        foreach (var code in tongues.Own)
        {
            AddLanguage(candidate, code, code == "en" ? CefrLevel.C1 : CefrLevel.C2, Evidence.SelfDeclared);
        }

        if (!tongues.Own.Contains("sv"))
        {
            var level = Level(dice.Pick(tongues.Swedish));
            var learnt = isSchooledHere && level < CefrLevel.B2 ? CefrLevel.B2 : level;
            AddLanguage(candidate, "sv", learnt, dice.Chance(45) ? Evidence.Education : Evidence.SelfDeclared);
        }

        if (!tongues.Own.Contains("en") && dice.Chance(85))
        {
            AddLanguage(candidate, "en", Level(dice.Pick(tongues.English)), Evidence.SelfDeclared);
        }
    }

    private void AddLanguage(Candidate candidate, string code, CefrLevel level, Evidence evidence)
    {
        if (vocabulary.Find(code, ConceptKinds.Language) is { } language)
        {
            candidate.Languages.Add(new LanguageSkill
            {
                Language = language.Id,
                Level = level,
                Writing = level > CefrLevel.A1 && level < CefrLevel.C1 && dice.Chance(25)
                    ? level - 1
                    : CefrLevel.Unspecified,
                Evidence = evidence,
            });
        }
    }

    private void AddEducation(Candidate candidate, Trade trade, Concept occupation, bool isSchooledHere)
    {
        if (vocabulary.Find(trade.Education, ConceptKinds.EducationLevel) is not { } level)
        {
            return;
        }

        var leads = dice.Chance(trade.Education is "20" or "31" ? 30 : 80);
        var education = new Education
        {
            Level = level.Id,
            Completed = dice.Chance(90),
            Evidence = dice.Chance(isSchooledHere ? 80 : 45) ? Evidence.Education : Evidence.SelfDeclared,
        };
        if (leads && trade.Education is not "20")
        {
            education.Occupation = occupation.Id;
            education.Field = FieldFor(trade)?.Id ?? "";
        }

        candidate.Educations.Add(education);
    }

    private Concept? FieldFor(Trade trade) => vocabulary.Group(trade.Ssyk) is not { } group ? null
        : vocabulary.Taxonomy.Concepts
            .Where(field =>
                field.Kind == ConceptKind.EducationField && vocabulary.Taxonomy.GroupsPreparedBy(field).Contains(group))
            .MinBy(field => field.Code, StringComparer.Ordinal);

    /// <summary>Answers whether all that the law asks for in the trade is there.</summary>
    private bool AddLicences(Candidate candidate, Trade trade, bool isSchooledHere)
    {
        var hasAll = true;
        foreach (var paper in trade.Papers)
        {
            var percent = (paper.Demand, isSchooledHere) switch
            {
                (PaperDemand.Always, true) => 93,
                (PaperDemand.Always, false) => 30,
                (PaperDemand.Often, true) => 75,
                (PaperDemand.Often, false) => 35,
                (_, true) => 40,
                _ => 15,
            };
            if (dice.Chance(percent) && vocabulary.Skill(paper.Term.Label) is { } licence)
            {
                var isProven = paper.Demand == PaperDemand.Always || dice.Chance(60);
                AddLicence(candidate, licence, isProven ? Evidence.Education : Evidence.SelfDeclared);
            }
            else
            {
                hasAll &= paper.Demand != PaperDemand.Always;
            }
        }

        var category = trade.Driving.Length > 0 && trade.Driving[0].Value != "B" && dice.Chance(85)
            ? dice.Pick(trade.Driving)
            : dice.Chance(isSchooledHere ? 80 : 55) ? "B"
            : null;
        if (category is not null && vocabulary.Find(category, ConceptKinds.DrivingLicence) is { } driving)
        {
            AddLicence(candidate, driving, Evidence.SelfDeclared);
        }

        return hasAll;
    }

    private static void AddLicence(Candidate candidate, Concept licence, Evidence evidence)
    {
        if (candidate.Licences.All(held => held.Licence != licence.Id))
        {
            candidate.Licences.Add(new LicenceHolding { Licence = licence.Id, Evidence = evidence });
        }
    }

    private void AddWishes(Candidate candidate, Trade trade)
    {
        var wishes = candidate.Wishes = new Wishes { RadiusKm = dice.Pick(Radii) };
        if (dice.Chance(68))
        {
            candidate.Home = dice.Pick(_municipalities, place => place.People).Code;
        }
        else
        {
            candidate.Home = dice.Pick(_elsewhere, place => place.Weight).Name;
            wishes.Anywhere = dice.Chance(35);
            var places = dice.Some(_municipalities, wishes.Anywhere ? dice.Between(0, 1) : dice.Between(1, 3));
            wishes.Places.AddRange(places.Select(place => new WishedPlace { Place = place.Code }));
        }

        if (dice.Chance(25))
        {
            var other = dice.Pick([.. trades.Where(wished => wished.Area == trade.Area && wished.People > 0)]);
            if (vocabulary.Occupation(dice.Pick(other.Occupations).Label) is { } wished)
            {
                wishes.Occupations.Add(new WishedOccupation { Occupation = wished.Id });
            }
        }

        if (dice.Chance(20))
        {
            wishes.Kinds.Add(OpeningKind.Job);
            wishes.Kinds.Add(dice.Pick<OpeningKind>(
            [
                OpeningKind.Apprenticeship, OpeningKind.Internship, OpeningKind.Seasonal, OpeningKind.BusinessTransfer,
            ]));
        }

        wishes.MinExtentPercent = dice.Pick<int>([0, 0, 0, 50, 75, 100]);
        wishes.MaxExtentPercent = dice.Chance(8) ? Math.Max(wishes.MinExtentPercent, 75) : 0;
        wishes.Remote = trade.Area is "it" or "kontor" && dice.Chance(40);
        if (dice.Chance(20))
        {
            wishes.EarliestStart =
                now.Date.AddDays(dice.Between(14, 120)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
    }

    private void AddConsents(Candidate candidate)
    {
        Agree(candidate, Purpose.Matching, 97);
        Agree(candidate, Purpose.EmployerSearch, 72);
        Agree(candidate, Purpose.Statistics, 60);
    }

    private void Agree(Candidate candidate, Purpose purpose, double percent)
    {
        if (dice.Chance(percent))
        {
            candidate.Consents.Add(new Consent { Purpose = purpose, TextVersion = "demo-1" });
        }
    }

    private ValidationResult? DrawValidation(Trade trade, Concept occupation, bool hasAllPapers)
    {
        var isFull = hasAllPapers && dice.Chance(45);
        var skills = trade.Must.Concat(trade.Nice)
            .Select(term => vocabulary.Skill(term.Label))
            .OfType<Concept>()
            .Distinct()
            .ToArray();
        var shown = dice.Some(skills, isFull ? skills.Length : Math.Max(1, skills.Length / 2));
        if (shown.Length == 0)
        {
            return null;
        }

        var result = new ValidationResult
        {
            Standard = trade.Area is "vård" or "skola" or "social" ? "SeQF" : "Branschmodell " + trade.Area,
            SeqfLevel = vocabulary.Find(trade.Education, ConceptKinds.EducationLevel) is { } level
                ? vocabulary.Taxonomy.SeqfLevel(level) ?? 0
                : 0,
            Outcome = isFull ? ValidationResult.Types.Outcome.Full : ValidationResult.Types.Outcome.Partial,
            Issuer = dice.Pick<string>(
                ["Valideringscentrum Norr", "Branschvalidering Mittnorden", "Lärcentrum Inlandet"]),
            IssueDate = now.Date.AddDays(-dice.Between(10, 900)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Verification = dice.Chance(70)
                ? ValidationResult.Types.Verification.Verified
                : ValidationResult.Types.Verification.IssuerReported,
        };
        if (isFull)
        {
            result.Covers.Add(new ValidationResult.Types.Item { Concept = occupation.Id });
        }

        result.Covers.AddRange(shown.Select(skill => new ValidationResult.Types.Item { Concept = skill.Id }));
        if (!isFull)
        {
            var left = skills.Except(shown).Concat(trade.Papers
                .Where(paper => paper.Demand == PaperDemand.Always)
                .Select(paper => vocabulary.Skill(paper.Term.Label))
                .OfType<Concept>());
            result.Missing.AddRange(left.Select(concept => new ValidationResult.Types.Item { Concept = concept.Id }));
        }

        return result;
    }

    private static CefrLevel Level(string text) => Enum.Parse<CefrLevel>(text);

    /// <summary>A set of languages that people have together, and how often.</summary>
    private sealed record Tongues(
        double Weight, string[] Own, Weighted[] Swedish, Weighted[] English, double Schooled);
}
