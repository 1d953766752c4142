using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Matching.Competence.Loading;
using Matching.Competence.Text;

namespace Matching.Competence;

/// <summary>
/// The concepts the engine knows, their names, and how they relate. Immutable after loading and safe to share between
/// threads.
/// </summary>
public sealed class Taxonomy
{
    private readonly Concept[] _concepts;
    private readonly Dictionary<string, Concept> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(ConceptKind, string), Concept> _byCode = [];
    private readonly Dictionary<(ConceptKind, string), Concept> _byLegacyId = [];
    private readonly Dictionary<string, Concept> _byEscoUri = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Concept> _groupByIsco = new(StringComparer.Ordinal);
    private readonly NameResolver _names;
    private readonly Concept?[] _parents;
    private readonly Concept[][] _occupationsByGroup;
    private readonly Concept[][] _related;
    private readonly int?[] _seqf;
    private readonly RegulatedRequirement[][] _regulated;
    private readonly bool[] _isExempt;
    private readonly Dictionary<(int Opening, int Experience), double> _relations = [];
    private readonly List<int>[] _servedBy;
    private readonly List<int>[] _serves;
    private readonly ConcurrentDictionary<int, Related[]> _openingsServed = [];
    private readonly ConcurrentDictionary<int, Related[]> _experienceServing = [];

    private Taxonomy(string version, TaxonomyData data)
    {
        Version = version;
        _concepts =
        [
            .. data.Concepts.Values
                .OrderBy(r => r.Kind).ThenBy(r => r.Id, StringComparer.Ordinal)
                .Select((row, index) => new Concept
                {
                    Index = index,
                    Id = row.Id,
                    Kind = row.Kind,
                    Swedish = row.Swedish,
                    English = row.English ?? row.Swedish,
                    Code = row.Code,
                    LegacyId = row.LegacyId,
                    Isco = row.Isco,
                }),
        ];
        _parents = new Concept?[_concepts.Length];
        _related = new Concept[_concepts.Length][];
        _occupationsByGroup = new Concept[_concepts.Length][];
        _seqf = new int?[_concepts.Length];
        _regulated = new RegulatedRequirement[_concepts.Length][];
        _isExempt = new bool[_concepts.Length];
        _servedBy = new List<int>[_concepts.Length];
        _serves = new List<int>[_concepts.Length];
        foreach (var concept in _concepts)
        {
            _byId.Add(concept.Id, concept);
        }

        foreach (var concept in _concepts)
        {
            Index(concept, data.Concepts[concept.Id]);
        }

        foreach (var group in _concepts.Where(c => c.Kind == ConceptKind.Occupation).GroupBy(c => _parents[c.Index]))
        {
            if (group.Key is { } key)
            {
                _occupationsByGroup[key.Index] = [.. group];
            }
        }

        foreach (var relation in data.Relations)
        {
            Relate(_byId[relation.OpeningId].Index, _byId[relation.ExperienceId].Index, relation.Percent);
        }

        foreach (var rows in data.Regulated.GroupBy(r => r.OccupationId, StringComparer.Ordinal))
        {
            _regulated[_byId[rows.Key].Index] =
            [
                .. rows.Select(r => new RegulatedRequirement(
                    _byId[r.LicenceId], r.Authority, r.Swedish, r.English, r.IsBarrier)),
            ];
        }

        foreach (var id in data.Exempt)
        {
            _isExempt[_byId[id].Index] = true;
        }

        _names = new NameResolver(_concepts, data);
        Places = new Places(this, data);
    }

    /// <summary>
    /// <c>pack-</c> or <c>jobtech-</c> and a hash of the content: part of cache keys, and shown in answers.
    /// </summary>
    public string Version { get; }

    /// <summary>Every concept, by index.</summary>
    public IReadOnlyList<Concept> Concepts => _concepts;

    public Places Places { get; }

    internal NameIndex NameIndex => _names.Index;

    /// <summary>Loads the pack that is built into this library.</summary>
    public static Taxonomy LoadBuiltIn()
    {
        var data = PackReader.ReadBuiltIn(out var hash);
        return new Taxonomy("pack-" + hash, data);
    }

    /// <summary>
    /// Loads the JobTech taxonomy dumps of a directory, laid over the built-in pack; the pack alone when
    /// <paramref name="directory"/> is null or empty.
    /// </summary>
    /// <exception cref="TaxonomyException">A file is missing or broken.</exception>
    public static Taxonomy Load(string? directory)
    {
        if (string.IsNullOrEmpty(directory))
        {
            return LoadBuiltIn();
        }

        var data = DumpReader.Read(directory, PackReader.ReadBuiltIn(out var packHash), packHash, out var hash);
        return new Taxonomy("jobtech-" + hash, data);
    }

    internal static Taxonomy FromData(string version, TaxonomyData data) => new(version, data);

