using Matching.Competence;

namespace Matching.Fit;

/// <summary>A place made ready for distances: its municipality, and its point as a unit vector.</summary>
public readonly struct Spot
{
    private const double CentreKilometres = 3;
    private const double EarthRadiusKilometres = 6371.0088;

    private readonly float _x;
    private readonly float _y;
    private readonly float _z;

    internal Spot(Concept municipality, GeoPoint? point, Places places)
    {
        var centre = places.Centre(municipality);
        var exact = point ?? centre;
        var latitude = double.DegreesToRadians(exact.Latitude);
        var longitude = double.DegreesToRadians(exact.Longitude);
        Municipality = municipality;
        IsLocality = point is not null;
        IsCentre = point is null || exact.KilometresTo(centre) <= CentreKilometres;
        _x = (float)(Math.Cos(latitude) * Math.Cos(longitude));
        _y = (float)(Math.Cos(latitude) * Math.Sin(longitude));
        _z = (float)Math.Sin(latitude);
    }

    public Concept Municipality { get; }

    /// <summary>True where the locality is known, false where the place is only known by its municipality.</summary>
    public bool IsLocality { get; }

    /// <summary>True where it lies at the municipality's main locality, between which roads are known.</summary>
    internal bool IsCentre { get; }

    /// <summary>Great-circle kilometres.</summary>
    internal double KilometresTo(in Spot other)
    {
        double x = _x - other._x, y = _y - other._y, z = _z - other._z;
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(x * x + y * y + z * z) / 2));
    }
}
