namespace Matching.Vacancies;

/// <summary>Everything that the vacancy service logs. Never what an ad says.</summary>
internal static partial class VacancyLog
{
    [LoggerMessage(1, LogLevel.Information,
        "Import from {System}: {Received} received, {Created} created, {Updated} updated, {Unchanged} unchanged, "
        + "{Closed} closed, {Unknown} unknown removals, {Rejected} rejected in {Milliseconds:F0} ms")]
    public static partial void Imported(
        ILogger log,
        string system,
        long received,
        long created,
        long updated,
        long unchanged,
        long closed,
        long unknown,
        long rejected,
        double milliseconds);
}
