using System.Text.Json;
using System.Text.Json.Nodes;

namespace Matching.Trainer;

/// <summary>Writes measures as JSON for scripts: names stay, new ones may come.</summary>
internal static class QualityJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(Quality quality, IReadOnlyList<string> slices)
    {
        var orders = new JsonObject();
        for (var order = 0; order < quality.Orders.Count; order++)
        {
            var measures = new JsonObject();
            foreach (var (at, measure) in OrderMeasures.All.Index())
            {
                measures[measure.Name] = Of(quality.Of(order, at));
            }

            if (quality.ShareOfAchievable(order) is { } share)
            {
                measures["share_of_achievable"] = Of(share);
            }

            orders[quality.Orders[order].Name] = measures;
        }

        var json = new JsonObject
        {
            ["queries"] = quality.Queries,
            ["rows"] = quality.Rows,
            ["orders"] = orders,
        };
        if (quality.Calibration is { } calibration)
        {
            json["calibration_error"] = calibration.ExpectedError;
            json["brier_score"] = calibration.BrierScore;
        }

        if (slices.Count > 0)
        {
            json["slices"] = new JsonObject(
                slices.Select(slice => KeyValuePair.Create(slice, (JsonNode?)Slice(quality, slice))));
        }

        return json.ToJsonString(Indented);
    }

    private static JsonObject Slice(Quality quality, string slice) => new(quality.Slice(slice).Select(value =>
    {
        var within = quality.Within(value.Queries);
        var json = new JsonObject { ["queries"] = value.Queries.Count };
        foreach (var (at, order) in quality.Orders.Index())
        {
            json[order.Name] = Of(within.Mean(at));
        }

        return KeyValuePair.Create(value.Value, (JsonNode?)json);
    }));

    /// <summary>JSON has no NaN: what is not a number is null.</summary>
    private static JsonObject Of(Interval interval) => new()
    {
        ["value"] = Number(interval.Value),
        ["low"] = Number(interval.Low),
        ["high"] = Number(interval.High),
    };

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
