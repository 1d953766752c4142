using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    private const int MaximumEvents = 1000;
    private const int MaximumEventIdLength = 100;

    /// <summary>Clocks differ: an event may lie this far ahead.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public override async Task<V1.Ranking> GetRanking(V1.GetRankingRequest request, ServerCallContext context)
    {
        var name = $"rankings/{ResourceId.Parse(request.Name, "rankings", "name")}";
        var ranking = await store.FindRankingAsync(name, context.CancellationToken)
            ?? throw MatchingErrors.RankingNotFound(name);
        await ReplayAsync(ranking, context.CancellationToken);
        return ranking;
    }

    /// <summary>Scores a ranking again, as it was shown and with the model that ranked it, if that is kept.</summary>
    private async Task ReplayAsync(V1.Ranking ranking, CancellationToken cancellationToken)
    {
        var model = await models.FindAsync(ranking.Provenance?.Model ?? "", cancellationToken);
        if (model is null || !ranking.FeatureNames.SequenceEqual(model.FeatureNames))
        {
            return;
        }

        var score = new double[1];
        foreach (var item in ranking.Items)
        {
            if (item.Features.Count == model.FeatureNames.Count
                && GuardedScoring.TryScore(model, [.. item.Features], score, out _))
            {
                item.ReplayedScore = score[0];
            }
        }
    }

    public override async Task<V1.RecordFeedbackResponse> RecordFeedback(
        V1.RecordFeedbackRequest request, ServerCallContext context)
    {
        if (request.Events.Count is 0 or > MaximumEvents)
        {
            throw RpcErrors.InvalidField("events", "COUNT_OUT_OF_RANGE", $"must have 1 to {MaximumEvents} entries.");
        }

        var now = clock.GetUtcNow();
        var response = new V1.RecordFeedbackResponse();
        var good = new List<(int Index, V1.FeedbackEvent Event)>(request.Events.Count);
        for (var i = 0; i < request.Events.Count; i++)
        {
            if (Mistake(request.Events[i], now) is { } mistake)
            {
                Reject(i, mistake);
            }
            else
            {
                good.Add((i, request.Events[i]));
            }
        }

        var outcomes = await store.SaveFeedbackAsync(
            [.. good.Select(entry => entry.Event)], now, context.CancellationToken);
        for (var i = 0; i < outcomes.Count; i++)
        {
            MatchingTelemetry.Feedback(good[i].Event.Type, outcomes[i]);
            switch (outcomes[i])
            {
                case FeedbackOutcome.Recorded:
                    response.RecordedCount++;
                    break;
                case FeedbackOutcome.Repeated:
                    response.RepeatedCount++;
                    break;
                case FeedbackOutcome.RankingUnknown:
                    Reject(good[i].Index, new FieldError("ranking", "RANKING_NOT_FOUND", "there is no such ranking."));
                    break;
                case FeedbackOutcome.ItemNotShown:
                    Reject(good[i].Index, new FieldError("item", "ITEM_NOT_SHOWN", "was not shown in that ranking."));
                    break;
            }
        }

        return response;

        void Reject(int at, FieldError error) => response.Rejections.Add(new V1.RecordFeedbackResponse.Types.Rejection
        {
            Index = at,
            Field = $"events[{at}].{error.Field}",
            Reason = error.Reason,
            Message = error.Message,
        });
    }

    private static FieldError? Mistake(V1.FeedbackEvent feedback, DateTimeOffset now) =>
        !ResourceId.TryParse(feedback.Ranking, "rankings", out _)
            ? new FieldError("ranking", "NAME_INVALID", "must look like rankings/{id}.")
        : !ResourceId.TryParse(feedback.Item, "vacancies", out _)
            && !ResourceId.TryParse(feedback.Item, "candidates", out _)
            ? new FieldError("item", "NAME_INVALID", "must look like vacancies/{id} or candidates/{id}.")
        : feedback.Type == V1.FeedbackEvent.Types.Type.Unspecified || !System.Enum.IsDefined(feedback.Type)
            ? new FieldError("type", "REQUIRED", "is required, such as TYPE_OPENED.")
        : feedback.EventId.Length > MaximumEventIdLength
            ? new FieldError("event_id", "TOO_LONG", $"must have at most {MaximumEventIdLength} characters.")
        : feedback.EventTime is { } odd && !WireTime.IsTime(odd)
            ? new FieldError("event_time", "NOT_A_TIME", "must lie between the years 1 and 9999.")
        : feedback.EventTime is { } time && time.ToDateTimeOffset() > now + ClockTolerance
            ? new FieldError("event_time", "IN_THE_FUTURE", "must not lie in the future.")
        : null;
}
