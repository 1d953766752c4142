namespace Matching.Competence;

/// <summary>A point on the earth in WGS 84 degrees.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    private const double EarthRadiusKilometres = 6371.0088;

    /// <summary>Great-circle distance (haversine), in kilometres.</summary>
    public double KilometresTo(GeoPoint other)
    {
        var latitude = double.DegreesToRadians(other.Latitude - Latitude) / 2;
        var longitude = double.DegreesToRadians(other.Longitude - Longitude) / 2;
        var chord = Math.Pow(Math.Sin(latitude), 2)
            + Math.Cos(double.DegreesToRadians(Latitude)) * Math.Cos(double.DegreesToRadians(other.Latitude))
            * Math.Pow(Math.Sin(longitude), 2);
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }
}

/// <summary>How far it is by road.</summary>
/// <param name="Kilometres">Road kilometres.</param>
/// <param name="Minutes">Minutes by car.</param>
/// <param name="Estimated">True when it was not read off the road table but guessed from coordinates.</param>
public readonly record struct RoadDistance(double Kilometres, double Minutes, bool Estimated);
