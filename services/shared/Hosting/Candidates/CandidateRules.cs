using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using Matching.Competence.V1;
using Matching.Profiles.V1;

namespace Matching.Hosting;

/// <summary>
/// Checks a candidate that a caller has written and turns what was written into concepts with labels. Every mistake is
/// found before any is reported. Shared by whoever takes a candidate: to keep one or to match one that is never kept.
/// </summary>
public sealed class CandidateRules
{
    /// <summary>What UpdateCandidate leaves alone.</summary>
    public static readonly IReadOnlySet<string> OutputOnly =
        new HashSet<string>(StringComparer.Ordinal) { "name", "home_label", "create_time", "update_time", "etag" };

    private readonly FieldErrors _errors;
    private readonly ConceptFields _concepts;
    private readonly DateTimeOffset _now;
    private readonly string _root;

    private CandidateRules(string root, FieldErrors errors, Taxonomy taxonomy, DateTimeOffset now)
    {
        _root = root;
        _errors = errors;
        _now = now;
        _concepts = new ConceptFields(taxonomy, errors);
    }

    /// <summary>Checks and completes a candidate in place.</summary>
    /// <param name="previous">What is stored; null for a new candidate or one that is not stored.</param>
    /// <param name="root">The request's field that holds the candidate, for the paths of mistakes.</param>
    /// <param name="errors">Where mistakes are added.</param>
    public static void Check(
        Candidate candidate,
        Candidate? previous,
        string root,
        FieldErrors errors,
        Taxonomy taxonomy,
        DateTimeOffset now)
    {
        var rules = new CandidateRules(root, errors, taxonomy, now);
        rules.CheckPerson(candidate);
        rules.CheckFacts(candidate);
        rules.CheckWishes(candidate.Wishes);
        rules.CheckConsents(candidate, previous);
    }

    private void CheckPerson(Candidate candidate)
    {
        AtMost(candidate.GivenName, 100, $"{_root}.given_name");
        AtMost(candidate.FamilyName, 100, $"{_root}.family_name");
        AtMost(candidate.Email, 254, $"{_root}.email");
        var home = _concepts.Place(candidate.Home, $"{_root}.home");
        candidate.Home = home?.Code ?? "";
        candidate.HomeLabel = home?.Swedish ?? "";
        Known(candidate.RightToWork, $"{_root}.right_to_work");
    }

    private void CheckFacts(Candidate candidate)
    {
        Each(candidate.Occupations, 50, $"{_root}.occupations", (fact, field) =>
        {
            (fact.Occupation, fact.Label) = Concept(fact.Occupation, ConceptKinds.Occupations, $"{field}.occupation");
            Between(fact.Years, 0, 60, $"{field}.years");
            if (fact.LastYear != 0)
            {
                Between(fact.LastYear, 1940, _now.Year, $"{field}.last_year");
            }

            Claimed(fact.Evidence, $"{field}.evidence");
        });
        Each(candidate.Skills, 200, $"{_root}.skills", (fact, field) =>
        {
            (fact.Skill, fact.Label) = Concept(fact.Skill, ConceptKinds.Skills, $"{field}.skill");
            Between(fact.Level, 0, 5, $"{field}.level");
            Claimed(fact.Evidence, $"{field}.evidence");
        });
        Each(candidate.Languages, 30, $"{_root}.languages", (fact, field) =>
        {
            (fact.Language, fact.Label) = Concept(fact.Language, ConceptKinds.Language, $"{field}.language");
            Known(fact.Level, $"{field}.level");
            Known(fact.Speaking, $"{field}.speaking");
            Known(fact.Writing, $"{field}.writing");
            Claimed(fact.Evidence, $"{field}.evidence");
        });
        Each(candidate.Educations, 30, $"{_root}.educations", (fact, field) =>
        {
            if (fact.Level.Length == 0 && fact.Field.Length == 0 && fact.Occupation.Length == 0)
            {
                _errors.Add(field, "REQUIRED", "needs a level, a field or an occupation.");
            }

            (fact.Level, fact.LevelLabel) = Optional(fact.Level, ConceptKinds.EducationLevel, $"{field}.level");
            (fact.Field, fact.FieldLabel) = Optional(fact.Field, ConceptKinds.EducationField, $"{field}.field");
            (fact.Occupation, fact.OccupationLabel) =
                Optional(fact.Occupation, ConceptKinds.Occupations, $"{field}.occupation");
            Claimed(fact.Evidence, $"{field}.evidence");
        });
        Each(candidate.Licences, 50, $"{_root}.licences", (fact, field) =>
        {
            (fact.Licence, fact.Label) = Concept(
                fact.Licence,
                ConceptKinds.DrivingLicence | ConceptKinds.Licence | ConceptKinds.Certificate,
                $"{field}.licence");
            Date(fact.ValidUntil, $"{field}.valid_until");
            Claimed(fact.Evidence, $"{field}.evidence");
        });
    }

