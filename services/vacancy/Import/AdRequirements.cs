using Matching.Competence;
using Importance = Matching.Vacancies.V1.Requirement.Types.Importance;
using Origin = Matching.Vacancies.V1.Requirement.Types.Origin;

namespace Matching.Vacancies.Import;

/// <summary>Reads what the structured fields of an ad ask for. What the taxonomy does not know is noticed.</summary>
internal sealed class AdRequirements(Taxonomy taxonomy)
{
    private const double MustWeight = 10;
    private const double NiceWeight = 5;

    private static readonly (string Name, ConceptKinds Kinds)[] Lists =
    [
        ("skills", ConceptKinds.Skills),
        ("languages", ConceptKinds.Language),
        ("work_experiences", ConceptKinds.Occupations),
        ("education", ConceptKinds.Educations),
        ("education_level", ConceptKinds.Educations),
    ];

    /// <summary>Adds the requirements to the vacancy, whose occupation is known by now.</summary>
    /// <param name="occupationId">The occupation's concept id in the ad, which the taxonomy need not know.</param>
    public void Read(AdFields ad, V1.Vacancy vacancy, string? occupationId)
    {
        ReadList(ad.Object("must_have"), Importance.Must, vacancy, occupationId);
        ReadList(ad.Object("nice_to_have"), Importance.Nice, vacancy, occupationId);
        if (ad.Flag("experience_required") == true
            && vacancy.Requirements.All(r => r.Type != V1.Requirement.Types.Type.Experience))
        {
            Add(vacancy, taxonomy.FindId(vacancy.Occupation)!, Importance.Must, MustWeight);
        }

        ReadDrivingLicences(ad, vacancy);
    }

    /// <summary>Finds a concept by its id, else its older id (SSYK for groups), else its label.</summary>
    public Concept? Find(AdConcept stated, ConceptKinds kinds)
    {
        if (stated.Id is not null && taxonomy.FindId(stated.Id) is { } byId && kinds.Contains(byId.Kind))
        {
            return byId;
        }

        if (stated.LegacyId is not null)
        {
            var byLegacyId = kinds == ConceptKinds.OccupationGroup
                ? taxonomy.FindCode(ConceptKind.OccupationGroup, stated.LegacyId)
                : taxonomy.FindLegacy(stated.LegacyId, kinds & ~ConceptKinds.OccupationGroup);
            if (byLegacyId is not null)
            {
                return byLegacyId;
            }
        }

        return stated.Label is not null && taxonomy.TryResolve(stated.Label, kinds, out var byLabel) ? byLabel : null;
    }

    private void ReadList(AdFields list, Importance importance, V1.Vacancy vacancy, string? occupationId)
    {
        foreach (var (name, kinds) in Lists)
        {
            foreach (var stated in list.Concepts(name))
            {
                var isOwn = stated.Id is not null && stated.Id == occupationId;
                var concept = Find(stated, kinds) ?? (isOwn ? taxonomy.FindId(vacancy.Occupation) : null);
                if (concept is null)
                {
                    list.Notices.Add(stated.Path, $"'{stated.Shown}' is not known; it was left out.");
                    continue;
                }

                var weight = stated.Weight is > 0 and var given ? Math.Clamp(given, 0.1, 100)
                    : importance == Importance.Must ? MustWeight : NiceWeight;
                Add(vacancy, concept, weight >= MustWeight ? Importance.Must : importance, weight);
            }
        }
    }

    private void ReadDrivingLicences(AdFields ad, V1.Vacancy vacancy)
    {
        var isRequired = ad.Flag("driving_license_required");
        var any = false;
        foreach (var stated in ad.Concepts("driving_license"))
        {
            any = true;
            if (Find(stated, ConceptKinds.DrivingLicence) is { } licence)
            {
                var isMust = isRequired != false;
                Add(vacancy, licence, isMust ? Importance.Must : Importance.Nice, isMust ? MustWeight : NiceWeight);
            }
            else
            {
                ad.Notices.Add(stated.Path, $"'{stated.Shown}' is not known; it was left out.");
            }
        }

        if (!any && isRequired == true && taxonomy.FindCode(ConceptKind.DrivingLicence, "B") is { } car)
        {
            ad.Notices.Add("driving_license", "is not stated although one is required; B was assumed.");
            Add(vacancy, car, Importance.Must, MustWeight);
        }
    }

    private static void Add(V1.Vacancy vacancy, Concept concept, Importance importance, double weight)
    {
        // Must-haves are read first: a repeat among the nice ones says nothing more.
        if (vacancy.Requirements.Count < VacancyChecks.MaxRequirements
            && vacancy.Requirements.All(requirement => requirement.Concept != concept.Id))
        {
            vacancy.Requirements.Add(new V1.Requirement
            {
                Type = VacancyChecks.TypeOf(concept.Kind),
                Concept = concept.Id,
                Importance = importance,
                Weight = weight,
                Origin = Origin.Stated,
            });
        }
    }
}
