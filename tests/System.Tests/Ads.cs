using System.Text.Json.Nodes;
using Matching.Competence;

namespace System.Tests;

/// <summary>
/// Ads as Arbetsförmedlingen's JobStream tells of them: the real ones, and ones written for what those lack.
/// </summary>
internal static class Ads
{
    /// <summary>The real ads, one object a line.</summary>
    public static string Real => File.ReadAllText(SharedData.PathOf("ads", "jobstream_ads.jsonl"));

    /// <summary>The real removals, one object a line.</summary>
    public static string Removed => File.ReadAllText(SharedData.PathOf("ads", "jobstream_removed.jsonl"));

    public const string GardenWorker = "23905080", Gardener = "23904965";

    public const string TeamLeader = "23905028", CarDetailer = "23905964";

    /// <summary>An ad whose demands stand in its text, as most do.</summary>
    public static JsonObject Ad(
        string id, string headline, string occupation, string municipality, string text, params string[] licences)
    {
        var place = Find(municipality, ConceptKinds.Municipality);
        return new JsonObject
        {
            ["id"] = id,
            ["headline"] = headline,
            ["description"] = new JsonObject { ["text"] = text, ["text_formatted"] = null },
            ["occupation"] = Concept(Find(occupation, ConceptKinds.Occupation)),
            ["employer"] = new JsonObject { ["name"] = $"{municipality}s kommun", ["organization_number"] = null },
            ["employment_type"] = Coded("PFZr_Syz_cUq", "Vanlig anställning", "1"),
            ["working_hours_type"] = Coded("6YE1_gAC_R2G", "Heltid", "1"),
            ["scope_of_work"] = new JsonObject { ["min"] = 100, ["max"] = 100 },
            ["driving_license_required"] = licences.Length > 0,
            ["driving_license"] = new JsonArray([.. licences.Select(licence => new JsonObject
            {
                ["concept_id"] = Find(licence, ConceptKinds.DrivingLicence).Id,
                ["label"] = licence,
            })]),
            ["workplace_address"] = new JsonObject
            {
                ["municipality"] = municipality,
                ["municipality_code"] = place.Code,
                ["municipality_concept_id"] = place.Id,
                ["country"] = "Sverige",
                ["country_code"] = "199",
                ["coordinates"] = new JsonArray(null, null),
            },
            ["must_have"] = Empty(),
            ["nice_to_have"] = Empty(),
            ["publication_date"] = "2020-02-27T08:00:00",
            ["last_publication_date"] = "2020-03-31T23:59:59",
            ["application_deadline"] = "2020-03-31T23:59:59",
            ["removed"] = false,
        };
    }

    /// <summary>What the region looks for beside what the real ads do.</summary>
    public static IEnumerable<JsonObject> Written =>
    [
        Ad("90001", "Sjuksköterska till medicinavdelningen", "Sjuksköterska, grundutbildad", "Härnösand",
            "Vi söker dig som är legitimerad sjuksköterska. Du talar och skriver svenska obehindrat."),
        Ad("90002", "Undersköterska till hemtjänsten", "Undersköterska, hemtjänst, äldreboende och habilitering",
            "Härnösand",
            "Du ger omvårdnad i hemmet. Vi ser gärna att du är utbildad undersköterska och du kommunicerar på svenska."),
        Ad("90003", "Svetsare till verkstaden", "Svetsare", "Lycksele",
            "Du har erfarenhet av svetsning och kan läsa ritningar. Arbetet är dagtid."),
        Ad("90004", "Svetsare", "Svetsare", "Lycksele", "Vi bygger lastvagnspåbyggnader och söker en svetsare."),
        Ad("90005", "Lärare årskurs 4-6", "Grundlärare, 4-6", "Lycksele",
            "Du har lärarlegitimation och undervisar i svenska och matematik."),
        Ad("90006", "Grundlärare 4-6", "Grundlärare, 4-6", "Lycksele", "Till vår skola söker vi en legitimerad lärare."),
        Ad("90007", "Svetsare till varvet", "Svetsare", "Härnösand", "Varvet söker svetsare."),
        Ad("90008", "Lärare på mellanstadiet", "Grundlärare, 4-6", "Sorsele", "Legitimerad lärare sökes till byskolan."),
        Ad("90009", "Distributionsförare", "Distributionsförare", "Härnösand",
            "Du kör gods till butiker i Härnösand med omnejd. Du har C-körkort och yrkeskompetensbevis.", "C"),
        Ad("90010", "Fjärrbilsförare med släp", "Fjärrbilsförare", "Härnösand",
            "Du kör lastbil med släp till södra Sverige. CE-körkort är ett krav.", "CE"),
        Ad("90011", "Frisör", "Frisör", "Härnösand", "Salongen i centrum söker frisör."),
        Ad("90012", "Sjuksköterska", "Sjuksköterska, grundutbildad", "Kiruna", "Legitimerad sjuksköterska till akuten."),
    ];

    public static string Lines(IEnumerable<JsonObject> ads) => string.Join('\n', ads.Select(ad => ad.ToJsonString()));

    private static Concept Find(string text, ConceptKinds kinds) =>
        RunningSuite.Taxonomy.TryResolve(text, kinds, out var concept)
            ? concept
            : throw new ArgumentException($"The taxonomy does not know '{text}'.", nameof(text));

    private static JsonObject Concept(Concept concept) => Coded(concept.Id, concept.Swedish, concept.LegacyId);

    private static JsonObject Coded(string id, string label, string? legacyId) => new()
    {
        ["concept_id"] = id,
        ["label"] = label,
        ["legacy_ams_taxonomy_id"] = legacyId,
    };

    private static JsonObject Empty() => new()
    {
        ["skills"] = new JsonArray(),
        ["languages"] = new JsonArray(),
        ["work_experiences"] = new JsonArray(),
    };
}
