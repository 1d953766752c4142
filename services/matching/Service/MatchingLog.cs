namespace Matching.Matches;

/// <summary>Everything that the matching service logs.</summary>
internal static partial class MatchingLog
{
    [LoggerMessage(1, LogLevel.Information,
        "The {Feed} feed is read; the index has {Openings} openings and {Candidates} candidates")]
    public static partial void FeedRead(ILogger log, string feed, int openings, int candidates);

    [LoggerMessage(2, LogLevel.Warning, "The {Feed} feed broke and is taken up again: {Reason}")]
    public static partial void FeedBroken(ILogger log, string feed, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Vacancy} is left out: its occupation is not in this taxonomy")]
    public static partial void OccupationUnknown(ILogger log, string vacancy);

    [LoggerMessage(4, LogLevel.Debug, "Answering from the index as it is: {Reason}")]
    public static partial void NotCaughtUp(ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Information, "{Model} ranks now, and {Before} no longer")]
    public static partial void ChampionChanged(ILogger log, string before, string model);

    [LoggerMessage(6, LogLevel.Error, "{Model} cannot be used, the last good model goes on: {Problem}")]
    public static partial void ModelUnusable(ILogger log, string model, string problem);

    [LoggerMessage(7, LogLevel.Warning, "{Model} failed on a list, which the expert model ranked: {Failure}")]
    public static partial void ModelFailed(ILogger log, string model, string failure);

    [LoggerMessage(8, LogLevel.Warning, "{Model} is withdrawn: {Reason}")]
    public static partial void ModelWithdrawn(ILogger log, string model, string reason);

    [LoggerMessage(9, LogLevel.Warning,
        "The models in the store could not be read or changed; that is tried again: {Reason}")]
    public static partial void ModelsNotRead(ILogger log, string reason);

    [LoggerMessage(20, LogLevel.Warning, "The store is away; an erasure waits for it")]
    public static partial void ErasureWaits(ILogger log);

    [LoggerMessage(10, LogLevel.Information,
        "The {Feed} feed is being read: {Sequence} of {Head} changes, {Rate} a second")]
    public static partial void FeedProgress(ILogger log, string feed, long sequence, long head, long rate);

    [LoggerMessage(11, LogLevel.Warning,
        "The {Feed} feed is read again from nothing, and the index stays as it is until then: {Reason}")]
    public static partial void FeedTruncated(ILogger log, string feed, string reason);

    [LoggerMessage(12, LogLevel.Error, "{Name} is left out until it changes: change {Sequence} cannot be read")]
    public static partial void ChangeUnreadable(ILogger log, Exception error, string name, long sequence);
}
