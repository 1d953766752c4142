using System.Text.Json;
using static Matching.Competence.ConceptKind;

namespace Matching.Competence.Tests;

/// <summary>The pack's groups, occupations, relations and regulated professions, against the published files.</summary>
public sealed class OccupationTests
{
    private static readonly Taxonomy Pack = Loaded.Pack;

    [SharedDataFact]
    public void Groups_AllFourHundred_AgreeWithTheDump()
    {
        var published = Concepts("ssyk-level-4-with-related-isco-level-4-groups.json")
            .ToDictionary(g => Id(g), g => (Label: Label(g), Isco: g.GetProperty("related").EnumerateArray()
                .Select(i => i.GetProperty("isco_code_08").GetString()!).Order(StringComparer.Ordinal).ToArray()));
        var codes = Concepts("ssyk-level-4-groups.json")
            .ToDictionary(g => Id(g), g => g.GetProperty("ssyk_code_2012").GetString());
        var groups = Of(OccupationGroup);

        Assert.Equal(400, groups.Count);
        Assert.All(groups, group =>
        {
            Assert.Equal(codes[group.Id], group.Code);
            Assert.Equal(published[group.Id].Label, group.Swedish);
            Assert.Equal(published[group.Id].Isco, group.Isco);
            Assert.NotEqual(group.Swedish, group.English);
            Assert.Equal(OccupationField, Pack.FieldOf(group)?.Kind);
        });
    }

    [SharedDataFact]
    public void Occupations_Each_AgreesWithTheDump()
    {
        var current = Concepts("ssyk-level-4-groups-with-related-occupations.json")
            .SelectMany(g => g.GetProperty("narrower").EnumerateArray().Select(o => (Id: Id(o), Label: Label(o), Group: Id(g))))
            .ToDictionary(o => o.Id);
        using var all = Read("taxonomy-to-concept.json");
        var older = all.RootElement.GetProperty("occupation-name").EnumerateObject().Select(o => o.Value)
            .ToDictionary(
                o => o.GetProperty("conceptId").GetString()!,
                o => (Label: o.GetProperty("preferredLabel").GetString(), Legacy: o.GetProperty("legacyAmsTaxonomyId").GetString()));
        var replaced = 0;
        foreach (var occupation in Of(Occupation))
        {
            if (current.TryGetValue(occupation.Id, out var row))
            {
                Assert.Equal(row.Label, occupation.Swedish);
                Assert.Equal(row.Group, Pack.GroupOf(occupation)?.Id);
            }
            else
            {
                Assert.Equal(older[occupation.Id].Label, occupation.Swedish);
                replaced++;
            }

            Assert.Equal(older.GetValueOrDefault(occupation.Id).Legacy, occupation.LegacyId);
        }

        Assert.InRange(replaced, 0, 5);
        Assert.InRange(Of(Occupation).Count, 1000, 2412);
    }

    [SharedDataFact]
    public void Occupations_OfTheRealAds_AreInThePack()
    {
        foreach (var line in File.ReadLines(SharedData.PathOf("ads", "jobstream_ads.jsonl")))
        {
            using var ad = JsonDocument.Parse(line);
            var occupation = Pack.FindId(ad.RootElement.GetProperty("occupation").GetProperty("concept_id").GetString()!);
            Assert.NotNull(occupation);
            Assert.Equal(
                ad.RootElement.GetProperty("occupation_group").GetProperty("legacy_ams_taxonomy_id").GetString(),
                Pack.GroupOf(occupation)?.Code);
            Assert.Equal(
                ad.RootElement.GetProperty("occupation_field").GetProperty("concept_id").GetString(),
                Pack.FieldOf(occupation)?.Id);
        }
    }

    [SharedDataFact]
    public void EscoUris_OfThePack_LieInTheirGroupsIscoCodes()
    {
        var found = 0;
        foreach (var line in File.ReadLines(SharedData.PathOf("esco", "esco_1.2.0_occupation_profiles.jsonl")))
        {
            using var profile = JsonDocument.Parse(line);
            var uri = profile.RootElement.GetProperty("occupation_uri").GetString()!;
            if (Pack.TryResolve(uri, ConceptKinds.Occupations, out var occupation))
            {
                Assert.Contains(profile.RootElement.GetProperty("isco_code").GetString()!, Pack.GroupOf(occupation)!.Isco);
                found++;
            }
        }

        Assert.InRange(found, 350, 3100);
    }

