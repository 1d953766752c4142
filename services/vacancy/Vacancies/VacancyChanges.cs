using Grpc.Core;

namespace Matching.Vacancies;

/// <summary>
/// Tells every change since a sequence, then the new ones. Each stream reads for itself, a bounded batch at a time, and
/// holds no connection while it waits for its reader, so that a slow reader slows nobody but itself.
/// </summary>
internal sealed class VacancyChanges(VacancyStore store, VacancyMapping mapping)
{
    private const int BatchSize = 256;

    public async Task StreamAsync(
        long sinceSequence,
        bool stopAtEnd,
        IServerStreamWriter<V1.VacancyChange> stream,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var changes = await store.ChangesAsync(sinceSequence, BatchSize, cancellationToken);
            foreach (var vacancy in changes.Vacancies)
            {
                var change = new V1.VacancyChange
                {
                    Sequence = vacancy.Sequence,
                    Name = vacancy.Name,
                    Version = vacancy.Version,
                    Vacancy = mapping.ToWire(vacancy),
                };
                await stream.WriteAsync(change, cancellationToken);
                sinceSequence = vacancy.Sequence;
            }

            if (changes.HasMore)
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
