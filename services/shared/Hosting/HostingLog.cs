using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>Everything that Hosting logs: the list of what can go wrong below the services.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Error, "Unexpected error in {Method}")]
    public static partial void UnexpectedError(ILogger log, Exception error, string method);

    [LoggerMessage(2, LogLevel.Information, "{Database}: migration {Migration} applied")]
    public static partial void MigrationApplied(ILogger log, string database, string migration);

    [LoggerMessage(3, LogLevel.Warning,
        "REPLAY: the clock was set to {Start:o} by CLOCK and runs on from there. For tests and replays only.")]
    public static partial void ReplayClock(ILogger log, DateTimeOffset start);

    [LoggerMessage(4, LogLevel.Error, "{Database}: a transaction of {Writes} writes could not be committed")]
    public static partial void CommitFailed(ILogger log, Exception error, string database, int writes);

    [LoggerMessage(
        5, LogLevel.Warning, "{Database}: what was erased is still in the log on disk; the next write tries again")]
    public static partial void ErasureDelayed(ILogger log, Exception? exception, string database);

    [LoggerMessage(6, LogLevel.Error, "{Method}: the answer could not be written")]
    public static partial void AnswerNotWritten(ILogger log, string method);

    [LoggerMessage(20, LogLevel.Warning, "{Database} is away: {Reason}")]
    public static partial void StoreAway(ILogger log, string database, string reason);

    [LoggerMessage(21, LogLevel.Warning, "Waiting for {Database}: {Reason}")]
    public static partial void WaitingForStore(ILogger log, string database, string reason);

    [LoggerMessage(23, LogLevel.Warning, "Changes of the {Feed} feed wait to be published: {Reason}")]
    public static partial void DispatchDelayed(ILogger log, string feed, string reason);

    [LoggerMessage(24, LogLevel.Warning, "Changes travel by the feeds until the broker is there: {Reason}")]
    public static partial void WaitingForBroker(ILogger log, string reason);

    [LoggerMessage(22, LogLevel.Information, "{Database} is there")]
    public static partial void StoreBack(ILogger log, string database);

    [LoggerMessage(30, LogLevel.Warning, "Redis {Address} is away; it is used when it is there")]
    public static partial void CacheAway(ILogger log, string address);
}