    [Theory]
    [InlineData("ssk", "2221")]
    [InlineData("nurse", "2221")]
    [InlineData("registered nurse", "2221")]
    [InlineData("usk", "5323")]
    [InlineData("undersköterska", "5323")]
    [InlineData("undersköterska äldreomsorg", "5321")]
    [InlineData("sjukgymnast", "2272")]
    [InlineData("bma", "3212")]
    [InlineData("lärare", "2341")]
    [InlineData("gymnasieadjunkt", "2330")]
    [InlineData("lastbilschaufför", "8332")]
    [InlineData("truck driver", "8332")]
    [InlineData("lorry driver", "8332")]
    [InlineData("svetsare", "7212")]
    [InlineData("TIG welder", "7212")]
    [InlineData("elektriker", "7411")]
    [InlineData("linjemontör", "7413")]
    [InlineData("skördarförare", "8341")]
    [InlineData("forwarder operator", "8341")]
    [InlineData("gruvarbetare", "8111")]
    [InlineData("snickare", "7111")]
    [InlineData("rörmokare", "7125")]
    [InlineData("kock", "5120")]
    [InlineData("lokalvårdare", "9111")]
    [InlineData("reindeer herder", "6121")]
    [InlineData("fjällguide", "5113")]
    [InlineData("programmerare", "2512")]
    [InlineData("software engineer", "2512")]
    public void TryResolve_WhatPeopleType_FindsTheOccupation(string text, string ssyk)
    {
        Assert.True(Pack.TryResolve(text, ConceptKinds.Occupations, out var occupation));
        Assert.Equal(Occupation, occupation.Kind);
        Assert.Equal(ssyk, Pack.GroupOf(occupation)?.Code);
    }

    [Theory]
    [InlineData("5323", "2221", 0.7)] // a nurse can do an assistant nurse's work
    [InlineData("2221", "5323", 0.3)] // the other way there is a degree between them
    [InlineData("2221", "9111", 0)]
    [InlineData("8332", "8331", 0.5)]
    [InlineData("7114", "6113", 0.5)]
    [InlineData("6112", "6113", 0.7)]
    [InlineData("5342", "5343", 0.7)]
    public void Relatedness_OfGroups_IsACounsellorsView(string opening, string experience, double degree) =>
        Assert.Equal(
            degree,
            Pack.Relatedness(Pack.FindCode(OccupationGroup, opening)!, Pack.FindCode(OccupationGroup, experience)!));

    [Theory]
    [InlineData("grundutbildad sjuksköterska", "Legitimation som sjuksköterska", true)]
    [InlineData("barnmorska", "Legitimation som barnmorska", true)]
    [InlineData("ämneslärare 7-9", "Lärarlegitimation", true)]
    [InlineData("bussförare", "Yrkeskompetensbevis för förare (YKB)", true)]
    [InlineData("undersköterska", "Bevis om skyddad yrkestitel som undersköterska", false)]
    public void RegulatedRequirements_OfRegulatedWork_NameTheLicence(string occupation, string licence, bool isBarrier)
    {
        Assert.True(Pack.TryResolve(occupation, ConceptKinds.Occupations, out var concept));
        var rule = Assert.Single(Pack.RegulatedRequirements(concept));
        Assert.Equal(licence, rule.Licence.Swedish);
        Assert.Equal(isBarrier, rule.IsBarrier);
    }

    [Theory]
    [InlineData("sjuksköterskestudent")]
    [InlineData("modersmålslärare")]
    [InlineData("spårvagnsförare")]
    public void RegulatedRequirements_OfExemptOccupation_AreNone(string occupation)
    {
        Assert.True(Pack.TryResolve(occupation, ConceptKinds.Occupations, out var concept));
        Assert.Empty(Pack.RegulatedRequirements(concept));
        Assert.NotEmpty(Pack.RegulatedRequirements(Pack.GroupOf(concept)!));
    }

    private static List<Concept> Of(ConceptKind kind) => [.. Pack.Concepts.Where(c => c.Kind == kind)];

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("taxonomy", file)));

    private static List<JsonElement> Concepts(string file)
    {
        using var dump = Read(file);
        return [.. dump.RootElement.GetProperty("data").GetProperty("concepts").EnumerateArray().Select(c => c.Clone())];
    }

    private static string Id(JsonElement concept) => concept.GetProperty("id").GetString()!;

    private static string Label(JsonElement concept) => concept.GetProperty("preferred_label").GetString()!;
}
