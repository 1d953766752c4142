using System.Text.Json;

namespace Matching.Competence.Tests;

/// <summary>The built-in table of skills, licences and certificates against the taxonomy that it draws on.</summary>
public sealed class SkillsTableTests
{
    private static readonly Lazy<Row[]> Rows = new(Read);

    [Fact]
    public void Table_Ids_AreSortedAndUnique()
    {
        var ids = Rows.Value.Select(r => r.Id).ToArray();

        Assert.True(ids.Length >= 1000, $"{ids.Length} rows");
        Assert.Equal(ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Table_Names_AreClaimedByOneRowEach()
    {
        var claims = Rows.Value
            .SelectMany(r => r.Names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (Name: name, r.Id)))
            .GroupBy(c => c.Name, c => c.Id, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(' ', g)}");

        Assert.Empty(claims);
    }

    [Fact]
    public void Table_Legitimations_AreLicences()
    {
        var others = Rows.Value.Where(r =>
            (r.Swedish.StartsWith("Legitimation", StringComparison.Ordinal)
                || r.Swedish.EndsWith("legitimation", StringComparison.Ordinal)
                || r.Swedish.StartsWith("Specialistkompetens för läkare", StringComparison.Ordinal))
            && r.Kind != "licence");

        Assert.Empty(others);
    }

    [SharedDataFact]
    public void Table_LabelsAndLegacyIds_AgreeWithTheTaxonomy()
    {
        using var skills = Dump("skills.json");
        var labels = Concepts(skills).ToDictionary(Id, c => Plain(c.GetProperty("preferred_label").GetString()!));
        using var legacy = Dump("taxonomy-to-concept.json");
        var legacyIds = legacy.RootElement.GetProperty("skill").EnumerateObject()
            .ToDictionary(p => p.Value.GetProperty("conceptId").GetString()!, p => p.Name);

        foreach (var row in Rows.Value)
        {
            Assert.True(labels.TryGetValue(row.Id, out var label), $"{row.Id} ({row.Swedish}) is no skill of the taxonomy");
            Assert.Contains(label, row.Names);
            Assert.Equal(legacyIds.GetValueOrDefault(row.Id, ""), row.Legacy);
        }
    }

    [SharedDataFact]
    public void Table_Groups_AreGroupsThatTheTaxonomyRelates()
    {
        using var groups = Dump("ssyk-level-4-groups.json");
        var codes = Concepts(groups).ToDictionary(Id, c => c.GetProperty("ssyk_code_2012").GetString()!);
        using var related = Dump("ssyk-level-4-groups-with-related-skills.json");
        var pairs = Concepts(related)
            .SelectMany(g => g.GetProperty("related").EnumerateArray().Select(s => (Skill: Id(s), Group: codes[Id(g)])))
            .ToHashSet();

        Assert.Subset(pairs, Rows.Value.SelectMany(r => r.Groups.Select(g => (Skill: r.Id, Group: g))).ToHashSet());
    }

    private static Row[] Read()
    {
        var path = Path.Combine(SharedData.RepositoryRoot, "services", "shared", "Competence", "Pack", "skills.tsv");
        return [.. File.ReadLines(path).Skip(1).Select(line => line.Split('\t')).Select(cells => new Row(
            cells[0], cells[1], cells[2], cells[4], List(cells[5]), [cells[2], cells[3], .. List(cells[6]), .. List(cells[7])]))];
    }

    private static string[] List(string cell) => cell.Split('|', StringSplitOptions.RemoveEmptyEntries);

    private static JsonDocument Dump(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("taxonomy", file)));

    private static JsonElement[] Concepts(JsonDocument dump) =>
        [.. dump.RootElement.GetProperty("data").GetProperty("concepts").EnumerateArray()];

    private static string Id(JsonElement concept) => concept.GetProperty("id").GetString()!;

    /// <summary>A few labels hold no-break spaces and soft hyphens, which nobody types.</summary>
    private static string Plain(string label) =>
        label.Replace('\u00A0', ' ').Replace("\u00AD", "", StringComparison.Ordinal);

    private sealed record Row(string Id, string Kind, string Swedish, string Legacy, string[] Groups, string[] Names);
}
