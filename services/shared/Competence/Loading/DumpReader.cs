using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Matching.Competence.Text;

namespace Matching.Competence.Loading;

/// <summary>
/// Reads the JobTech taxonomy as Arbetsförmedlingen publishes it: a directory of JSON dumps. What the dumps do not hold
/// (English names, regulated professions, relations between groups, coordinates, roads, many everyday synonyms) is laid
/// over them from the pack, by concept id.
/// </summary>
internal sealed class DumpReader
{
    private readonly string _directory;
    private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TaxonomyData _data = new();

    private DumpReader(string directory) => _directory = directory;

    /// <summary>Reads a directory of dumps over the pack, and answers with the hash of all that was read.</summary>
    /// <exception cref="TaxonomyException">A file is missing or broken.</exception>
    public static TaxonomyData Read(string directory, TaxonomyData pack, string packHash, out string hash)
    {
        if (!Directory.Exists(directory))
        {
            throw new TaxonomyException($"{directory}: there is no such directory.");
        }

        var reader = new DumpReader(directory);
        reader._sum.AppendData(Encoding.UTF8.GetBytes(packHash));
        reader.ReadOccupations();
        reader.ReadIsco();
        reader.ReadSkills();
        reader.ReadLanguages();
        reader.ReadCountries();
        reader.ReadEducation(
            "sun-level-hierarchy-level-2.json", "sun_education_level_code_2020", ConceptKind.EducationLevel);
        reader.ReadEducation(
            "sun-field-hierarchy-level-3.json", "sun_education_field_code_2020", ConceptKind.EducationField);
        reader.LayOver(pack);
        reader.ReadSkillsOfGroups();
        reader.ReadSubstitutability();
        reader.ReadLegacyIds();
        reader.ReadOccupationTerms();
        hash = Convert.ToHexStringLower(reader._sum.GetHashAndReset())[..12];
        return reader._data;
    }

    private void ReadOccupations()
    {
        const string File = "the-ssyk-hierarchy-with-occupations.json";
        using var dump = Open(File);
        foreach (var top in Concepts(dump, File))
        {
            Descend(top);
        }

        void Descend(JsonElement concept)
        {
            if (Text(concept, "type", File) == "ssyk-level-4")
            {
                var group = Add(concept, ConceptKind.OccupationGroup, File);
                group.Code = Text(concept, "ssyk_code_2012", File);
                foreach (var name in Children(concept, "narrower"))
                {
                    Add(name, ConceptKind.Occupation, File).ParentId = group.Id;
                }

                return;
            }

            foreach (var narrower in Children(concept, "narrower"))
            {
                Descend(narrower);
            }
        }
    }

    private void ReadIsco()
    {
        const string File = "ssyk-level-4-with-related-isco-level-4-groups.json";
        using var dump = Open(File);
        foreach (var concept in Concepts(dump, File))
        {
            if (_data.Concepts.TryGetValue(Text(concept, "id", File), out var group))
            {
                group.Isco = [.. Children(concept, "related").Select(r => Text(r, "isco_code_08", File))];
            }
        }
    }

    private void ReadSkills()
    {
        const string File = "skills.json";
        using var dump = Open(File);
        foreach (var concept in Concepts(dump, File))
        {
            Add(concept, KindOfSkill(Text(concept, "preferred_label", File)), File);
        }
    }

    private void ReadLanguages()
    {
        const string File = "languages.json";
        using var dump = Open(File);
        foreach (var concept in Concepts(dump, File))
        {
            var language = Add(concept, ConceptKind.Language, File);
            var iso3 = Optional(concept, "iso_639_3_2007") ?? Optional(concept, "iso_639_2_1998");
            language.OtherCode = iso3?.ToLowerInvariant();
            language.Code = Optional(concept, "iso_639_1_2002")?.ToLowerInvariant() ?? language.OtherCode;
        }
    }

    private void ReadCountries()
    {
        const string File = "countries.json";
        using var dump = Open(File);
        foreach (var concept in Concepts(dump, File))
        {
            var country = Add(concept, ConceptKind.Country, File);
            country.Code = Optional(concept, "iso_3166_1_alpha_2_2013");
            country.OtherCode = Optional(concept, "iso_3166_1_alpha_3_2013");
        }
    }

    private void ReadEducation(string file, string code, ConceptKind kind)
    {
        using var dump = Open(file);
        foreach (var concept in Concepts(dump, file))
        {
            Add(concept, kind, file).Code = Text(concept, code, file);
        }
    }

