using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using CefrLevel = Matching.Competence.V1.CefrLevel;
using Matching.Hosting;
using Type = Matching.Vacancies.V1.Requirement.Types.Type;

namespace Matching.Vacancies;

/// <summary>
/// Checks what a caller writes and brings it into the form that is stored: concepts as ids, places as SCB codes, unset
/// numbers as what they mean, nothing that can be derived. Collects every mistake.
/// </summary>
internal sealed class VacancyChecks(Taxonomy taxonomy)
{
    public const int MaxTitle = 200;
    public const int MaxName = 200;
    public const int MaxDescription = 100_000;
    public const int MaxRequirements = 200;
    public const int MaxEquivalents = 20;
    public const int MaxLocality = 100;
    public const int MaxUrl = 2_000;
    public const int MaxPositions = 10_000;
    public const int MaxSystem = 50;
    public const int MaxExternalId = 100;
    public const int MaxQuote = 200;
    public const double StandardWeight = 10;

    /// <summary>Coordinates nearer than this to a municipality's centre say no more than the municipality.</summary>
    private const double AtCentreKilometres = 0.3;

    /// <summary>Answers what to store of a vacancy that a caller wrote.</summary>
    /// <param name="stored">What stands there now; null for a new one.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every mistake.</exception>
    public V1.Vacancy Check(V1.Vacancy written, V1.Vacancy? stored)
    {
        var errors = new FieldErrors();
        var concepts = new ConceptFields(taxonomy, errors);
        var content = new V1.Vacancy
        {
            Title = PersonalDetails.Mask(Text(written.Title, "title", MaxTitle, errors)).Trim(),
            Kind = Known(written.Kind, "kind", errors),
            Employer = CheckEmployer(written.Employer, "vacancy.employer", errors),
            Occupation =
                concepts.Required(written.Occupation, ConceptKinds.Occupations, "vacancy.occupation")?.Id ?? "",
            Workplace = CheckWorkplace(written.Workplace, stored?.Workplace, errors, concepts),
            MinExtentPercent = written.MinExtentPercent,
            MaxExtentPercent = written.MaxExtentPercent == 0 ? 100 : written.MaxExtentPercent,
            Duration = Known(written.Duration, "duration", errors),
            Positions = written.Positions == 0 ? 1 : written.Positions,
            Description = PersonalDetails.Mask(Text(written.Description, "description", MaxDescription, errors)),
            PublishTime = Time(written.PublishTime, "publish_time", errors),
            ExpireTime = Time(written.ExpireTime, "expire_time", errors),
            ApplicationDeadline = Time(written.ApplicationDeadline, "application_deadline", errors),
            Url = written.Url,
            Source = CheckSource(written.Source, stored?.Source, errors),
        };
        CheckRequirements(written, stored, content, errors, concepts);
        if (stored is not null)
        {
            content.Notices.Add(stored.Notices);
        }

        if (content.Title.Length == 0)
        {
            errors.Add("vacancy.title", "REQUIRED", "is required.");
        }

        // Masking may lengthen a text by a few characters.
        content.Title = Cut(content.Title, MaxTitle);
        content.Description = Cut(content.Description, MaxDescription);
        if (content.MinExtentPercent is < 0 or > 100)
        {
            errors.Add("vacancy.min_extent_percent", "OUT_OF_RANGE", "must be 0 to 100.");
        }

        if (content.MaxExtentPercent is < 0 or > 100)
        {
            errors.Add("vacancy.max_extent_percent", "OUT_OF_RANGE", "must be 0 to 100.");
        }
        else if (content.MinExtentPercent > content.MaxExtentPercent)
        {
            errors.Add("vacancy.min_extent_percent", "OUT_OF_ORDER", "must not be above max_extent_percent.");
        }

        if (content.Positions is < 1 or > MaxPositions)
        {
            errors.Add("vacancy.positions", "OUT_OF_RANGE", "must be 1 to 10,000.");
        }

        if (content is { PublishTime: { } from, ExpireTime: { } to } && from.CompareTo(to) >= 0)
        {
            errors.Add("vacancy.expire_time", "OUT_OF_ORDER", "must be after publish_time.");
        }

        if (content.Url.Length > 0 && !IsWebAddress(content.Url))
        {
            errors.Add("vacancy.url", "URL_INVALID", "must be an http or https address of at most 2,000 characters.");
        }

        errors.ThrowIfAny();
        return content;
    }

