using Type = Matching.Matches.V1.FeedbackEvent.Types.Type;

namespace Matching.Matches;

/// <summary>An answered ranking with what became of its items.</summary>
internal sealed record LoggedRanking(RankingKey Key, V1.Ranking Ranking, ILookup<string, LoggedEvent> Events)
{
    /// <summary>What became of an item, as a number.</summary>
    public int RelevanceOf(string item) => Relevance.Of(Events[item].Select(logged => logged.Type));
}

/// <summary>The place of a ranking in the order of rankings.</summary>
/// <param name="Time">Milliseconds since 1970.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct RankingKey(long Time, string Name);

/// <summary>Something that became of an item.</summary>
internal sealed record LoggedEvent(Type Type, DateTimeOffset EventTime, DateTimeOffset RecordTime);

/// <summary>Which rankings to read.</summary>
/// <param name="Start">Answered from here on.</param>
/// <param name="End">Answered before.</param>
/// <param name="FeedbackEnd">With what was recorded before.</param>
/// <param name="OnlyJudged">Only those of which something became.</param>
internal sealed record RankingWindow(
    DateTimeOffset Start, DateTimeOffset End, DateTimeOffset FeedbackEnd, bool OnlyJudged);
