namespace Matching.Vacancies;

/// <summary>A vacancy as it is read.</summary>
internal sealed class VacancyRow
{
    public required string Id { get; init; }
    public long Version { get; init; }
    public long Sequence { get; init; }
    public long State { get; init; }
    public long Removed { get; init; }
    public long CreateTime { get; init; }
    public long UpdateTime { get; init; }
    public long? CloseTime { get; init; }
    public string? ExternalId { get; init; }
    public required byte[] Body { get; init; }
    public string? SourceDigest { get; init; }

    public Vacancy ToVacancy() => Vacancy.Load(
        Id,
        Version,
        Sequence,
        (V1.Vacancy.Types.State)State,
        Removed != 0,
        DateTimeOffset.FromUnixTimeMilliseconds(CreateTime),
        DateTimeOffset.FromUnixTimeMilliseconds(UpdateTime),
        CloseTime is { } close ? DateTimeOffset.FromUnixTimeMilliseconds(close) : null,
        Body,
        SourceDigest);
}
