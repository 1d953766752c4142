namespace Matching.Competence.Loading;

/// <summary>
/// Everything a taxonomy is made of, by concept id, as a loader reads it. The pack reader and the dump reader fill it;
/// <see cref="Taxonomy"/> turns it into indexes once and for all.
/// </summary>
internal sealed class TaxonomyData
{
    public Dictionary<string, ConceptRow> Concepts { get; } = new(StringComparer.Ordinal);

    /// <summary>Directed: how well the experience serves the opening, in percent (75, 50 or 25).</summary>
    public List<RelationRow> Relations { get; } = [];

    public List<RegulatedRow> Regulated { get; } = [];

    /// <summary>Occupations that are free of what their group asks for: students, above all.</summary>
    public HashSet<string> Exempt { get; } = new(StringComparer.Ordinal);

    public List<PlaceRow> Places { get; } = [];

    public List<RoadRow> Roads { get; } = [];

    public ConceptRow Add(ConceptRow row) => Concepts[row.Id] = row;
}

/// <summary>A concept as read, with what only its kind has.</summary>
internal sealed record ConceptRow(string Id, ConceptKind Kind, string Swedish)
{
    public string? English { get; set; }

    public string? Code { get; set; }

    public string? OtherCode { get; set; }

    public string? LegacyId { get; set; }

    public string? EscoUri { get; set; }

    public string[] Isco { get; set; } = [];

    public List<NameRow> Names { get; } = [];

    /// <summary>Occupation: its group. Group: its field. Municipality: its region.</summary>
    public string? ParentId { get; set; }

    /// <summary>
    /// Skill or education field: the groups it matters in. Driving licence: the licences it includes.
    /// </summary>
    public List<string> RelatedIds { get; } = [];

    public int? Seqf { get; set; }

    public GeoPoint? Point { get; set; }
}

/// <summary>
/// A further name of a concept. Weak names (misspellings, ambiguous ones) give way to others' proper names.
/// </summary>
internal readonly record struct NameRow(string Text, Tongue? Language, bool Weak);

internal readonly record struct RelationRow(string OpeningId, string ExperienceId, int Percent);

internal sealed record RegulatedRow(
    string OccupationId, string LicenceId, string Authority, string Swedish, string English, bool IsBarrier);

internal sealed record PlaceRow(string Name, string MunicipalityId, GeoPoint Point);

internal readonly record struct RoadRow(string FromId, string ToId, double Kilometres, double Minutes);
