using Google.Protobuf;
using Matching.Competence;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// A checked <c>VacancyFilter</c>: what it changes about the candidate's wishes, and which openings it lets through.
/// </summary>
internal sealed class VacancyFilterReader
{
    private const int MaximumPlaces = 50;
    private const int MaximumTextLength = 200;
    private const int MaximumRadius = 2000;

    private readonly V1.VacancyFilter _filter;
    private readonly HashSet<Concept> _municipalities = [];
    private readonly string[] _words;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, naming every field that is wrong.</exception>
    public VacancyFilterReader(V1.VacancyFilter? filter, Taxonomy taxonomy)
    {
        _filter = filter ?? new V1.VacancyFilter();
        _words = WordMatch.Words(_filter.Text);
        var errors = new FieldErrors();
        var concepts = new ConceptFields(taxonomy, errors);
        if (_filter.Places.Count > MaximumPlaces)
        {
            errors.Add("filter.places", "TOO_MANY", $"must have at most {MaximumPlaces} entries.");
        }

        for (var i = 0; i < _filter.Places.Count && i < MaximumPlaces; i++)
        {
            var field = $"filter.places[{i}]";
            if (_filter.Places[i].Length == 0)
            {
                errors.Add(field, "REQUIRED", "must not be empty.");
            }
            else if (taxonomy.TryResolve(_filter.Places[i], ConceptKinds.Places, out var place))
            {
                _municipalities.UnionWith(
                    place.Kind == ConceptKind.Region ? taxonomy.Places.MunicipalitiesIn(place) : [place]);
            }
            else if (concepts.Place(_filter.Places[i], field) is { } municipality)
            {
                _municipalities.Add(municipality);
            }
        }

        Check(_filter.RadiusKm is < 0 or > MaximumRadius, "filter.radius_km", $"must be 1 to {MaximumRadius}, or 0.");
        Check(_filter.MaxPerEmployer < 0, "filter.max_per_employer", "must not be negative.");
        Check(_filter.Text.Length > MaximumTextLength, "filter.text",
            $"must have at most {MaximumTextLength} characters.");
        Check(_filter.Kinds.Any(kind => !Enum.IsDefined(kind)), "filter.kinds", "has a value that is not known.");
        errors.ThrowIfAny();

        void Check(bool wrong, string field, string message)
        {
            if (wrong)
            {
                errors.Add(field, "OUT_OF_RANGE", message);
            }
        }
    }

    /// <summary>At most so many of one employer on a page; 0 for no limit.</summary>
    public int MaximumPerEmployer => _filter.MaxPerEmployer;

    /// <summary>What tells this filter from others, as far as it says what is in a list.</summary>
    public byte[] Identity
    {
        get
        {
            var filter = _filter.Clone();
            filter.MaxPerEmployer = 0;
            return filter.ToByteArray();
        }
    }

    /// <summary>Lets an opening through; null where every opening passes.</summary>
    public Predicate<OpeningEntry>? Accept =>
        _municipalities.Count == 0 && _words.Length == 0
            ? null
            : opening =>
                (_municipalities.Count == 0
                    || (opening.Opening.Place is { } place && _municipalities.Contains(place.Municipality)))
                && (_words.Length == 0 || WordMatch.HasAll(opening.SearchText, _words));

    /// <summary>The candidate with the wishes that the filter overrides.</summary>
    public CandidateEntry Apply(CandidateEntry candidate, Taxonomy taxonomy, DateTimeOffset now)
    {
        if (_filter.RadiusKm == 0 && _filter.Kinds.Count == 0)
        {
            return candidate;
        }

        var wishes = candidate.Facts.Wishes;
        var facts = candidate.Facts with
        {
            Wishes = wishes with
            {
                RadiusKilometres = _filter.RadiusKm > 0 ? _filter.RadiusKm : wishes.RadiusKilometres,
                Kinds = _filter.Kinds.Count > 0 ? [.. _filter.Kinds.Select(kind => (OpeningKind)kind)] : wishes.Kinds,
            },
        };
        return new CandidateEntry(candidate.Name, facts, taxonomy, Ranker.Day(now));
    }
}
