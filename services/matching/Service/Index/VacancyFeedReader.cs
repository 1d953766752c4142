using Grpc.Core;
using Matching.Competence;
using Matching.Vacancies.V1;

namespace Matching.Matches;

/// <summary>Reads the feed of vacancies into the index.</summary>
internal sealed class VacancyFeedReader(
    VacancyService.VacancyServiceClient vacancies,
    MatchIndex index,
    Taxonomy taxonomy,
    TimeProvider clock,
    ILogger<VacancyFeedReader> log)
    : FeedReader<VacancyChange>("vacancy", () => new MatchIndex(taxonomy, clock), index, log)
{
    protected override long SequenceOf(MatchIndex target) => target.VacancySequence;

    protected override (string Name, long Sequence) PlaceOf(VacancyChange change) => (change.Name, change.Sequence);

    protected override AsyncServerStreamingCall<VacancyChange> Open(
        long sinceSequence, bool stopAtEnd, CancellationToken cancellationToken) =>
        vacancies.StreamVacancyChanges(
            new StreamVacancyChangesRequest { SinceSequence = sinceSequence, StopAtEnd = stopAtEnd },
            cancellationToken: cancellationToken);

    protected override Task ApplyAsync(MatchIndex target, VacancyChange change, CancellationToken cancellationToken)
    {
        if (!target.Apply(change))
        {
            MatchingLog.OccupationUnknown(Log, change.Name);
        }

        if (IsRead && change.Vacancy?.UpdateTime is { } written)
        {
            MatchingTelemetry.Applied(Feed, written.ToDateTimeOffset(), clock.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    protected override void Skip(MatchIndex target, string name, long sequence) => target.SkipVacancy(name, sequence);

    protected override void Replace(MatchIndex fresh) => Index.ReplaceVacancies(fresh);
}
