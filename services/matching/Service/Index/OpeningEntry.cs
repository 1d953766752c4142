using Matching.Competence;
using Matching.Fit;
using Matching.Vacancies.V1;

namespace Matching.Matches;

/// <summary>An open vacancy in the index: what it means to candidates, and the few words an answer shows.</summary>
internal sealed class OpeningEntry : IEntry
{
    private OpeningEntry(Vacancy vacancy, long version, Opening opening, Taxonomy taxonomy)
    {
        Name = vacancy.Name;
        Key = DocumentKey.Of(Name);
        Version = version;
        Opening = opening;
        Alias = vacancy.Source is { ExternalId.Length: > 0 } source
            ? $"vacancies/{source.System}:{source.ExternalId}"
            : null;
        PublishTime = vacancy.PublishTime?.ToDateTimeOffset() ?? vacancy.CreateTime?.ToDateTimeOffset() ?? default;
        SearchText = $"{vacancy.Title}\n{vacancy.Description}";
        Brief = new V1.VacancyBrief
        {
            Title = vacancy.Title,
            Employer = vacancy.Employer?.DisplayName ?? "",
            Kind = (Competence.V1.OpeningKind)opening.Kind,
            Occupation = vacancy.Occupation,
            Municipality = vacancy.Workplace?.Municipality ?? "",
            MunicipalityLabel = vacancy.Workplace?.MunicipalityLabel ?? "",
            MinExtentPercent = opening.MinExtentPercent,
            MaxExtentPercent = opening.MaxExtentPercent,
            ApplicationDeadline = vacancy.ApplicationDeadline,
            Url = vacancy.Url,
            PublishTime = vacancy.PublishTime,
        };
        Keys = KeysOf(opening, taxonomy);
    }

    public string Name { get; }

    public Guid Key { get; }

    public long Version { get; }

    public long Recency => PublishTime.UtcTicks;

    /// <summary>Its name by source and the source's id; null for one that came from no feed.</summary>
    public string? Alias { get; }

    public Opening Opening { get; }

    public DateTimeOffset PublishTime { get; }

    /// <summary>Title and text, for the text filter.</summary>
    public string SearchText { get; }

    /// <summary>What an answer shows; the label of the occupation is set by language. Not to be changed.</summary>
    public V1.VacancyBrief Brief { get; }

    public IReadOnlyCollection<int> Keys { get; }

    /// <summary>Reads a vacancy; null when its occupation is not in this taxonomy.</summary>
    /// <param name="version">The sequence of the change that told of it.</param>
    public static OpeningEntry? From(Vacancy vacancy, long version, Taxonomy taxonomy)
    {
        if (taxonomy.FindId(vacancy.Occupation) is not { } occupation)
        {
            return null;
        }

        var workplace = vacancy.Workplace;
        var facts = new OpeningFacts
        {
            Kind = (OpeningKind)vacancy.Kind,
            Occupation = occupation,
            Requirements =
                [.. vacancy.Requirements.Select(wire => ToRequirement(wire, taxonomy)).OfType<Fit.Requirement>()],
            Municipality = workplace is { Municipality.Length: > 0 }
                ? taxonomy.FindCode(ConceptKind.Municipality, workplace.Municipality)
                : null,
            Point = workplace is { Precision: not Workplace.Types.Precision.Unspecified }
                ? new GeoPoint(workplace.Latitude, workplace.Longitude)
                : null,
            Precision = (PointPrecision)(workplace?.Precision ?? Workplace.Types.Precision.Unspecified),
            Abroad = workplace is { CountryCode.Length: > 0 } && workplace.CountryCode != "SE",
            Remote = workplace?.Remote == true,
            MinExtentPercent = vacancy.MinExtentPercent,
            MaxExtentPercent = vacancy.MaxExtentPercent,
            OpenFrom = vacancy.PublishTime?.ToDateTimeOffset(),
            OpenUntil = vacancy.ExpireTime?.ToDateTimeOffset(),
            Deadline = vacancy.ApplicationDeadline?.ToDateTimeOffset(),
            Employer = vacancy.Employer is { } employer
                ? employer.OrganizationNumber.Length > 0 ? employer.OrganizationNumber : employer.DisplayName
                : "",
        };
        return new OpeningEntry(vacancy, version, Opening.From(facts, taxonomy), taxonomy);
    }

    private static Fit.Requirement? ToRequirement(Vacancies.V1.Requirement wire, Taxonomy taxonomy) =>
        taxonomy.FindId(wire.Concept) is not { } concept
            ? null
            : new Fit.Requirement(
                (RequirementType)wire.Type,
                concept,
                wire.Importance == Vacancies.V1.Requirement.Types.Importance.Must)
            {
                Weight = (float)wire.Weight,
                RequiredLevel = (Cefr)wire.RequiredLevel,
                DesiredLevel = (Cefr)wire.DesiredLevel,
                MinYears = (float)wire.MinYears,
                AcceptedEquivalents = [.. wire.AcceptedEquivalents.Select(taxonomy.FindId).OfType<Concept>()],
                Origin = (RequirementOrigin)wire.Origin,
            };

    private static HashSet<int> KeysOf(Opening opening, Taxonomy taxonomy)
    {
        var keys = new HashSet<int> { opening.Occupation.Index };
        if (opening.Group is { } group)
        {
            keys.Add(group.Index);
        }

        foreach (var requirement in opening.Requirements)
        {
            switch (requirement.Type)
            {
                case RequirementType.Skill or RequirementType.Licence:
                    keys.Add(requirement.Concept.Index);
                    keys.UnionWith(requirement.AcceptedEquivalents.Select(equivalent => equivalent.Index));
                    break;
                case RequirementType.Experience:
                    keys.Add(requirement.Concept.Index);
                    keys.Add((taxonomy.GroupOf(requirement.Concept) ?? requirement.Concept).Index);
                    break;
            }
        }

        return keys;
    }
}
