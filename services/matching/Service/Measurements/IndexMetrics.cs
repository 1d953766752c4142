using System.Diagnostics.Metrics;

namespace Matching.Matches;

/// <summary>Shows how much is in the index, and how far it has come in each feed, whenever somebody looks.</summary>
internal sealed class IndexMetrics : IHostedService
{
    public IndexMetrics(IMeterFactory meters, MatchIndex index)
    {
        var meter = meters.Create(MatchingTelemetry.Name);
        meter.CreateObservableGauge(
            "matching.index.openings", () => index.Counts.Openings, "{opening}", "Open vacancies in the index.");
        meter.CreateObservableGauge(
            "matching.index.candidates", () => index.Counts.Candidates, "{candidate}", "Candidates in the index.");
        meter.CreateObservableGauge(
            "matching.index.households", () => index.Households, "{household}", "Households in the index.");
        meter.CreateObservableGauge<long>(
            "matching.index.sequence",
            () =>
            [
                new(index.VacancySequence, new KeyValuePair<string, object?>("matching.feed.name", "vacancy")),
                new(index.ProfileSequence, new KeyValuePair<string, object?>("matching.feed.name", "profile")),
            ],
            "{change}",
            "The last change of a feed that is in the index.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
