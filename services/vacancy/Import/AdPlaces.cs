using Matching.Competence;

namespace Matching.Vacancies.Import;

/// <summary>Reads where the work of an ad is done.</summary>
internal sealed class AdPlaces(Taxonomy taxonomy, VacancyChecks checks)
{
    private const string Field = "workplace_address";

    /// <summary>JobTech's concept of Sweden, and Arbetsförmedlingen's own code for it.</summary>
    private const string SwedenId = "i46j_HmG_v64";
    private const string SwedenCode = "199";

    /// <summary>ISO 3166 keeps ZZ free for users: somewhere abroad that the taxonomy has no code for.</summary>
    private const string UnknownCountry = "ZZ";

    /// <summary>No place in Sweden is so far from its municipality's centre.</summary>
    private const double FarFromCentreKilometres = 250;

    public V1.Workplace Read(AdFields ad, bool isAbroad)
    {
        var address = ad.Object(Field);
        var workplace = new V1.Workplace
        {
            Locality = VacancyChecks.Cut(address.Text("city") ?? "", VacancyChecks.MaxLocality),
            CountryCode = Country(address),
        };
        if (workplace.CountryCode == "SE" && isAbroad && !HasPlace(address))
        {
            workplace.CountryCode = UnknownCountry;
            ad.Notices.Add($"{Field}.country", "is not stated although the work is abroad.");
        }

        if (workplace.CountryCode != "SE")
        {
            LocateAbroad(workplace, address);
            return workplace;
        }

        var municipality = Municipality(address);
        workplace.Municipality = municipality?.Code ?? "";
        if (municipality is null)
        {
            if (address.Text("region") is { } region)
            {
                ad.Notices.Add($"{Field}.region", $"no municipality is stated, only {VacancyChecks.Cut(region, 60)}.");
            }
            else if (workplace.Locality.Length == 0)
            {
                workplace.CountryCode = address.Has("country") || address.Has("country_code") ? "SE" : "";
            }
        }

        if (Coordinates(address, municipality) is { } point)
        {
            checks.Locate(workplace, municipality, point);
        }
        else if (municipality is not null)
        {
            checks.LocateByName(workplace, municipality, "");
        }

        return workplace;
    }

    private static bool HasPlace(AdFields address) =>
        address.Has("municipality") || address.Has("municipality_code") || address.Has("municipality_concept_id");

    private string Country(AdFields address)
    {
        var id = address.Text("country_concept_id");
        var label = address.Text("country");
        if (id == SwedenId || (id is null && address.Text("country_code") == SwedenCode))
        {
            return "SE";
        }

        if (id is null && label is null)
        {
            return "SE";
        }

        var country = (id is null ? null : taxonomy.FindId(id))
            ?? (label is not null && taxonomy.TryResolve(label, ConceptKinds.Country, out var found) ? found : null);
        if (country is { Kind: ConceptKind.Country, Code.Length: 2 })
        {
            return country.Code;
        }

        if (label is "Sverige" or "Sweden")
        {
            return "SE";
        }

        address.Notices.Add(
            address.PathOf("country"),
            $"'{VacancyChecks.Cut(label ?? id ?? "", 60)}' is not known; the place counts as abroad.");
        return UnknownCountry;
    }

    private static void LocateAbroad(V1.Workplace workplace, AdFields address)
    {
        var (longitude, latitude) = address.Pair("coordinates");
        if (longitude is >= -180 and <= 180 && latitude is >= -90 and <= 90 && (longitude, latitude) is not (0, 0))
        {
            workplace.Longitude = longitude.Value;
            workplace.Latitude = latitude.Value;
            workplace.Precision = V1.Workplace.Types.Precision.Locality;
        }
    }

    /// <summary>
    /// The first of id, code and name that is known; one that is given and unknown beside a known one is noticed.
    /// </summary>
    private Concept? Municipality(AdFields address)
    {
        Concept? found = null;
        string? wrongField = null;
        var wrongText = "";
        foreach (var name in new[] { "municipality_concept_id", "municipality_code", "municipality" })
        {
            if (address.Text(name) is not { } text)
            {
                continue;
            }

            // A code that was read as a number has lost its leading zero.
            var key = name == "municipality_code" ? text.PadLeft(4, '0') : text;
            if (!taxonomy.TryResolve(key, ConceptKinds.Municipality, out var municipality))
            {
                wrongField ??= name;
                wrongText = wrongText.Length == 0 ? VacancyChecks.Cut(text, 60) : wrongText;
            }
            else if (found is null)
            {
                found = municipality;
            }
            else if (found != municipality)
            {
                address.Notices.Add(
                    address.PathOf(name),
                    $"says {municipality.Swedish}; {found.Swedish} was stated before it and counts.");
            }
        }

        if (wrongField is null)
        {
            return found;
        }

        if (found is not null)
        {
            address.Notices.Add(address.PathOf(wrongField), $"'{wrongText}' is not known; {found.Swedish} counts.");
            return found;
        }

        var hint = Suggestions.For(taxonomy, address.Text("municipality") ?? wrongText, ConceptKinds.Municipality);
        throw new AdRejectedException(
            address.PathOf(wrongField), "UNKNOWN_MUNICIPALITY", $"'{wrongText}' is not a municipality.{hint}");
    }

    /// <summary>
    /// The coordinates, which stand as [longitude, latitude]; null when they are not stated or cannot be right.
    /// </summary>
    private GeoPoint? Coordinates(AdFields address, Concept? municipality)
    {
        const string Name = "coordinates";
        var (longitude, latitude) = address.Pair(Name);
        if (longitude is null || latitude is null || (longitude, latitude) is (0, 0))
        {
            return null;
        }

        var point = new GeoPoint(latitude.Value, longitude.Value);
        if (!IsInSweden(point))
        {
            var swapped = new GeoPoint(longitude.Value, latitude.Value);
            if (!IsInSweden(swapped))
            {
                address.Notices.Add(address.PathOf(Name), "are not in Sweden; they count as not stated.");
                return null;
            }

            address.Notices.Add(address.PathOf(Name), "stand as latitude, longitude; they were swapped.");
            point = swapped;
        }

        if (municipality is not null
            && taxonomy.Places.Centre(municipality).KilometresTo(point) > FarFromCentreKilometres)
        {
            address.Notices.Add(
                address.PathOf(Name), $"are far from {municipality.Swedish}; they count as not stated.");
            return null;
        }

        return point;
    }

    private static bool IsInSweden(GeoPoint point) =>
        point is { Latitude: >= 55.2 and <= 69.2, Longitude: >= 10.8 and <= 24.3 };
}