    /// <summary>Checks an employer. The number of a sole trader is left out.</summary>
    public static V1.Employer? CheckEmployer(V1.Employer? written, string field, FieldErrors errors)
    {
        if (written is null)
        {
            return null;
        }

        if (written.DisplayName.Length > MaxName)
        {
            errors.Add($"{field}.display_name", "TOO_LONG", "must have at most 200 characters.");
        }

        return new V1.Employer
        {
            DisplayName = written.DisplayName,
            OrganizationNumber =
                OrganizationNumber.Check(written.OrganizationNumber, $"{field}.organization_number", errors),
        };
    }

    public static bool IsWebAddress(string url) =>
        url.Length <= MaxUrl
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https";

    /// <summary>A feed's name stands in resource names and logs, so it is kept plain.</summary>
    public static bool IsSystem(string system) =>
        system.Length is > 0 and <= MaxSystem
        && system.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    public static bool IsExternalId(string id) =>
        id.Length is > 0 and <= MaxExternalId && !id.Any(char.IsControl);

    /// <summary>Cuts a text, never between the halves of a surrogate pair.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>Where coordinates stand in for a municipality, they are its centre.</summary>
    public bool IsCentre(Concept municipality, GeoPoint point) =>
        taxonomy.Places.Centre(municipality).KilometresTo(point) < AtCentreKilometres;

    /// <summary>The concepts that a requirement of a type is about.</summary>
    public static ConceptKinds KindsOf(Type type) => type switch
    {
        Type.Experience => ConceptKinds.Occupations,
        Type.Skill => ConceptKinds.Skill,
        Type.Licence => ConceptKinds.Licence | ConceptKinds.Certificate,
        Type.Language => ConceptKinds.Language,
        Type.DrivingLicence => ConceptKinds.DrivingLicence,
        Type.EducationLevel => ConceptKinds.EducationLevel,
        Type.EducationField => ConceptKinds.EducationField,
        _ => ConceptKinds.Skills | ConceptKinds.Language | ConceptKinds.DrivingLicence | ConceptKinds.Occupations
            | ConceptKinds.Educations,
    };

    public static Type TypeOf(ConceptKind kind) => kind switch
    {
        ConceptKind.Occupation or ConceptKind.OccupationGroup => Type.Experience,
        ConceptKind.Skill => Type.Skill,
        ConceptKind.Licence or ConceptKind.Certificate => Type.Licence,
        ConceptKind.Language => Type.Language,
        ConceptKind.DrivingLicence => Type.DrivingLicence,
        ConceptKind.EducationLevel => Type.EducationLevel,
        ConceptKind.EducationField => Type.EducationField,
        _ => Type.Unspecified,
    };

    /// <summary>Gives unset fields of a requirement the value that they stand for.</summary>
    public static void FillIn(V1.Requirement requirement)
    {
        if (requirement.Importance == V1.Requirement.Types.Importance.Unspecified)
        {
            requirement.Importance = V1.Requirement.Types.Importance.Nice;
        }

        if (requirement.Origin == V1.Requirement.Types.Origin.Unspecified)
        {
            requirement.Origin = V1.Requirement.Types.Origin.Stated;
        }

        requirement.Weight = requirement.Weight == 0 ? StandardWeight : requirement.Weight;
        if (requirement.Type == Type.Language)
        {
            if (requirement.RequiredLevel == CefrLevel.Unspecified)
            {
                requirement.RequiredLevel = CefrLevel.B1;
            }

            if (requirement.DesiredLevel < requirement.RequiredLevel)
            {
                requirement.DesiredLevel = requirement.RequiredLevel;
            }
        }
    }

    private static void CheckRequirements(
        V1.Vacancy written, V1.Vacancy? stored, V1.Vacancy content, FieldErrors errors, ConceptFields concepts)
    {
        if (written.Requirements.Count > MaxRequirements)
        {
            errors.Add("vacancy.requirements", "TOO_MANY", "must be at most 200.");
            return;
        }

        var extracted = (stored?.Requirements ?? [])
            .Where(requirement => requirement.Origin == V1.Requirement.Types.Origin.Extracted)
            .ToLookup(requirement => requirement.Concept);
        for (var i = 0; i < written.Requirements.Count; i++)
        {
            var field = $"vacancy.requirements[{i}]";
            if (CheckRequirement(written.Requirements[i], field, errors, concepts) is { } requirement)
            {
                // What was found in the text stays so while it is sent back as it was.
                if (written.Requirements[i].Origin == V1.Requirement.Types.Origin.Extracted
                    && extracted[requirement.Concept].FirstOrDefault() is { } found)
                {
                    requirement.Origin = found.Origin;
                    requirement.Quote = found.Quote;
                }

                content.Requirements.Add(requirement);
            }
        }
    }

