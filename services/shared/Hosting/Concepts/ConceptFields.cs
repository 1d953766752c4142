using Matching.Competence;

namespace Matching.Hosting;

/// <summary>
/// Resolves what callers write into concepts while a request is checked. An unknown one becomes a mistake that names
/// it and suggests what may have been meant; it is never dropped in silence.
/// </summary>
public sealed class ConceptFields(Taxonomy taxonomy, FieldErrors errors)
{
    private const int Suggestions = 3;

    /// <summary>
    /// Looking for what may have been meant goes over every name; a request is worth it so many times.
    /// </summary>
    private const int MaximumSuggested = 20;

    private int _suggested;

    /// <summary>Resolves a required concept; null, and a mistake added, when it is absent or unknown.</summary>
    /// <param name="field">The proto path.</param>
    public Concept? Required(string text, ConceptKinds kinds, string field)
    {
        if (text.Length > 0)
        {
            return Optional(text, kinds, field);
        }

        errors.Add(field, "REQUIRED", $"is required: {Accepted(kinds)}.");
        return null;
    }

    /// <summary>Resolves a concept that may be left out; null, and a mistake added, when it is unknown.</summary>
    public Concept? Optional(string text, ConceptKinds kinds, string field)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text.Length > 200)
        {
            errors.Add(field, "TOO_LONG", "must have at most 200 characters.");
            return null;
        }

        if (taxonomy.TryResolve(text, kinds, out var concept))
        {
            return concept;
        }

        AddUnknown(text, kinds, field);
        return null;
    }

    /// <summary>Resolves a municipality or locality that may be left out, to the municipality.</summary>
    public Concept? Place(string text, string field)
    {
        if (text.Length is 0 or > 200)
        {
            return Optional(text, ConceptKinds.Municipality, field);
        }

        if (taxonomy.Places.TryGet(text, out var municipality, out _))
        {
            return municipality;
        }

        AddUnknown(text, ConceptKinds.Municipality, field);
        return null;
    }

    private void AddUnknown(string text, ConceptKinds kinds, string field)
    {
        var near = _suggested++ < MaximumSuggested ? taxonomy.Suggest(text, kinds, Suggestions) : [];
        var hint = near.Count == 0
            ? $"Accepted are {Accepted(kinds)}."
            : $"Did you mean {string.Join(", ", near.Select(concept => $"'{concept.Swedish}' ({concept.Id})"))}?";
        errors.Add(field, "UNKNOWN_CONCEPT", $"'{text}' is not known as {Noun(kinds)}. {hint}");
    }

    private static string Noun(ConceptKinds kinds) =>
        kinds.HasFlag(ConceptKinds.Occupation) ? "an occupation"
        : kinds.HasFlag(ConceptKinds.Skill) ? "a skill"
        : kinds.HasFlag(ConceptKinds.Licence) ? "a licence or certificate"
        : kinds.HasFlag(ConceptKinds.DrivingLicence) ? "a driving licence"
        : kinds.HasFlag(ConceptKinds.Language) ? "a language"
        : kinds.HasFlag(ConceptKinds.EducationLevel) ? "a level of education"
        : kinds.HasFlag(ConceptKinds.EducationField) ? "a field of education"
        : "a place";

    private static string Accepted(ConceptKinds kinds) =>
        kinds.HasFlag(ConceptKinds.Occupation)
            ? "a concept id, an SSYK-2012 or isco: code, an ESCO URI, an ams: id, or a label in Swedish or English"
        : kinds.HasFlag(ConceptKinds.Municipality)
            ? "an SCB code, a concept id, or the name of a municipality"
                + $"{(kinds.HasFlag(ConceptKinds.Region) ? ", county" : "")} or locality"
        : kinds.HasFlag(ConceptKinds.Language) ? "a concept id, an ISO 639-1 code, or a name in Swedish or English"
        : "a concept id, a code, or a label in Swedish or English";
}
