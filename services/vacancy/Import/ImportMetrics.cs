using System.Diagnostics.Metrics;
using Response = Matching.Vacancies.V1.ImportVacanciesResponse;

namespace Matching.Vacancies.Import;

/// <summary>What is measured of imports: what became of ads, and why some were not taken. Reasons are ours.</summary>
internal static class ImportMetrics
{
    private const string Outcome = "matching.import.outcome";

    private static readonly Meter Meter = new("Matching.Vacancies");

    private static readonly Counter<long> Ads = Meter.CreateCounter<long>(
        "matching.import.ads", "{ad}", "Ads and removals, by what became of them.");

    private static readonly Counter<long> Rejections = Meter.CreateCounter<long>(
        "matching.import.rejections", "{ad}", "Ads that were not taken, by the reason.");

    public static void Imported(Response response)
    {
        Add("created", response.CreatedCount);
        Add("updated", response.UpdatedCount);
        Add("unchanged", response.UnchangedCount);
        Add("closed", response.ClosedCount);
        Add("unknown_removal", response.UnknownRemovalCount);
        Add("rejected", response.RejectedCount);
        foreach (var (reason, count) in response.Rejections.CountBy(rejection => rejection.Reason))
        {
            Reject(reason, count);
        }

        // Those beyond what an answer lists.
        Reject("_OTHER", response.RejectedCount - response.Rejections.Count);
    }

    private static void Add(string outcome, long count)
    {
        if (count > 0)
        {
            Ads.Add(count, new KeyValuePair<string, object?>(Outcome, outcome));
        }
    }

    private static void Reject(string reason, long count)
    {
        if (count > 0)
        {
            Rejections.Add(count, new KeyValuePair<string, object?>("error.type", reason));
        }
    }
}
