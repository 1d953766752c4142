using System.Text.Json.Nodes;

namespace Matching.Vacancies.Tests;

/// <summary>Writes JobStream objects.</summary>
internal static class Ads
{
    /// <summary>An ad for a gardener in Härnösand, with changes, on one line.</summary>
    public static string Ad(string id, Action<JsonObject>? change = null)
    {
        var ad = new JsonObject
        {
            ["id"] = id,
            ["headline"] = "Trädgårdsarbetare",
            ["application_deadline"] = "2020-03-28T23:59:59",
            ["number_of_vacancies"] = 3,
            ["description"] = new JsonObject { ["text"] = "Skötsel av park." },
            ["employment_type"] = Concept("PFZr_Syz_cUq", "Vanlig anställning", "1"),
            ["duration"] = Concept("a7uU_j21_mkL", "Tillsvidare", "1"),
            ["working_hours_type"] = Concept("6YE1_gAC_R2G", "Heltid", "1"),
            ["scope_of_work"] = new JsonObject { ["min"] = 100, ["max"] = 100 },
            ["employer"] = new JsonObject { ["name"] = "Park AB", ["organization_number"] = "5569255788" },
            ["occupation"] = Concept("geNh_Yah_F3J", "Trädgårdsarbetare/Plantskolearbetare, trädgård", "6274"),
            ["occupation_group"] = Concept("2xQ4_4kh_kTZ", "Trädgårdsodlare", "6112"),
            ["workplace_address"] = new JsonObject
            {
                ["municipality"] = "Härnösand",
                ["municipality_code"] = "2280",
                ["municipality_concept_id"] = "uYRx_AdM_r4A",
                ["region"] = "Västernorrlands län",
                ["country"] = "Sverige",
                ["country_code"] = "199",
                ["country_concept_id"] = "i46j_HmG_v64",
                ["city"] = null,
                ["coordinates"] = new JsonArray(null, null),
            },
            ["must_have"] = Lists(),
            ["nice_to_have"] = Lists(),
            ["publication_date"] = "2020-02-27T13:14:45",
            ["last_publication_date"] = "2020-03-28T23:59:59",
            ["removed"] = false,
            ["source_type"] = "VIA_ANNONSERA",
        };
        change?.Invoke(ad);
        return ad.ToJsonString();
    }

    public static string Removal(string id) => $$"""{"id": {{id}}, "removed": true, "removed_date": "2020-02-28T03:11:33"}""";

    public static JsonObject Concept(string? id, string? label, string? legacyId = null, double? weight = null)
    {
        var concept = new JsonObject { ["concept_id"] = id, ["label"] = label, ["legacy_ams_taxonomy_id"] = legacyId };
        if (weight is not null)
        {
            concept["weight"] = weight;
        }

        return concept;
    }

    private static JsonObject Lists() => new()
    {
        ["skills"] = new JsonArray(),
        ["languages"] = new JsonArray(),
        ["work_experiences"] = new JsonArray(),
    };
}