    private void LayOver(TaxonomyData pack)
    {
        foreach (var (id, ours) in pack.Concepts)
        {
            if (!_data.Concepts.TryGetValue(id, out var row))
            {
                _data.Concepts.Add(id, ours);
                continue;
            }

            if (row.Kind != ours.Kind)
            {
                // The dumps call certificates and licences skills.
                row = _data.Concepts[id] = new ConceptRow(id, ours.Kind, row.Swedish) { ParentId = row.ParentId };
            }

            row.English = ours.English;
            row.Code = ours.Code ?? row.Code;
            row.OtherCode = ours.OtherCode ?? row.OtherCode;
            row.LegacyId ??= ours.LegacyId;
            row.EscoUri ??= ours.EscoUri;
            row.ParentId ??= ours.ParentId;
            row.Seqf ??= ours.Seqf;
            row.Point ??= ours.Point;
            row.Isco = row.Isco.Length > 0 ? row.Isco : ours.Isco;
            row.RelatedIds.AddRange(ours.RelatedIds);
            row.Names.AddRange(ours.Names);
            if (!string.Equals(row.Swedish, ours.Swedish, StringComparison.OrdinalIgnoreCase))
            {
                row.Names.Add(new NameRow(ours.Swedish, Tongue.Swedish, Weak: false));
            }
        }

        _data.Relations.AddRange(pack.Relations);
        _data.Regulated.AddRange(pack.Regulated);
        _data.Exempt.UnionWith(pack.Exempt);
        _data.Places.AddRange(pack.Places);
        _data.Roads.AddRange(pack.Roads);
    }

    private void ReadSkillsOfGroups()
    {
        const string File = "ssyk-level-4-groups-with-related-skills.json";
        using var dump = Open(File);
        foreach (var concept in Concepts(dump, File))
        {
            var group = Text(concept, "id", File);
            if (!_data.Concepts.ContainsKey(group))
            {
                continue;
            }

            foreach (var related in Children(concept, "related"))
            {
                if (_data.Concepts.TryGetValue(Text(related, "id", File), out var skill)
                    && !skill.RelatedIds.Contains(group))
                {
                    skill.RelatedIds.Add(group);
                }
            }
        }
    }

    private void ReadSubstitutability()
    {
        const string File = "substitutability-relations-between-occupations.json";
        using var dump = Open(File);
        foreach (var concept in Concepts(dump, File))
        {
            var opening = Text(concept, "id", File);
            if (!_data.Concepts.ContainsKey(opening))
            {
                continue;
            }

            // "Substituted by": whoever has that experience can take this opening.
            foreach (var other in Children(concept, "substituted_by"))
            {
                if (_data.Concepts.ContainsKey(Text(other, "id", File)))
                {
                    if (!other.TryGetProperty("substitutability_percentage", out var percent)
                        || !percent.TryGetInt32(out var value))
                    {
                        throw new TaxonomyException(
                            $"{Path.Combine(_directory, File)}: {opening} has a relation without a percentage.");
                    }

                    _data.Relations.Add(new RelationRow(opening, Text(other, "id", File), value));
                }
            }
        }
    }

    private void ReadLegacyIds()
    {
        const string File = "taxonomy-to-concept.json";
        if (!System.IO.File.Exists(Path.Combine(_directory, File)))
        {
            return;
        }

        using var dump = Open(File);
        foreach (var kind in dump.RootElement.EnumerateObject())
        {
            foreach (var entry in kind.Value.EnumerateObject())
            {
                if (Optional(entry.Value, "conceptId") is { } id && _data.Concepts.TryGetValue(id, out var row))
                {
                    row.LegacyId ??= entry.Name;
                }
            }
        }
    }

    /// <summary>
    /// Adds the occupation terms of the labour-market ontology, which knows thousands of everyday titles and their
    /// misspellings, to the occupations whose name its concepts bear.
    /// </summary>
    private void ReadOccupationTerms()
    {
        const string File = "termer_koncept_yrke.csv";
        var path = Path.Combine(_directory, File);
        if (!System.IO.File.Exists(path))
        {
            return;
        }

        var occupations = OccupationsByName();
        var taken = new HashSet<string>(occupations.Keys, StringComparer.Ordinal);
        var line = 0;
        foreach (var text in System.IO.File.ReadLines(path))
        {
            _sum.AppendData(Encoding.UTF8.GetBytes(text));
            line++;
            var cells = text.Split(';');
            if (cells.Length < 6)
            {
                throw new TaxonomyException($"{path}:{line}: {cells.Length} cells, expected at least 6.");
            }

            if (line > 1 && occupations.TryGetValue(NameKey(cells[2]), out var id)
                && taken.Add(NameResolver.Key(cells[0])))
            {
                var misspelt = string.Equals(cells[5], "True", StringComparison.OrdinalIgnoreCase);
                _data.Concepts[id].Names.Add(new NameRow(cells[0], Tongue.Swedish, misspelt));
            }
        }
    }

