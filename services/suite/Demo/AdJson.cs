using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Matching.Competence;

namespace Matching.Suite.Demo;

/// <summary>Writes an opening as the JobStream object that an ad feed would send.</summary>
internal sealed class AdJson(Vocabulary vocabulary, AdText text)
{
    private const double MustWeight = 10;
    private const double NiceWeight = 5;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when the taxonomy does not know the occupation.</summary>
    public byte[]? Write(Opening opening)
    {
        if (vocabulary.Occupation(opening.Occupation.Label) is not { } occupation)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            WriteHead(json, opening);
            WriteTerms(json, opening);
            WriteOccupation(json, occupation);
            WritePlace(json, opening);
            WriteDemands(json, opening, occupation);
            json.WriteString("publication_date", Time(opening.Published));
            json.WriteString("last_publication_date", Time(opening.Deadline));
            json.WriteBoolean("removed", false);
            json.WriteNull("removed_date");
            json.WriteString("source_type", "VIA_ANNONSERA");
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteHead(Utf8JsonWriter json, Opening opening)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"demo-{opening.Number:00000}");
        json.WriteString("id", id);
        json.WriteString("headline", text.Headline(opening));
        json.WriteString("application_deadline", Time(opening.Deadline));
        json.WriteNumber("number_of_vacancies", opening.Positions);
        json.WriteStartObject("description");
        json.WriteString("text", text.Body(opening));
        json.WriteEndObject();
        json.WriteStartObject("employer");
        json.WriteString("name", opening.Employer);
        json.WriteString("workplace", opening.Employer);
        json.WriteNull("organization_number");
        json.WriteEndObject();
        json.WriteString("webpage_url", $"https://demo.invalid/openings/{id}");
    }

    private static void WriteTerms(Utf8JsonWriter json, Opening opening)
    {
        var (type, typeLabel) = opening.Hiring switch
        {
            Hiring.Permanent or Hiring.Apprenticeship or Hiring.Transfer => ("kpPX_CNN_gDU", "Tillsvidareanställning"),
            Hiring.Substitute => ("gro4_cWF_6D7", "Vikariat"),
            Hiring.OnCall => ("1paU_aCR_nGn", "Behovsanställning"),
            Hiring.Summer => ("Jh8f_q9J_pbJ", "Sommarjobb / feriejobb"),
            Hiring.Season => ("EBhX_Qm2_8eX", "Säsongsanställning"),
            _ => ("sTu5_NBQ_udq", "Tidsbegränsad anställning"),
        };
        var (duration, durationLabel) = opening.Hiring switch
        {
            Hiring.Permanent or Hiring.Apprenticeship or Hiring.Transfer => ("a7uU_j21_mkL", "Tills vidare"),
            Hiring.Substitute or Hiring.OnCall => ("gJRb_akA_95y", "6 månader – upp till 12 månader"),
            Hiring.Summer => ("Sy9J_aRd_ALx", "11 dagar - upp till 3 månader"),
            _ => ("Xj7x_7yZ_jEn", "3 månader – upp till 6 månader"),
        };
        WriteConcept(json, "employment_type", type, typeLabel);
        WriteConcept(json, "duration", duration, durationLabel);
        var isFullTime = opening.MinExtent == 100;
        WriteConcept(
            json, "working_hours_type", isFullTime ? "6YE1_gAC_R2G" : "947z_JGS_Uk2", isFullTime ? "Heltid" : "Deltid");
        json.WriteStartObject("scope_of_work");
        json.WriteNumber("min", opening.MinExtent);
        json.WriteNumber("max", opening.MaxExtent);
        json.WriteEndObject();
    }

    private void WriteOccupation(Utf8JsonWriter json, Concept occupation)
    {
        WriteConcept(json, "occupation", occupation.Id, occupation.Swedish, occupation.LegacyId);
        if (vocabulary.Taxonomy.GroupOf(occupation) is { } group)
        {
            WriteConcept(json, "occupation_group", group.Id, group.Swedish, group.Code);
        }

        if (vocabulary.Taxonomy.FieldOf(occupation) is { } field)
        {
            WriteConcept(json, "occupation_field", field.Id, field.Swedish, field.LegacyId);
        }
    }

    private void WritePlace(Utf8JsonWriter json, Opening opening)
    {
        json.WriteStartObject("workplace_address");
        json.WriteString("municipality", opening.Municipality.Name);
        json.WriteString("municipality_code", opening.Municipality.Code);
        json.WriteString("region_code", opening.Municipality.Code[..2]);
        json.WriteString("country", "Sverige");
        json.WriteString("country_code", "199");
        json.WriteString("city", opening.Locality);
        json.WriteStartArray("coordinates");
        if (opening.Number % 5 != 0 && vocabulary.Taxonomy.Places.TryGet(opening.Locality, out _, out var point))
        {
            json.WriteNumberValue(point.Longitude);
            json.WriteNumberValue(point.Latitude);
        }
        else
        {
            json.WriteNullValue();
            json.WriteNullValue();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteDemands(Utf8JsonWriter json, Opening opening, Concept occupation)
    {
        var says = opening.IsStructured;
        json.WriteBoolean("experience_required", opening.Years > 0);
        json.WriteStartObject("must_have");
        WriteList(json, "skills", MustWeight, says ? opening.MustPapers.Concat(opening.Musts).Select(Skill) : []);
        WriteList(json, "languages", MustWeight, says && opening.Swedish != Cefr.None ? [Language("sv")] : []);
        WriteList(json, "work_experiences", MustWeight, opening.Years > 0 ? [occupation] : []);
        var education = says && opening.MustPapers.Length > 0 && opening.Trade.Education is "53" or "54" or "55"
            ? vocabulary.Find(opening.Trade.Education, ConceptKinds.EducationLevel)
            : null;
        WriteList(json, "education_level", MustWeight, says ? [education] : []);
        json.WriteEndObject();

        json.WriteStartObject("nice_to_have");
        WriteList(json, "skills", NiceWeight, says ? opening.NicePapers.Concat(opening.Nices).Select(Skill) : []);
        WriteList(json, "languages", NiceWeight, says && opening.Language is { } code ? [Language(code)] : []);
        WriteList(json, "work_experiences", NiceWeight, []);
        json.WriteEndObject();

        json.WriteBoolean("driving_license_required", says && opening.Driving is not null && opening.DrivingIsMust);
        json.WriteStartArray("driving_license");
        if (says && opening.DrivingIsMust && opening.Driving is { } category
            && vocabulary.Find(category, ConceptKinds.DrivingLicence) is { } licence)
        {
            WriteItem(json, licence, weight: null);
        }

        json.WriteEndArray();
    }

    private Concept? Skill(Term term) => vocabulary.Skill(term.Label);

    private Concept? Language(string code) => vocabulary.Find(code, ConceptKinds.Language);

    private static void WriteList(Utf8JsonWriter json, string name, double weight, IEnumerable<Concept?> concepts)
    {
        json.WriteStartArray(name);
        foreach (var concept in concepts.OfType<Concept>())
        {
            WriteItem(json, concept, weight);
        }

        json.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter json, Concept concept, double? weight)
    {
        json.WriteStartObject();
        if (weight is { } given)
        {
            json.WriteNumber("weight", given);
        }

        json.WriteString("concept_id", concept.Id);
        json.WriteString("label", concept.Swedish);
        json.WriteString("legacy_ams_taxonomy_id", concept.LegacyId);
        json.WriteEndObject();
    }

    private static void WriteConcept(Utf8JsonWriter json, string name, string id, string label, string? legacyId = null)
    {
        json.WriteStartObject(name);
        json.WriteString("concept_id", id);
        json.WriteString("label", label);
        json.WriteString("legacy_ams_taxonomy_id", legacyId);
        json.WriteEndObject();
    }

    private static string Time(DateTime local) => local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