    /// <summary>
    /// Finds what a caller means: a concept id; a code, bare or with its scheme (<c>2221</c>, <c>ssyk:2221</c>,
    /// <c>isco:2221</c>, <c>scb:2280</c>, <c>iso:sv</c>, <c>ams:6274</c>); an ESCO URI; or a name in Swedish or
    /// English, inflected or not, in any case.
    /// </summary>
    public bool TryResolve(string text, ConceptKinds kinds, [NotNullWhen(true)] out Concept? concept)
    {
        concept = Resolve(text.Trim(), kinds);
        return concept is not null;
    }

    public Concept? FindId(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Finds by Arbetsförmedlingen's older numeric id, which is unique within a kind only.</summary>
    public Concept? FindLegacy(string legacyId, ConceptKinds kinds)
    {
        for (var kind = ConceptKind.Occupation; kind <= ConceptKind.Country; kind++)
        {
            if (kinds.Contains(kind) && _byLegacyId.TryGetValue((kind, legacyId), out var concept))
            {
                return concept;
            }
        }

        return null;
    }

    /// <summary>Finds by the code of the kind's own standard; see <see cref="Concept.Code"/>.</summary>
    public Concept? FindCode(ConceptKind kind, string code) =>
        _byCode.GetValueOrDefault((kind, code.ToUpperInvariant()));

    /// <summary>Names that start like, contain, or nearly are what was typed; best first.</summary>
    public IReadOnlyList<Concept> Suggest(string text, ConceptKinds kinds, int limit) =>
        _names.Suggest(text, kinds, limit);

    /// <summary>The SSYK group of an occupation; a group answers itself; null for other kinds.</summary>
    public Concept? GroupOf(Concept occupation) => occupation.Kind switch
    {
        ConceptKind.Occupation => _parents[occupation.Index],
        ConceptKind.OccupationGroup => occupation,
        _ => null,
    };

    public Concept? FieldOf(Concept occupationOrGroup) =>
        GroupOf(occupationOrGroup) is { } group ? _parents[group.Index] : null;

    public IReadOnlyList<Concept> OccupationsIn(Concept group) => _occupationsByGroup[group.Index] ?? [];

    /// <summary>
    /// How well experience in one occupation serves an opening in another, 0 to 1. Directed. 1 the same occupation, or
    /// an opening that names only the group; 0.9 the same group; 0.7, 0.5 and 0.3 for close, fair and distant
    /// relations, where one between occupations goes before one between their groups; 0 unrelated.
    /// </summary>
    public double Relatedness(Concept opening, Concept experience)
    {
        if (opening == experience)
        {
            return 1;
        }

        if (GroupOf(opening) is not { } openingGroup || GroupOf(experience) is not { } experienceGroup)
        {
            return 0;
        }

        if (openingGroup == experienceGroup)
        {
            return opening == openingGroup ? 1 : SameGroup;
        }

        return _relations.TryGetValue((opening.Index, experience.Index), out var degree)
            || _relations.TryGetValue((openingGroup.Index, experienceGroup.Index), out degree)
            ? degree
            : 0;
    }

    private const double SameGroup = 0.9;

    /// <summary>The groups and occupations whose openings this experience serves at all, best first.</summary>
    public IReadOnlyList<Related> OpeningsServedBy(Concept experience) =>
        _openingsServed.GetOrAdd(
            experience.Index, _ => Reach(experience, _serves, other => Relatedness(other, experience)));

    /// <summary>The groups and occupations in which experience serves this opening at all, best first.</summary>
    public IReadOnlyList<Related> ExperienceServing(Concept opening) =>
        _experienceServing.GetOrAdd(
            opening.Index, _ => Reach(opening, _servedBy, other => Relatedness(opening, other)));

    /// <summary>
    /// Licences that the law demands in the occupation, or in its whole group unless the occupation is exempt there.
    /// </summary>
    public IReadOnlyList<RegulatedRequirement> RegulatedRequirements(Concept occupation)
    {
        var own = _regulated[occupation.Index] ?? [];
        return !_isExempt[occupation.Index]
            && GroupOf(occupation) is { } group && group != occupation && _regulated[group.Index] is { } shared
            ? [.. own, .. shared]
            : own;
    }

    /// <summary>The licences that a holder of this one also holds: CE has C, BE and B in it.</summary>
    public IReadOnlyList<Concept> DrivingLicencesIncludedIn(Concept licence) =>
        licence.Kind == ConceptKind.DrivingLicence ? _related[licence.Index] : [];

    /// <summary>The level of the Swedish (and European) qualifications framework, 1 to 8.</summary>
    public int? SeqfLevel(Concept educationLevel) => _seqf[educationLevel.Index];

    public IReadOnlyList<Concept> GroupsPreparedBy(Concept educationField) =>
        educationField.Kind == ConceptKind.EducationField ? _related[educationField.Index] : [];

    /// <summary>The skills, certificates and licences that matter in the group.</summary>
    public IReadOnlyList<Concept> SkillsOf(Concept group) =>
        group.Kind == ConceptKind.OccupationGroup ? _related[group.Index] : [];

    private void Index(Concept concept, ConceptRow row)
    {
        foreach (var code in new[] { row.Code, row.OtherCode })
        {
            if (code is not null)
            {
                _byCode.TryAdd((concept.Kind, code.ToUpperInvariant()), concept);
            }
        }

        if (row.LegacyId is not null)
        {
            _byLegacyId.TryAdd((concept.Kind, row.LegacyId), concept);
        }

        if (row.EscoUri is not null)
        {
            _byEscoUri.TryAdd(row.EscoUri, concept);
        }

        foreach (var isco in row.Isco)
        {
            // Several groups share an ISCO code; the one with the same SSYK code is its namesake.
            if (concept.Code == isco || !_groupByIsco.TryGetValue(isco, out var other)
                || (other.Code != isco && string.CompareOrdinal(concept.Code, other.Code) < 0))
            {
                _groupByIsco[isco] = concept;
            }
        }

        _parents[concept.Index] = row.ParentId is null ? null : _byId[row.ParentId];
        _seqf[concept.Index] = row.Seqf;
        _related[concept.Index] ??= [];
        if (ConceptKinds.Skills.Contains(concept.Kind))
        {
            foreach (var group in row.RelatedIds.Select(id => _byId[id]))
            {
                _related[group.Index] = [.. _related[group.Index] ?? [], concept];
            }
        }
        else
        {
            _related[concept.Index] = [.. row.RelatedIds.Select(id => _byId[id])];
        }
    }

    private void Relate(int opening, int experience, int percent)
    {
        var degree = percent switch { >= 75 => 0.7, >= 50 => 0.5, _ => 0.3 };
        _relations[(opening, experience)] = degree;
        (_servedBy[opening] ??= []).Add(experience);
        (_serves[experience] ??= []).Add(opening);
    }

    private Related[] Reach(Concept concept, List<int>[] edges, Func<Concept, double> degree)
    {
        if (GroupOf(concept) is not { } group)
        {
            return [];
        }

        var reached = new HashSet<Concept>();
        AddGroup(group);
        foreach (var other in (edges[concept.Index] ?? []).Concat(edges[group.Index] ?? []).Select(i => _concepts[i]))
        {
            if (other.Kind == ConceptKind.OccupationGroup)
            {
                AddGroup(other);
            }
            else
            {
                reached.Add(other);
            }
        }

        return [.. reached
            .Select(other => new Related(other, degree(other)))
            .Where(r => r.Degree > 0)
            .OrderByDescending(r => r.Degree)
            .ThenBy(r => r.Concept.Index)];

        void AddGroup(Concept whole)
        {
            reached.Add(whole);
            reached.UnionWith(OccupationsIn(whole));
        }
    }

    private Concept? Resolve(string text, ConceptKinds kinds)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (_byId.TryGetValue(text, out var concept))
        {
            return kinds.Contains(concept.Kind) ? concept : null;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return _byEscoUri.TryGetValue(text, out concept) && kinds.Contains(concept.Kind) ? concept : null;
        }

        // Ga is a language, ga is Irish.
        return _names.Labelled(text, kinds) ?? ResolveCode(text, kinds) ?? _names.Resolve(text, kinds);
    }

