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
}
