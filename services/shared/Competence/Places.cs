using System.Diagnostics.CodeAnalysis;
using Matching.Competence.Loading;
using Matching.Competence.Text;

namespace Matching.Competence;

/// <summary>
/// Where things are and how far it is between them by road. Municipalities stand for their main locality.
/// </summary>
public sealed class Places
{
    /// <summary>What one travels inside a municipality, typically.</summary>
    private static readonly RoadDistance Inside = new(10, 12, Estimated: false);

    /// <summary>
    /// How much longer roads are than the great circle, and how fast one drives, where no road is known.
    /// </summary>
    private const double RoadPerAir = 1.3;
    private const double KilometresPerHour = 75;

    private readonly Taxonomy _taxonomy;
    private readonly Concept[] _municipalities;
    private readonly int[] _slots;
    private readonly GeoPoint[] _centres;
    private readonly Concept[] _regions;
    private readonly RoadDistance[] _distances;
    private readonly Dictionary<string, (Concept Municipality, GeoPoint Point)> _localities =
        new(StringComparer.Ordinal);

    internal Places(Taxonomy taxonomy, TaxonomyData data)
    {
        _taxonomy = taxonomy;
        _municipalities = [.. taxonomy.Concepts.Where(c => c.Kind == ConceptKind.Municipality)];
        _slots = new int[taxonomy.Concepts.Count];
        Array.Fill(_slots, -1);
        _centres = new GeoPoint[_municipalities.Length];
        _regions = new Concept[_municipalities.Length];
        for (var i = 0; i < _municipalities.Length; i++)
        {
            var row = data.Concepts[_municipalities[i].Id];
            _slots[_municipalities[i].Index] = i;
            _centres[i] = row.Point ?? default;
            _regions[i] = taxonomy.FindId(row.ParentId!)!;
        }

        foreach (var place in data.Places)
        {
            _localities.TryAdd(NameResolver.Key(place.Name), (taxonomy.FindId(place.MunicipalityId)!, place.Point));
        }

        _distances = ShortestPaths(taxonomy, data.Roads);
    }

    /// <summary>All municipalities, in index order.</summary>
    public IReadOnlyList<Concept> Municipalities => _municipalities;

    /// <summary>
    /// Finds a municipality by SCB code, concept id or name, or a locality by name; a locality answers with its
    /// municipality and its own coordinates.
    /// </summary>
    public bool TryGet(string scbOrIdOrName, [NotNullWhen(true)] out Concept? municipality, out GeoPoint point)
    {
        var isLocality = _localities.TryGetValue(NameResolver.Key(scbOrIdOrName), out var locality);
        if (_taxonomy.TryResolve(scbOrIdOrName, ConceptKinds.Municipality, out municipality))
        {
            // A name that is a locality's, and not the municipality's own, means the locality.
            var named = isLocality && locality.Municipality == municipality;
            point = named ? locality.Point : Centre(municipality);
            return true;
        }

        (municipality, point) = locality;
        return isLocality;
    }

    /// <summary>
    /// The shortest way over the road table between the municipalities' main localities. Where the table has no way it
    /// is the great circle × 1.3 at 75 km/h, marked as estimated. Inside one municipality: 10 km, 12 minutes.
    /// </summary>
    public RoadDistance Distance(Concept municipalityA, Concept municipalityB)
    {
        var a = Slot(municipalityA);
        var b = Slot(municipalityB);
        if (a == b)
        {
            return Inside;
        }

        var distance = _distances[a * _municipalities.Length + b];
        return double.IsFinite(distance.Kilometres) ? distance : Estimate(_centres[a], _centres[b]);
    }

    /// <summary>
    /// The way between two points: between municipalities where both points lie at a main locality, else the great
    /// circle × 1.3 at 75 km/h, marked as estimated.
    /// </summary>
    public RoadDistance Distance(GeoPoint a, GeoPoint b)
    {
        var from = AtCentre(a);
        var to = from < 0 ? -1 : AtCentre(b);
        return from >= 0 && to >= 0 && from != to
            ? Distance(_municipalities[from], _municipalities[to])
            : Estimate(a, b);
    }

    private static RoadDistance Estimate(GeoPoint a, GeoPoint b)
    {
        var kilometres = a.KilometresTo(b) * RoadPerAir;
        return new RoadDistance(kilometres, kilometres / KilometresPerHour * 60, Estimated: true);
    }

    /// <summary>The coordinates of the municipality's main locality.</summary>
    public GeoPoint Centre(Concept municipality) => _centres[Slot(municipality)];

    public Concept RegionOf(Concept municipality) => _regions[Slot(municipality)];

    public IReadOnlyList<Concept> MunicipalitiesIn(Concept region) =>
        [.. _municipalities.Where(m => RegionOf(m) == region)];

    /// <summary>The municipality whose main locality the point lies at, within 3 km; -1 for none.</summary>
    private int AtCentre(GeoPoint point)
    {
        const double Kilometres = 3;
        const double Degrees = 0.03;
        for (var i = 0; i < _centres.Length; i++)
        {
            if (Math.Abs(_centres[i].Latitude - point.Latitude) < Degrees
                && _centres[i].KilometresTo(point) < Kilometres)
            {
                return i;
            }
        }

        return -1;
    }

    private int Slot(Concept municipality) =>
        municipality.Kind == ConceptKind.Municipality
            ? _slots[municipality.Index]
            : throw new ArgumentException($"{municipality} is not a municipality.", nameof(municipality));

    private RoadDistance[] ShortestPaths(Taxonomy taxonomy, List<RoadRow> roads)
    {
        var count = _municipalities.Length;
        var neighbours = new List<(int To, double Kilometres, double Minutes)>[count];
        foreach (var road in roads)
        {
            var from = Slot(taxonomy.FindId(road.FromId)!);
            var to = Slot(taxonomy.FindId(road.ToId)!);
            (neighbours[from] ??= []).Add((to, road.Kilometres, road.Minutes));
            (neighbours[to] ??= []).Add((from, road.Kilometres, road.Minutes));
        }

        var distances = new RoadDistance[count * count];
        Array.Fill(distances, new RoadDistance(double.PositiveInfinity, double.PositiveInfinity, Estimated: false));
        var queue = new PriorityQueue<int, double>();
        for (var start = 0; start < count; start++)
        {
            if (neighbours[start] is null)
            {
                continue;
            }

            var row = distances.AsSpan(start * count, count);
            row[start] = new RoadDistance(0, 0, Estimated: false);
            queue.Enqueue(start, 0);
            while (queue.TryDequeue(out var at, out var minutes))
            {
                if (minutes > row[at].Minutes)
                {
                    continue;
                }

                foreach (var (to, stepKilometres, stepMinutes) in neighbours[at] ?? [])
                {
                    if (minutes + stepMinutes < row[to].Minutes)
                    {
                        row[to] = new RoadDistance(
                            row[at].Kilometres + stepKilometres, minutes + stepMinutes, Estimated: false);
                        queue.Enqueue(to, row[to].Minutes);
                    }
                }
            }
        }

        return distances;
    }
}
