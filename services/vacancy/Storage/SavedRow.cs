namespace Matching.Vacancies;

/// <summary>A vacancy as it is written: a column a property, times in milliseconds since 1970.</summary>
internal sealed record SavedRow(
    string Id,
    long Version,
    long Sequence,
    long State,
    long Removed,
    string? System,
    string? ExternalId,
    string Municipality,
    string Occupation,
    string Ssyk,
    long? PublishTime,
    long? ExpireTime,
    long CreateTime,
    long UpdateTime,
    long? CloseTime,
    byte[] Body,
    string? SourceDigest)
{
    public static SavedRow From(Vacancy vacancy, string ssyk)
    {
        var content = vacancy.Content;
        return new SavedRow(
            vacancy.Id,
            vacancy.Version,
            vacancy.Sequence,
            (long)vacancy.State,
            vacancy.RemovedBySource ? 1 : 0,
            NullIfEmpty(content.Source?.System),
            NullIfEmpty(content.Source?.ExternalId),
            content.Workplace?.Municipality ?? "",
            content.Occupation,
            ssyk,
            content.PublishTime?.ToDateTimeOffset().ToUnixTimeMilliseconds(),
            content.ExpireTime?.ToDateTimeOffset().ToUnixTimeMilliseconds(),
            vacancy.CreateTime.ToUnixTimeMilliseconds(),
            vacancy.UpdateTime.ToUnixTimeMilliseconds(),
            vacancy.CloseTime?.ToUnixTimeMilliseconds(),
            vacancy.Body,
            vacancy.SourceDigest);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