    /// <summary>Which occupation a name means; a name that several could bear means none.</summary>
    private Dictionary<string, string> OccupationsByName()
    {
        var byName = new Dictionary<string, (string Id, NameRank Rank)>(StringComparer.Ordinal);
        foreach (var row in _data.Concepts.Values.Where(r => r.Kind == ConceptKind.Occupation))
        {
            Claim(row.Swedish, row.Id, NameRank.Label);
            foreach (var name in row.Names)
            {
                Claim(name.Text, row.Id, NameRank.Synonym);
            }

            foreach (var part in LabelParts.Of(row.Swedish, row.Kind))
            {
                Claim(part, row.Id, NameRank.Derived);
            }
        }

        return byName.Where(n => n.Value.Id.Length > 0)
            .ToDictionary(n => n.Key, n => n.Value.Id, StringComparer.Ordinal);

        void Claim(string name, string id, NameRank rank)
        {
            var key = NameKey(name);
            if (!byName.TryGetValue(key, out var other) || rank < other.Rank)
            {
                byName[key] = (id, rank);
            }
            else if (rank == other.Rank && other.Id != id)
            {
                byName[key] = ("", rank);
            }
        }
    }

    private static string NameKey(string name)
    {
        var key = NameResolver.Key(name);
        return Inflection.SafeBase(key) ?? key;
    }

    private static ConceptKind KindOfSkill(string label)
    {
        if (label.Contains("legitimation", StringComparison.OrdinalIgnoreCase))
        {
            return ConceptKind.Licence;
        }

        return label.Contains("certifi", StringComparison.OrdinalIgnoreCase)
            || label.Contains("behörighet", StringComparison.OrdinalIgnoreCase)
            || label.Contains("bevis", StringComparison.OrdinalIgnoreCase)
            || label.EndsWith("kort", StringComparison.OrdinalIgnoreCase)
            ? ConceptKind.Certificate
            : ConceptKind.Skill;
    }

    private ConceptRow Add(JsonElement concept, ConceptKind kind, string file)
    {
        var id = Text(concept, "id", file);
        return TsvTable.IsConceptId(id)
            ? _data.Add(new ConceptRow(id, kind, Text(concept, "preferred_label", file)))
            : throw new TaxonomyException($"{Path.Combine(_directory, file)}: '{id}' is not a concept id.");
    }

    private JsonDocument Open(string file)
    {
        var path = Path.Combine(_directory, file);
        try
        {
            var bytes = System.IO.File.ReadAllBytes(path);
            _sum.AppendData(bytes);
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new TaxonomyException($"{path}:{e.LineNumber + 1}: not JSON: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new TaxonomyException($"{path}: {e.Message}", e);
        }
    }

    private JsonElement.ArrayEnumerator Concepts(JsonDocument dump, string file) =>
        dump.RootElement.ValueKind == JsonValueKind.Object
            && dump.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("concepts", out var concepts) && concepts.ValueKind == JsonValueKind.Array
            ? concepts.EnumerateArray()
            : throw new TaxonomyException($"{Path.Combine(_directory, file)}: there is no data.concepts list.");

    private static JsonElement.ArrayEnumerator Children(JsonElement concept, string property) =>
        concept.TryGetProperty(property, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : default;

    private static string? Optional(JsonElement concept, string property) =>
        concept.ValueKind == JsonValueKind.Object && concept.TryGetProperty(property, out var value)
            && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private string Text(JsonElement concept, string property, string file) =>
        Optional(concept, property)
        ?? throw new TaxonomyException(
            $"{Path.Combine(_directory, file)}: a concept has no {property}: {Short(concept)}");

    private static string Short(JsonElement concept)
    {
        var text = concept.GetRawText();
        return text.Length <= 120 ? text : text[..120] + "…";
    }
}
