using System.Collections.Frozen;
using System.Globalization;

namespace Matching.Gateway.Portal.Households;

/// <summary>
/// The four northern counties as a small drawing: a simplified outline, three of the rivers and the municipalities'
/// main towns. Degrees north and east in, drawing units out (an equirectangular projection that is true at 65°).
/// </summary>
internal static class Geography
{
    public const string ViewBox = "0 0 420 620";

    private const double West = 11.6;
    private const double North = 69.25;
    private const double UnitsPerDegree = 78;

    private static readonly double EastScale = UnitsPerDegree * Math.Cos(double.DegreesToRadians(65));

    public static readonly IReadOnlyList<Spot> Municipalities =
    [
        Place("2260", 62.5247, 15.66),
        Place("2262", 62.487, 17.3257),
        Place("2280", 62.6323, 17.9379),
        Place("2281", 62.3908, 17.3069),
        Place("2282", 62.9316, 17.7765),
        Place("2283", 63.1667, 17.2717),
        Place("2284", 63.2909, 18.7153),
        Place("2303", 63.1083, 16.355),
        Place("2305", 62.75, 15.4217),
        Place("2309", 63.3267, 14.4517),
        Place("2313", 63.8531, 15.5569),
        Place("2321", 63.3467, 13.4608),
        Place("2326", 62.7667, 14.4333),
        Place("2361", 62.0346, 14.365),
        Place("2380", 63.1792, 14.6357),
        Place("2401", 63.5683, 19.5028),
        Place("2403", 63.93, 19.2133),
        Place("2404", 64.202, 19.719),
        Place("2409", 64.1917, 20.85),
        Place("2417", 64.9117, 19.4817),
        Place("2418", 65.184, 18.744),
        Place("2421", 65.0958, 17.1119),
        Place("2422", 65.5337, 17.5367),
        Place("2425", 64.2617, 16.4108),
        Place("2460", 63.9072, 19.7533),
        Place("2462", 64.6242, 16.655),
        Place("2463", 64.16, 17.355),
        Place("2480", 63.8258, 20.263),
        Place("2481", 64.5954, 18.6735),
        Place("2482", 64.7507, 20.9528),
        Place("2505", 65.5903, 19.1678),
        Place("2506", 66.0517, 17.8861),
        Place("2510", 66.6067, 19.8233),
        Place("2513", 66.3267, 22.8433),
        Place("2514", 65.8533, 23.15),
        Place("2518", 66.3883, 23.65),
        Place("2521", 67.21, 23.3667),
        Place("2523", 67.1339, 20.6528),
        Place("2560", 65.6767, 20.9917),
        Place("2580", 65.5848, 22.1547),
        Place("2581", 65.3172, 21.4794),
        Place("2582", 65.825, 21.6886),
        Place("2583", 65.835, 24.1367),
        Place("2584", 67.8558, 20.2253),
    ];

    private static readonly FrozenDictionary<string, Spot> ByCode =
        Municipalities.ToFrozenDictionary(spot => spot.Code);

    /// <summary>
    /// The border of the four counties, roughly, from the south along the coast and back along Norway.
    /// </summary>
    public static string Outline { get; } = Path(closed: true, [
        (62.18, 17.40), (62.35, 17.45), (62.48, 17.40), (62.63, 18.02), (62.85, 18.25), (62.98, 18.55), (63.20, 18.90),
        (63.30, 19.20), (63.45, 19.45), (63.60, 19.90), (63.72, 20.35), (63.82, 20.70), (64.05, 21.00), (64.22, 21.30),
        (64.45, 21.58), (64.68, 21.22), (64.90, 21.25), (65.10, 21.50), (65.30, 21.55), (65.52, 22.05), (65.58, 22.30),
        (65.75, 22.45), (65.80, 23.10), (65.80, 24.14), (66.15, 23.92), (66.45, 23.66), (66.80, 23.98), (67.15, 23.60),
        (67.45, 23.45), (67.90, 23.65), (68.05, 23.15), (68.35, 22.60), (68.48, 21.90), (68.80, 21.20), (69.06, 20.55),
        (68.92, 20.10), (68.50, 20.05), (68.35, 19.90), (68.56, 18.40), (68.40, 18.10), (68.00, 17.90), (68.10, 17.30),
        (67.92, 16.70), (67.50, 16.40), (67.40, 16.10), (67.05, 16.38), (66.60, 15.62), (66.28, 15.45), (66.13, 15.03),
        (66.12, 14.55), (65.70, 14.50), (65.30, 14.50), (65.10, 14.30), (64.75, 14.10), (64.60, 13.65), (64.45, 14.10),
        (64.15, 14.15), (64.00, 13.95), (64.07, 12.95), (63.95, 12.70), (63.60, 12.15), (63.28, 11.98), (63.00, 12.20),
        (62.75, 12.08), (62.30, 12.28), (62.20, 12.60), (61.80, 12.90), (61.65, 13.60), (61.60, 14.60), (61.80, 15.10),
        (62.02, 15.45), (62.18, 15.75), (62.20, 16.50),
    ]);

    public static IReadOnlyList<string> Rivers { get; } =
    [
        Path(closed: false,
            [(64.20, 14.60), (63.80, 15.60), (63.52, 16.60), (63.17, 17.26), (62.93, 17.75), (62.80, 17.93)]),
        Path(closed: false,
            [(66.10, 15.40), (65.35, 16.60), (64.90, 17.60), (64.52, 18.90), (64.10, 19.70), (63.83, 20.26)]),
        Path(closed: false,
            [(67.60, 17.60), (67.15, 19.10), (66.62, 19.85), (66.05, 20.90), (65.82, 21.70), (65.58, 22.10)]),
    ];

    /// <summary>Null for a municipality outside the drawing.</summary>
    public static Spot? Find(string code) => ByCode.GetValueOrDefault(code);

    private static Spot Place(string code, double latitude, double longitude)
    {
        var (x, y) = Project(latitude, longitude);
        return new Spot(code, Write(x), Write(y));
    }

    private static string Path(bool closed, ReadOnlySpan<(double Latitude, double Longitude)> points)
    {
        var path = new System.Text.StringBuilder();
        foreach (var (latitude, longitude) in points)
        {
            var (x, y) = Project(latitude, longitude);
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Write(x)).Append(' ').Append(Write(y));
        }

        return closed ? path.Append('Z').ToString() : path.ToString();
    }

    private static (double X, double Y) Project(double latitude, double longitude) =>
        ((longitude - West) * EastScale, (North - latitude) * UnitsPerDegree);

    private static string Write(double units) => units.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Where a municipality's main town lies in the drawing.</summary>
    internal sealed record Spot(string Code, string X, string Y);
}