    private void CheckWishes(Wishes? wishes)
    {
        if (wishes is null)
        {
            return;
        }

        Each(wishes.Places, 50, $"{_root}.wishes.places", (place, field) =>
        {
            // Uppsala is the municipality, Uppsala län the county: both are looked among, so that the better name wins.
            if (_concepts.Required(place.Place, ConceptKinds.Places, $"{field}.place") is { } found)
            {
                (place.Place, place.Label) = (found.Code!, found.Swedish);
            }
        });
        Each(wishes.Occupations, 20, $"{_root}.wishes.occupations", (wish, field) =>
            (wish.Occupation, wish.Label) = Concept(wish.Occupation, ConceptKinds.Occupations, $"{field}.occupation"));
        Each(wishes.Kinds, 10, $"{_root}.wishes.kinds", (kind, field) => Known(kind, field));
        Between(wishes.RadiusKm, 0, 2000, $"{_root}.wishes.radius_km");
        Between(wishes.MinExtentPercent, 0, 100, $"{_root}.wishes.min_extent_percent");
        Between(wishes.MaxExtentPercent, 0, 100, $"{_root}.wishes.max_extent_percent");
        if (wishes.MaxExtentPercent != 0 && wishes.MinExtentPercent > wishes.MaxExtentPercent)
        {
            _errors.Add($"{_root}.wishes.min_extent_percent", "OUT_OF_RANGE", "must not be above max_extent_percent.");
        }

        Date(wishes.EarliestStart, $"{_root}.wishes.earliest_start");
    }

    /// <summary>A consent that was given before keeps its time; a new one is given now.</summary>
    private void CheckConsents(Candidate candidate, Candidate? previous)
    {
        Each(candidate.Consents, 10, $"{_root}.consents", (consent, field) =>
        {
            AtMost(consent.TextVersion, 50, $"{field}.text_version");
            if (consent.Purpose == Consent.Types.Purpose.Unspecified)
            {
                _errors.Add($"{field}.purpose", "REQUIRED", "is required, such as PURPOSE_MATCHING.");
            }

            Known(consent.Purpose, $"{field}.purpose");
            var given = previous?.Consents.FirstOrDefault(
                earlier => earlier.Purpose == consent.Purpose && earlier.TextVersion == consent.TextVersion);
            consent.GrantTime = given?.GrantTime ?? _now.ToTimestamp();
        });
    }

    private (string Id, string Label) Concept(string text, ConceptKinds kinds, string field) =>
        Named(_concepts.Required(text, kinds, field));

    private (string Id, string Label) Optional(string text, ConceptKinds kinds, string field) =>
        Named(_concepts.Optional(text, kinds, field));

    private static (string Id, string Label) Named(Matching.Competence.Concept? concept) =>
        (concept?.Id ?? "", concept?.Swedish ?? "");

    private void Each<T>(IList<T> items, int maximum, string field, Action<T, string> check)
    {
        if (items.Count > maximum)
        {
            _errors.Add(field, "TOO_MANY", $"must have at most {maximum} entries, not {items.Count}.");
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            check(items[i], $"{field}[{i}]");
        }
    }

    private void AtMost(string text, int maximum, string field)
    {
        if (text.Length > maximum)
        {
            _errors.Add(field, "TOO_LONG", $"must have at most {maximum} characters, not {text.Length}.");
        }
    }

    private void Between(double value, double least, double most, string field)
    {
        if (!(value >= least && value <= most))
        {
            _errors.Add(field, "OUT_OF_RANGE", string.Create(
                CultureInfo.InvariantCulture, $"must be {least} to {most}, not {value}."));
        }
    }

    private void Known<TEnum>(TEnum value, string field)
        where TEnum : struct, System.Enum
    {
        if (!System.Enum.IsDefined(value))
        {
            _errors.Add(field, "UNKNOWN_VALUE", $"{value} is not one of its values.");
        }
    }

    private void Claimed(Evidence evidence, string field)
    {
        Known(evidence, field);
        if (evidence == Evidence.Validated)
        {
            _errors.Add(
                field, "NOT_WRITABLE", "is set by a validation result, not by hand: create one for the candidate.");
        }
    }

    private void Date(string text, string field)
    {
        if (text.Length > 0 && !IsoDate.TryParse(text, out _))
        {
            _errors.Add(field, "NOT_A_DATE", "must be a date such as 2026-12-31.");
        }
    }
}
