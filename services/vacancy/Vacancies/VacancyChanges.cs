using System.Data.Common;
using Google.Protobuf;
using Matching.Hosting;

namespace Matching.Vacancies;

/// <summary>The feed of vacancies, for readers that call and for the bus.</summary>
internal sealed class VacancyChanges(Database database, VacancyMapping mapping)
{
    private const int BatchSize = 256;

    /// <summary>What readers are told.</summary>
    public FeedTeller<V1.VacancyChange> Teller => new(database, ReadAsync, change => change.Sequence);

    /// <summary>What the bus is told.</summary>
    public Task<IReadOnlyList<(long Sequence, byte[] Change)>> ReadForBusAsync(
        long sinceSequence, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<(long, byte[])>>(
            async connection =>
            {
                var (changes, _) = await ReadAsync(connection, sinceSequence);
                return [.. changes.Select(change => (change.Sequence, change.ToByteArray()))];
            },
            cancellationToken);

    private async Task<(IReadOnlyList<V1.VacancyChange> Changes, bool HasMore)> ReadAsync(
        DbConnection connection, long sinceSequence)
    {
        var batch = await VacancyStore.ChangesAsync(connection, sinceSequence, BatchSize);
        var changes = batch.Vacancies.Select(vacancy => new V1.VacancyChange
        {
            Sequence = vacancy.Sequence,
            Name = vacancy.Name,
            Version = vacancy.Version,
            Vacancy = mapping.ToWire(vacancy),
        });
        return ([.. changes], batch.HasMore);
    }
}