    private static V1.Requirement? CheckRequirement(
        V1.Requirement written, string field, FieldErrors errors, ConceptFields concepts)
    {
        Known(written.Type, $"{field}.type", errors, prefix: "");
        Known(written.Importance, $"{field}.importance", errors, prefix: "");
        Known(written.RequiredLevel, $"{field}.required_level", errors, prefix: "");
        Known(written.DesiredLevel, $"{field}.desired_level", errors, prefix: "");
        var concept = concepts.Required(written.Concept, KindsOf(written.Type), $"{field}.concept");
        if (!double.IsFinite(written.Weight) || written.Weight is not 0 and (< 0.1 or > 100))
        {
            errors.Add($"{field}.weight", "OUT_OF_RANGE", "must be 0.1 to 100, or 0 for 10.");
        }

        if (!double.IsFinite(written.MinYears) || written.MinYears is < 0 or > 60)
        {
            errors.Add($"{field}.min_years", "OUT_OF_RANGE", "must be 0 to 60.");
        }

        if (written.AcceptedEquivalents.Count > MaxEquivalents)
        {
            errors.Add($"{field}.accepted_equivalents", "TOO_MANY", "must be at most 20.");
            return null;
        }

        if (concept is null)
        {
            return null;
        }

        var type = TypeOf(concept.Kind);
        if (type != Type.Experience && written.MinYears != 0)
        {
            errors.Add($"{field}.min_years", "NOT_APPLICABLE", "is for experience of an occupation only.");
        }

        if (type != Type.Language
            && (written.RequiredLevel != CefrLevel.Unspecified || written.DesiredLevel != CefrLevel.Unspecified))
        {
            errors.Add($"{field}.required_level", "NOT_APPLICABLE", "a level is for languages only.");
        }
        else if (written.DesiredLevel != CefrLevel.Unspecified && written.DesiredLevel < written.RequiredLevel)
        {
            errors.Add($"{field}.desired_level", "OUT_OF_ORDER", "must not be below required_level.");
        }

        var requirement = new V1.Requirement
        {
            Type = type,
            Concept = concept.Id,
            Importance = written.Importance,
            Weight = written.Weight,
            RequiredLevel = written.RequiredLevel,
            DesiredLevel = written.DesiredLevel,
            MinYears = written.MinYears,
        };
        for (var i = 0; i < written.AcceptedEquivalents.Count; i++)
        {
            var equivalent = concepts.Required(
                written.AcceptedEquivalents[i], KindsOf(type), $"{field}.accepted_equivalents[{i}]");
            if (equivalent is not null && !requirement.AcceptedEquivalents.Contains(equivalent.Id))
            {
                requirement.AcceptedEquivalents.Add(equivalent.Id);
            }
        }

        FillIn(requirement);
        return requirement;
    }

    private V1.Workplace? CheckWorkplace(
        V1.Workplace? written, V1.Workplace? stored, FieldErrors errors, ConceptFields concepts)
    {
        const string Field = "vacancy.workplace";
        if (written is null)
        {
            return null;
        }

        var workplace = new V1.Workplace
        {
            Locality = written.Locality.Trim(),
            CountryCode = written.CountryCode.Trim().ToUpperInvariant(),
            Remote = written.Remote,
        };
        if (workplace.Locality.Length > MaxLocality)
        {
            errors.Add($"{Field}.locality", "TOO_LONG", "must have at most 100 characters.");
        }

        if (workplace.CountryCode.Length > 0 && !IsCountry(workplace.CountryCode))
        {
            errors.Add($"{Field}.country_code", "UNKNOWN_COUNTRY", "must be an ISO 3166-1 alpha-2 code, such as SE.");
        }

        var municipality = concepts.Place(written.Municipality, $"{Field}.municipality");
        if (municipality is not null && workplace.CountryCode is not ("" or "SE"))
        {
            errors.Add($"{Field}.municipality", "NOT_APPLICABLE", "is for workplaces in Sweden only.");
        }

        workplace.Municipality = municipality?.Code ?? "";
        if (!IsOnEarth(written.Latitude, written.Longitude))
        {
            errors.Add(
                $"{Field}.latitude",
                "OUT_OF_RANGE",
                "must be -90 to 90 degrees north, longitude -180 to 180 degrees east.");
        }
        else if (written is not { Latitude: 0, Longitude: 0 } && !HasMoved(workplace, written, stored))
        {
            Locate(workplace, municipality, new GeoPoint(written.Latitude, written.Longitude));
        }
        else if (municipality is not null)
        {
            LocateByName(workplace, municipality, written.Municipality);
        }

        return workplace;
    }