    private Concept? ResolveCode(string text, ConceptKinds kinds)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            var code = text[(colon + 1)..].Trim();
            switch (text[..colon].ToLowerInvariant())
            {
                case "ssyk":
                    return AnyWithCode(code, kinds & ConceptKinds.OccupationGroup);
                case "isco":
                    return kinds.Contains(ConceptKind.OccupationGroup) ? _groupByIsco.GetValueOrDefault(code) : null;
                case "scb":
                    return AnyWithCode(code, kinds & ConceptKinds.Places);
                case "sun":
                    return AnyWithCode(code, kinds & ConceptKinds.Educations);
                case "iso":
                    return AnyWithCode(code, kinds & (ConceptKinds.Language | ConceptKinds.Country));
                case "ams":
                    return FindLegacy(code, kinds);
            }
        }

        return AnyWithCode(text, kinds);
    }

    private Concept? AnyWithCode(string code, ConceptKinds kinds)
    {
        // CE is a driving licence and ce is Chechen, each as its own standard writes it.
        if (kinds.Contains(ConceptKind.DrivingLicence)
            && !code.Any(char.IsLower)
            && FindCode(ConceptKind.DrivingLicence, code) is { } licence)
        {
            return licence;
        }

        for (var kind = ConceptKind.Occupation; kind <= ConceptKind.Country; kind++)
        {
            if (kinds.Contains(kind) && FindCode(kind, code) is { } concept)
            {
                return concept;
            }
        }

        return null;
    }
}
