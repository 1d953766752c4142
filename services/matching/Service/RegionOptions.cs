using Matching.Competence;

namespace Matching.Matches;

/// <summary>
/// The municipalities that the engine serves: where <i>anywhere</i> is, and where two people may look for a place.
/// Set by
/// <c>REGION</c>, SCB codes of municipalities or counties with commas between; Västernorrland and Region 10 when
/// absent.
/// </summary>
internal sealed class RegionOptions
{
    private const string Default =
        "2260,2262,2280,2281,2282,2283,2284,2506,2505,2425,2481,2418,2417,2422,2421,2462,2463";

    public RegionOptions(IConfiguration configuration, Taxonomy taxonomy)
    {
        var codes = configuration["REGION"] is { Length: > 0 } configured ? configured : Default;
        Municipalities = codes
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(code => taxonomy.TryResolve(code, ConceptKinds.Places, out var place)
                ? place.Kind == ConceptKind.Region ? taxonomy.Places.MunicipalitiesIn(place) : [place]
                : throw new InvalidOperationException($"REGION: '{code}' is no municipality or county."))
            .ToHashSet();
    }

    public IReadOnlySet<Concept> Municipalities { get; }
}