    /// <summary>True when a place was renamed and its coordinates were only left behind.</summary>
    private static bool HasMoved(V1.Workplace workplace, V1.Workplace written, V1.Workplace? stored) =>
        stored is not null
        && stored.Latitude.Equals(written.Latitude)
        && stored.Longitude.Equals(written.Longitude)
        && (stored.Municipality != workplace.Municipality || stored.Locality != workplace.Locality);

    /// <summary>Sets given coordinates.</summary>
    public void Locate(V1.Workplace workplace, Concept? municipality, GeoPoint point)
    {
        workplace.Latitude = point.Latitude;
        workplace.Longitude = point.Longitude;
        workplace.Precision = municipality is not null && IsCentre(municipality, point)
            ? V1.Workplace.Types.Precision.Municipality
            : V1.Workplace.Types.Precision.Locality;
    }

    /// <summary>
    /// Sets the coordinates of the locality where its name is known, else of the municipality's centre.
    /// </summary>
    /// <param name="placeName">What may be the name of a locality; the workplace's own locality goes before it.</param>
    public void LocateByName(V1.Workplace workplace, Concept municipality, string placeName)
    {
        foreach (var name in new[] { workplace.Locality, placeName })
        {
            if (name.Length > 0 && taxonomy.Places.TryGet(name, out var found, out var point) && found == municipality)
            {
                Locate(workplace, municipality, point);
                if (workplace.Precision == V1.Workplace.Types.Precision.Locality)
                {
                    workplace.Locality = Cut(name, MaxLocality);
                }

                return;
            }
        }

        Locate(workplace, municipality, taxonomy.Places.Centre(municipality));
    }

    private bool IsCountry(string code) =>
        code.Length == 2
        && char.IsAsciiLetterUpper(code[0])
        && char.IsAsciiLetterUpper(code[1])
        && (code is "SE" or "ZZ" || taxonomy.FindCode(ConceptKind.Country, code) is not null);

    private static V1.Source? CheckSource(V1.Source? written, V1.Source? stored, FieldErrors errors)
    {
        if (written is null or { System: "", ExternalId: "" })
        {
            return null;
        }

        if (!IsSystem(written.System))
        {
            errors.Add("vacancy.source.system", "SYSTEM_INVALID", "must be 1 to 50 of a-z, 0-9, '-', '_' and '.'.");
        }

        if (written.ExternalId.Length > 0 && !IsExternalId(written.ExternalId))
        {
            errors.Add(
                "vacancy.source.external_id",
                "EXTERNAL_ID_INVALID",
                "must have at most 100 characters and no control character.");
        }

        return new V1.Source
        {
            System = written.System,
            ExternalId = written.ExternalId,
            Channel = stored?.Channel ?? "",
        };
    }

    private static string Text(string written, string field, int maximum, FieldErrors errors)
    {
        if (written.Length > maximum)
        {
            errors.Add(
                $"vacancy.{field}",
                "TOO_LONG",
                FormattableString.Invariant($"must have at most {maximum:N0} characters."));
        }

        return written.Replace("\0", "", StringComparison.Ordinal);
    }

    private static T Known<T>(T value, string field, FieldErrors errors, string prefix = "vacancy.")
        where T : struct, System.Enum
    {
        if (!System.Enum.IsDefined(value))
        {
            errors.Add(prefix + field, "UNKNOWN_VALUE", "is not one of the values.");
        }

        return value;
    }

    private static Timestamp? Time(Timestamp? written, string field, FieldErrors errors)
    {
        // Years 1 to 9999, as the type's own definition says.
        const long First = -62_135_596_800;
        const long Last = 253_402_300_799;
        if (written is not null && (written.Seconds is < First or > Last || written.Nanos is < 0 or > 999_999_999))
        {
            errors.Add($"vacancy.{field}", "TIME_INVALID", "must be a time from year 1 to 9999.");
            return null;
        }

        return written;
    }

    private static bool IsOnEarth(double latitude, double longitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
}
