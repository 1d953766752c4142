using System.Globalization;

namespace Matching.Trainer;

/// <summary>Prints measures as tables that Markdown reads too.</summary>
internal static class QualityTable
{
    /// <summary>More values of a slice are left out: the largest are told.</summary>
    private const int MaxValues = 30;

    public static void Print(Quality quality, int seed, IReadOnlyList<string> slices, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{quality.Queries} queries, {quality.Rows} rows"));
        output.WriteLine();
        Orders(quality, seed).Write(output);
        if (quality.Calibration is { } calibration)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Calibration error of the model: {calibration.ExpectedError:0.0000}"));
        }

        foreach (var slice in slices)
        {
            output.WriteLine();
            Slice(quality, slice).Write(output);
        }
    }

    /// <summary>All orders by all measures, NDCG@10 with its interval.</summary>
    public static Table Orders(Quality quality, int seed)
    {
        var hasIdeal = quality.IndexOf(Scorer.Ideal) is not null;
        string[] header =
        [
            "order", .. OrderMeasures.All.Take(3).Select(m => m.Title), "95 % interval",
            .. OrderMeasures.All.Skip(3).Select(m => m.Title),
            .. hasIdeal ? ["of the achievable"] : Array.Empty<string>(),
        ];
        var table = new Table(header);
        for (var order = 0; order < quality.Orders.Count; order++)
        {
            var name = quality.Orders[order].Name;
            var values = Enumerable.Range(0, OrderMeasures.All.Count).Select(m => quality.Of(order, m)).ToArray();
            var ndcg = values[OrderMeasures.Ndcg10];
            table.Add(
            [
                name == Scorer.Random ? string.Create(CultureInfo.InvariantCulture, $"{name} (seed {seed})") : name,
                .. values.Take(3).Select(v => Four(v.Value)),
                $"{Four(ndcg.Low)} to {Four(ndcg.High)}",
                .. values.Skip(3).Select(v => Four(v.Value)),
                .. quality.ShareOfAchievable(order) is { } share ? [Share(share)] : Array.Empty<string>(),
            ]);
        }

        return table;
    }

    /// <summary>NDCG@10 of every order within each value of a slice.</summary>
    public static Table Slice(Quality quality, string slice)
    {
        var table = new Table([slice, "queries", .. quality.Orders.Select(order => order.Name)]);
        foreach (var (value, queries) in quality.Slice(slice).Take(MaxValues))
        {
            var within = quality.Within(queries);
            table.Add(
            [
                value,
                queries.Count.ToString(CultureInfo.InvariantCulture),
                .. quality.Orders.Select((_, order) => Four(within.Mean(order).Value)),
            ]);
        }

        return table;
    }

    public static string Four(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Share(Interval share) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * share.Value:0.0} % ({100 * share.Low:0.0} to {100 * share.High:0.0})");
}
