using Grpc.Core;

namespace Matching.Vacancies;

/// <summary>
/// Tells every change since a sequence, then the new ones. Each stream reads for itself, a bounded batch at a time, and
/// holds no connection while it waits for its reader, so that a slow reader slows nobody but itself.
/// </summary>
internal sealed class VacancyChanges(VacancyStore store, VacancyMapping mapping)
{
    private const int BatchSize = 256;

    /// <summary>Some of what changed after a sequence, in order, and whether there is more.</summary>
    public async Task<(IReadOnlyList<V1.VacancyChange> Changes, bool HasMore)> ReadAsync(
        long sinceSequence, CancellationToken cancellationToken)
    {
        var batch = await store.ChangesAsync(sinceSequence, BatchSize, cancellationToken);
        var changes = batch.Vacancies.Select(vacancy => new V1.VacancyChange
        {
            Sequence = vacancy.Sequence,
            Name = vacancy.Name,
            Version = vacancy.Version,
            Vacancy = mapping.ToWire(vacancy),
        });
        return ([.. changes], batch.HasMore);
    }

    public async Task StreamAsync(
        long sinceSequence,
        bool stopAtEnd,
        IServerStreamWriter<V1.VacancyChange> stream,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var (changes, hasMore) = await ReadAsync(sinceSequence, cancellationToken);
            foreach (var change in changes)
            {
                await stream.WriteAsync(change, cancellationToken);
                sinceSequence = change.Sequence;
            }

            if (hasMore)
            {
                continue;
            }

            if (stopAtEnd)
            {
                return;
            }

            await store.WaitForChangeAsync(sinceSequence, cancellationToken);
        }
    }
}
