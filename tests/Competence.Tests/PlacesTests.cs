using System.Globalization;
using System.Text.Json;
using Matching.Competence.Loading;
using Xunit.Abstractions;

namespace Matching.Competence.Tests;

public sealed class PlacesTests(ITestOutputHelper output)
{
    private static Taxonomy Pack => Loaded.Pack;

    [Fact]
    public void Distance_ThePacksRoads_AreTheShortestPathsThatBruteForceFinds()
    {
        var data = PackReader.ReadBuiltIn(out _);

        AssertShortest(Pack, data.Roads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Distance_RandomRoads_AreTheShortestPathsThatBruteForceFinds(int seed)
    {
        var random = new Random(seed);
        var data = new TaxonomyData();
        data.Add(new ConceptRow("regi_onA_001", ConceptKind.Region, "Landet") { English = "Land", Code = "01" });
        for (var i = 0; i < 25; i++)
        {
            data.Add(new ConceptRow($"muni_{i:000}_aaa", ConceptKind.Municipality, $"Ort{i}")
            {
                Code = $"01{i:00}",
                ParentId = "regi_onA_001",
                Point = new GeoPoint(60 + random.NextDouble() * 5, 12 + random.NextDouble() * 8),
            });
        }

        for (var i = 0; i < 40; i++)
        {
            var kilometres = random.Next(1, 200);
            data.Roads.Add(new RoadRow(
                $"muni_{random.Next(25):000}_aaa", $"muni_{random.Next(25):000}_aaa", kilometres, random.Next(1, 200)));
        }

        AssertShortest(Taxonomy.FromData("test", data), data.Roads);
    }

    [Fact]
    public void Distance_WithinAMunicipality_IsATypicalInnerWay()
    {
        Assert.True(Pack.Places.TryGet("2280", out var here, out _));

        Assert.Equal(new RoadDistance(10, 12, Estimated: false), Pack.Places.Distance(here, here));
    }

    [Fact]
    public void Distance_BeyondTheRoadTable_IsEstimatedFromCoordinates()
    {
        Assert.True(Pack.Places.TryGet("Malmö", out var south, out var southPoint));
        Assert.True(Pack.Places.TryGet("Härnösand", out var north, out var northPoint));

        var distance = Pack.Places.Distance(south, north);

        Assert.True(distance.Estimated);
        Assert.Equal(southPoint.KilometresTo(northPoint) * 1.3, distance.Kilometres, 6);
        Assert.InRange(southPoint.KilometresTo(northPoint), 780, 850);
    }

    [Theory]
    [InlineData("2280", "2280", "Härnösand")]
    [InlineData("Härnösand", "2280", "Härnösand")]
    [InlineData("härnösands kommun", "2280", "Härnösand")]
    [InlineData("Harnosand", "2280", "Härnösand")]
    [InlineData("uYRx_AdM_r4A", "2280", "Härnösand")]
    [InlineData("Tärnaby", "2421", "Storuman")]
    [InlineData("Fränsta", "2260", "Ånge")]
    public void TryGet_CodeIdNameOrLocality_FindsTheMunicipality(string text, string code, string name)
    {
        Assert.True(Pack.Places.TryGet(text, out var municipality, out var point), text);

        Assert.Equal((code, name), (municipality.Code, municipality.Swedish));
        Assert.InRange(point.KilometresTo(Pack.Places.Centre(municipality)), 0, 150);
    }

    [Theory]
    [InlineData("Atlantis")]
    [InlineData("9999")]
    [InlineData("")]
    public void TryGet_Unknown_FindsNothing(string text) => Assert.False(Pack.Places.TryGet(text, out _, out _));

    [Fact]
    public void MunicipalitiesIn_EveryRegion_HoldThoseWhoseCodeBeginsWithIts()
    {
        var regions = Pack.Concepts.Where(c => c.Kind == ConceptKind.Region).ToList();

        Assert.Equal(21, regions.Count);
        Assert.Equal(290, regions.Sum(r => Pack.Places.MunicipalitiesIn(r).Count));
        Assert.All(regions, r => Assert.All(
            Pack.Places.MunicipalitiesIn(r), m => Assert.StartsWith(r.Code!, m.Code!, StringComparison.Ordinal)));
    }

    [SharedDataFact]
    public void Municipalities_CodesNamesAndLegacyIds_AgreeWithThePublishedOnes()
    {
        using var names = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("geo", "kommun_id_namn.json")));
        foreach (var entry in names.RootElement.EnumerateObject())
        {
            Assert.Equal(entry.Value.GetString(), Pack.FindId(entry.Name)?.Swedish);
        }

        foreach (var line in File.ReadLines(SharedData.PathOf("geo", "north_municipalities.csv")).Skip(1))
        {
            var cells = line.Split(',');
            var municipality = Pack.FindId(cells[3]);
            Assert.Equal((cells[1], cells[2]), (municipality?.Swedish, municipality?.Code));
            Assert.Equal((cells[4], cells[6]), (Pack.Places.RegionOf(municipality!).Swedish,
                Pack.Places.RegionOf(municipality!).Id));
        }

        using var legacy = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("taxonomy",
            "taxonomy-to-concept.json")));
        foreach (var entry in legacy.RootElement.GetProperty("municipality").EnumerateObject())
        {
            var id = entry.Value.GetProperty("conceptId").GetString()!;
            Assert.Equal(id, Pack.FindLegacy(entry.Name, ConceptKinds.Municipality)?.Id);
        }
    }

    [SharedDataFact]
    public void Municipalities_Coordinates_LieWhereThePublishedPlacesDo()
    {
        using var places = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("geo", "platser.json")));
        var off = new List<double>();
        foreach (var place in places.RootElement.EnumerateArray())
        {
            var code = place.GetProperty("kommunkod").GetString()!;
            if (Pack.FindCode(ConceptKind.Municipality, code) is { } municipality
                && municipality.Swedish == place.GetProperty("label").GetString()
                && code[..2] is "22" or "23" or "24" or "25")
            {
                var point = new GeoPoint(place.GetProperty("latitud").GetDouble(),
                    place.GetProperty("longitud").GetDouble());
                off.Add(Pack.Places.Centre(municipality).KilometresTo(point));
            }
        }

        // Some published points are the middle of a wide municipality, of a namesake, or nowhere near.
        off.Sort();
        output.WriteLine($"{off.Count} municipalities, median {off[off.Count / 2]:0.0} km, largest {off[^1]:0.0} km");
        Assert.True(off.Count > 20);
        Assert.True(off[off.Count / 2] < 3);
        Assert.True(off.Count(o => o < 30) >= off.Count * 0.8, string.Join(' ', off));
    }

    /// <summary>The published kilometres are as the crow flies; roads in this country are up to twice that.</summary>
    [SharedDataFact]
    public void Distance_BetweenNorthernTowns_AgreesWithThePublishedKilometres()
    {
        using var pairs = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("geo", "ort_ort_relevans.json")));
        var air = new List<double>();
        var road = new List<double>();
        foreach (var from in pairs.RootElement.EnumerateObject())
        {
            foreach (var pair in from.Value.EnumerateArray())
            {
                if (Northern(from.Name) is { } a && Northern(pair.GetProperty("ort2_id").GetString()!) is { } b
                    && a != b)
                {
                    var published = pair.GetProperty("avstånd").GetDouble();
                    var flown = Pack.Places.Centre(a).KilometresTo(Pack.Places.Centre(b));
                    var driven = Pack.Places.Distance(a, b).Kilometres;
                    air.Add(flown / published);
                    road.Add(driven / flown);
                    Assert.True(driven > flown * 0.97,
                        $"{a.Swedish}–{b.Swedish}: {driven:0} km by road, {flown:0} km by air");
                }
            }
        }

        air.Sort();
        road.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{air.Count} pairs; air to published: p5 {air[air.Count / 20]:0.00}, median {air[air.Count / 2]:0.00}, p95 {air[air.Count * 19 / 20]:0.00}; road to air: median {road[road.Count / 2]:0.00}, p95 {road[road.Count * 19 / 20]:0.00}, largest {road[^1]:0.00}"));
        Assert.InRange(air[air.Count / 2], 0.95, 1.05);
        Assert.InRange(road[road.Count / 2], 1.1, 1.45);
        Assert.InRange(road[^1], 1.1, 2.2);

        static Concept? Northern(string place)
        {
            var parts = place.Split(';');
            return Pack.FindId(parts[1]) is { Kind: ConceptKind.Municipality } municipality
                && municipality.Code![..2] is "22" or "23" or "24" or "25"
                && municipality.Swedish.Equals(parts[0], StringComparison.OrdinalIgnoreCase)
                ? municipality
                : null;
        }
    }

    private static void AssertShortest(Taxonomy taxonomy, List<RoadRow> roads)
    {
        var municipalities = taxonomy.Places.Municipalities;
        var slots = municipalities.Select((m, i) => (m.Id, i)).ToDictionary(p => p.Id, p => p.i);
        var minutes = new double[municipalities.Count, municipalities.Count];
        for (var a = 0; a < municipalities.Count; a++)
        {
            for (var b = 0; b < municipalities.Count; b++)
            {
                minutes[a, b] = a == b ? 0 : double.PositiveInfinity;
            }
        }

        foreach (var road in roads)
        {
            var (a, b) = (slots[road.FromId], slots[road.ToId]);
            minutes[a, b] = minutes[b, a] = Math.Min(minutes[a, b], road.Minutes);
        }

        // Floyd–Warshall.
        for (var via = 0; via < municipalities.Count; via++)
        {
            for (var a = 0; a < municipalities.Count; a++)
            {
                for (var b = 0; b < municipalities.Count; b++)
                {
                    minutes[a, b] = Math.Min(minutes[a, b], minutes[a, via] + minutes[via, b]);
                }
            }
        }

        for (var a = 0; a < municipalities.Count; a++)
        {
            for (var b = 0; b < municipalities.Count; b++)
            {
                var distance = taxonomy.Places.Distance(municipalities[a], municipalities[b]);
                if (a == b)
                {
                    continue;
                }

                Assert.Equal(double.IsPositiveInfinity(minutes[a, b]), distance.Estimated);
                if (!distance.Estimated)
                {
                    Assert.Equal(minutes[a, b], distance.Minutes, 6);
                    Assert.True(distance.Kilometres > 0);
                }
            }
        }
    }
}
