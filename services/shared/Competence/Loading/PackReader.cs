using System.Security.Cryptography;
using System.Text;

namespace Matching.Competence.Loading;

/// <summary>Reads the pack: the tab-separated tables that are embedded in this assembly.</summary>
internal static class PackReader
{
    /// <summary>The tables in reading order: a table may refer to those before it.</summary>
    public static readonly string[] Files =
    [
        "fields.tsv", "groups.tsv", "occupations.tsv", "relations.tsv", "skills.tsv", "regulated.tsv", "languages.tsv",
        "driving-licences.tsv", "education-levels.tsv", "education-fields.tsv", "countries.tsv", "regions.tsv",
        "municipalities.tsv", "places.tsv", "roads.tsv",
    ];

    /// <summary>Reads the embedded pack and answers with its content hash.</summary>
    public static TaxonomyData ReadBuiltIn(out string hash)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Files)
        {
            using var stream = typeof(PackReader).Assembly.GetManifestResourceStream(file)
                ?? throw new TaxonomyException($"{file}: the table is not embedded.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var text = reader.ReadToEnd();
            sum.AppendData(Encoding.UTF8.GetBytes(text));
            files[file] = text;
        }

        hash = Convert.ToHexStringLower(sum.GetHashAndReset())[..12];
        return Read(file => files.GetValueOrDefault(file));
    }

    /// <summary>
    /// Reads a pack whose tables <paramref name="open"/> gives by file name (null: the table is not there).
    /// </summary>
    public static TaxonomyData Read(Func<string, string?> open)
    {
        var pack = new Pack(open);
        pack.ReadFields();
        pack.ReadGroups();
        pack.ReadOccupations();
        pack.ReadRelations();
        pack.ReadSkills();
        pack.ReadRegulated();
        pack.ReadLanguages();
        pack.ReadDrivingLicences();
        pack.ReadEducationLevels();
        pack.ReadEducationFields();
        pack.ReadCountries();
        pack.ReadRegions();
        pack.ReadMunicipalities();
        pack.ReadPlaces();
        pack.ReadRoads();
        return pack.Data;
    }

    private sealed class Pack(Func<string, string?> open)
    {
        private readonly Dictionary<(ConceptKind, string), string> _idsByCode = [];

        public TaxonomyData Data { get; } = new();

        public void ReadFields()
        {
            foreach (var row in Table("fields.tsv", "id", "sv", "en"))
            {
                Add(row, ConceptKind.OccupationField);
            }
        }

        public void ReadGroups()
        {
            foreach (var row in Table("groups.tsv", "ssyk", "id", "sv", "en", "isco", "field"))
            {
                var group = Add(row, ConceptKind.OccupationGroup, "ssyk");
                group.Isco = row.List("isco");
                group.ParentId = Existing(row, row.ConceptId("field"), ConceptKind.OccupationField);
            }
        }

        public void ReadOccupations()
        {
            foreach (var row in Table(
                "occupations.tsv", "id", "sv", "en", "ssyk", "legacy", "esco", "synonyms_sv", "synonyms_en"))
            {
                var occupation = Add(row, ConceptKind.Occupation);
                occupation.LegacyId = row.OptionalOrNull("legacy");
                occupation.EscoUri = row.OptionalOrNull("esco");
                occupation.ParentId = ByCode(row, ConceptKind.OccupationGroup, row.Text("ssyk"));
                AddNames(occupation, row);
            }
        }

        public void ReadRelations()
        {
            foreach (var row in Table("relations.tsv", "opening", "experience", "percent"))
            {
                var opening = ByCode(row, ConceptKind.OccupationGroup, row.Text("opening"));
                var experience = ByCode(row, ConceptKind.OccupationGroup, row.Text("experience"));
                var percent = row.Whole("percent");
                if (opening == experience)
                {
                    throw row.Error("a group is not related to itself");
                }

                if (percent is not (25 or 50 or 75))
                {
                    throw row.Error($"percent is {percent}, expected 25, 50 or 75");
                }

                Data.Relations.Add(new RelationRow(opening, experience, percent));
            }
        }

        public void ReadSkills()
        {
            foreach (var row in Table(
                "skills.tsv", "id", "kind", "sv", "en", "legacy", "groups", "synonyms_sv", "synonyms_en"))
            {
                var kind = row.Text("kind") switch
                {
                    "skill" => ConceptKind.Skill,
                    "certificate" => ConceptKind.Certificate,
                    "licence" => ConceptKind.Licence,
                    var other => throw row.Error($"kind is '{other}', expected skill, certificate or licence"),
                };
                var skill = Add(row, kind);
                skill.LegacyId = row.OptionalOrNull("legacy");
                skill.RelatedIds.AddRange(row.List("groups").Select(g => ByCode(row, ConceptKind.OccupationGroup, g)));
                AddNames(skill, row);
            }
        }

        public void ReadRegulated()
        {
            foreach (var row in Table("regulated.tsv", "ssyk", "occupation", "skill", "scope", "authority", "sv", "en"))
            {
                var group = ByCode(row, ConceptKind.OccupationGroup, row.Text("ssyk"));
                var occupation = row.OptionalOrNull("occupation") is { } id
                    ? Existing(row, id, ConceptKind.Occupation)
                    : group;
                if (row.OptionalOrNull("skill") is null)
                {
                    Data.Exempt.Add(occupation);
                    continue;
                }

                var licence = row.ConceptId("skill");
                if (!Data.Concepts.TryGetValue(licence, out var concept)
                    || concept.Kind is not (ConceptKind.Licence or ConceptKind.Certificate))
                {
                    throw row.Error($"'{licence}' is not a licence or certificate of skills.tsv");
                }

                var isBarrier = row.Text("scope") switch
                {
                    "work" => true,
                    "title" => false,
                    var other => throw row.Error($"scope is '{other}', expected work or title"),
                };
                Data.Regulated.Add(new RegulatedRow(
                    occupation, licence, row.Text("authority"), row.Text("sv"), row.Text("en"), isBarrier));
            }
        }

        public void ReadLanguages()
        {
            foreach (var row in Table("languages.tsv", "id", "iso1", "iso3", "sv", "en", "legacy", "synonyms"))
            {
                var language = Add(row, ConceptKind.Language);
                language.Code = row.OptionalOrNull("iso1") ?? row.OptionalOrNull("iso3");
                language.OtherCode = row.OptionalOrNull("iso3");
                language.LegacyId = row.OptionalOrNull("legacy");
                language.Names.AddRange(row.List("synonyms").Select(s => new NameRow(s, null, Weak: false)));
            }
        }

        public void ReadDrivingLicences()
        {
            var rows = Table("driving-licences.tsv", "id", "code", "sv", "en", "legacy", "includes").ToList();
            foreach (var row in rows)
            {
                Add(row, ConceptKind.DrivingLicence, "code").LegacyId = row.OptionalOrNull("legacy");
            }

            foreach (var row in rows)
            {
                Data.Concepts[row.Text("id")].RelatedIds.AddRange(
                    row.List("includes").Select(code => ByCode(row, ConceptKind.DrivingLicence, code)));
            }
        }

        public void ReadEducationLevels()
        {
            foreach (var row in Table(
                "education-levels.tsv", "id", "sun", "sv", "en", "seqf", "synonyms_sv", "synonyms_en"))
            {
                var level = Add(row, ConceptKind.EducationLevel, "sun");
                level.Seqf = row.OptionalOrNull("seqf") is null ? null : row.Whole("seqf");
                if (level.Seqf is < 1 or > 8)
                {
                    throw row.Error("seqf must be 1 to 8");
                }

                AddNames(level, row);
            }
        }

        public void ReadEducationFields()
        {
            foreach (var row in Table("education-fields.tsv", "id", "sun", "sv", "en", "groups"))
            {
                Add(row, ConceptKind.EducationField, "sun").RelatedIds.AddRange(
                    row.List("groups").Select(g => ByCode(row, ConceptKind.OccupationGroup, g)));
            }
        }

        public void ReadCountries()
        {
            foreach (var row in Table("countries.tsv", "id", "iso2", "iso3", "sv", "en", "legacy"))
            {
                var country = Add(row, ConceptKind.Country);
                country.Code = row.OptionalOrNull("iso2");
                country.OtherCode = row.OptionalOrNull("iso3");
                country.LegacyId = row.OptionalOrNull("legacy");
            }
        }

        public void ReadRegions()
        {
            foreach (var row in Table("regions.tsv", "scb", "id", "sv", "en"))
            {
                Add(row, ConceptKind.Region, "scb");
            }
        }

        public void ReadMunicipalities()
        {
            foreach (var row in Table(
                "municipalities.tsv", "scb", "id", "legacy", "sv", "region", "lat", "lon", "seat"))
            {
                var municipality = Add(row, ConceptKind.Municipality, "scb");
                municipality.LegacyId = row.OptionalOrNull("legacy");
                municipality.ParentId = ByCode(row, ConceptKind.Region, row.Text("region"));
                municipality.Point = Point(row);
                if (row.OptionalOrNull("seat") is { } seat)
                {
                    Data.Places.Add(new PlaceRow(seat, municipality.Id, municipality.Point.Value));
                }
            }
        }

        public void ReadPlaces()
        {
            foreach (var row in Table("places.tsv", "name", "municipality", "lat", "lon"))
            {
                Data.Places.Add(new PlaceRow(
                    row.Text("name"),
                    ByCode(row, ConceptKind.Municipality, row.Text("municipality")),
                    Point(row)));
            }
        }

        public void ReadRoads()
        {
            foreach (var row in Table("roads.tsv", "from", "to", "km", "minutes"))
            {
                Data.Roads.Add(new RoadRow(
                    ByCode(row, ConceptKind.Municipality, row.Text("from")),
                    ByCode(row, ConceptKind.Municipality, row.Text("to")),
                    row.Number("km"),
                    row.Number("minutes")));
            }
        }

        private static GeoPoint Point(TsvTable.Row row)
        {
            var point = new GeoPoint(row.Number("lat"), row.Number("lon"));
            return point is { Latitude: > 55 and < 70, Longitude: > 10 and < 25 }
                ? point
                : throw row.Error($"{point.Latitude}, {point.Longitude} is not in Sweden");
        }

        private static void AddNames(ConceptRow concept, TsvTable.Row row)
        {
            concept.Names.AddRange(row.List("synonyms_sv").Select(s => new NameRow(s, Tongue.Swedish, Weak: false)));
            concept.Names.AddRange(row.List("synonyms_en").Select(s => new NameRow(s, Tongue.English, Weak: false)));
        }

        private IEnumerable<TsvTable.Row> Table(string file, params ReadOnlySpan<string> columns) =>
            open(file) is { } text ? TsvTable.Parse(file, text, columns).Rows() : [];

        private ConceptRow Add(TsvTable.Row row, ConceptKind kind, string? codeColumn = null)
        {
            var concept = new ConceptRow(row.ConceptId("id"), kind, row.Text("sv"));
            if (kind != ConceptKind.Municipality)
            {
                concept.English = row.Text("en");
            }

            if (codeColumn is not null)
            {
                concept.Code = row.Text(codeColumn);
                if (!_idsByCode.TryAdd((kind, concept.Code), concept.Id))
                {
                    throw row.Error($"{codeColumn} {concept.Code} occurs twice");
                }
            }

            return Data.Concepts.TryAdd(concept.Id, concept)
                ? concept
                : throw row.Error($"id {concept.Id} occurs twice");
        }

        private string Existing(TsvTable.Row row, string id, ConceptKind kind) =>
            Data.Concepts.TryGetValue(id, out var concept) && concept.Kind == kind
                ? id
                : throw row.Error($"'{id}' is no {kind} of the pack");

        private string ByCode(TsvTable.Row row, ConceptKind kind, string code) =>
            _idsByCode.TryGetValue((kind, code), out var id)
                ? id
                : throw row.Error($"'{code}' is no {kind} of the pack");
    }
}
