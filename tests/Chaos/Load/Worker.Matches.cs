using Grpc.Core;
using Matching.Matches.V1;

namespace Matching.Chaos.Load;

internal sealed partial class Worker
{
    private const int Shown = 5;

    private static readonly FeedbackEvent.Types.Type[] Types =
        [FeedbackEvent.Types.Type.Shown, FeedbackEvent.Types.Type.Opened, FeedbackEvent.Types.Type.Applied];

    /// <summary>
    /// Asks for a candidate's matches and tells what became of them. The index may not have heard of the candidate yet
    /// while the owner is away; a ranking is answered when it is on disk.
    /// </summary>
    private async Task MatchAsync(Resource person)
    {
        _history.Rankings.Attempt();
        var (answer, _) = await _client.CallAsync(
            "MatchVacancies",
            deadline => _matches.MatchVacanciesAsync(
                new MatchVacanciesRequest { Candidate = person.Name, PageSize = Shown }, deadline: deadline),
            StatusCode.NotFound);
        if (answer is null || answer.Ranking.Length == 0)
        {
            return;
        }

        _history.Rankings.Acknowledge();
        var list = new RankedList(answer.Ranking, person);
        _history.Lists.Add(list);
        foreach (var match in answer.Matches.Take(_random.Next(Shown + 1)))
        {
            await GiveFeedbackAsync(list, match.Vacancy);
        }
    }

    private async Task GiveFeedbackAsync(RankedList list, string item)
    {
        var feedback = new FeedbackEvent
        {
            Ranking = list.Name,
            Item = item,
            Type = Types[_random.Next(Types.Length)],
            EventId = RequestId(),
        };
        _history.Feedback.Attempt();
        var (answer, _) = await _client.CallAsync("RecordFeedback", deadline => _matches.RecordFeedbackAsync(
            new RecordFeedbackRequest { Events = { feedback } }, deadline: deadline));
        foreach (var rejection in answer?.Rejections ?? [])
        {
            _history.Feedback.Surprise($"{feedback.Item} of {feedback.Ranking}: {rejection.Reason}");
        }

        var taken = answer is { Rejections.Count: 0 };
        if (taken)
        {
            _history.Feedback.Acknowledge();
        }

        list.Feedback.Add(new GivenFeedback(feedback, taken, answer?.RecordedCount ?? 0));
    }
}
