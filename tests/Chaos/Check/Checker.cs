using Grpc.Core;
using Matching.Chaos.Load;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Chaos.Check;

/// <summary>
/// Reads everything back from those who own it, and judges every write of the history by what is there.
/// </summary>
internal sealed class Checker(Stage stage, History history)
{
    private const int PageSize = 100;
    private const int InFlight = 8;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await CheckVacanciesAsync(cancellationToken);
        await CheckCandidatesAsync(cancellationToken);
        await CheckRankingsAsync(cancellationToken);
    }

    private static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken };

    /// <summary>The key in a text such as <c>chaos-1-17 v3</c>; null for what no worker wrote.</summary>
    private static string? KeyOf(string text) =>
        text.StartsWith("chaos-", StringComparison.Ordinal) ? text.Split(' ')[0] : null;

    private async Task CheckVacanciesAsync(CancellationToken cancellationToken)
    {
        var found = new List<(string Key, Vacancy Vacancy)>();
        for (var token = ""; ;)
        {
            var page = await stage.Vacancies.ListVacanciesAsync(
                new ListVacanciesRequest { PageSize = PageSize, PageToken = token }, cancellationToken: cancellationToken);
            found.AddRange(page.Vacancies
                .Select(vacancy => (
                    vacancy.Source is { System: "chaos" } source ? source.ExternalId : KeyOf(vacancy.Title) ?? "", vacancy))
                .Where(entry => entry.Item1.Length > 0));
            token = page.NextPageToken;
            if (token.Length == 0)
            {
                break;
            }
        }

        var byKey = found.ToLookup(entry => entry.Key, entry => entry.Vacancy);
        var written = history.Resources.Where(resource => resource.Kind != ResourceKind.Candidate).ToList();
        foreach (var resource in written)
        {
            Judge(resource, [.. byKey[resource.Key]]);
        }

        var known = written.Select(resource => resource.Key).ToHashSet();
        foreach (var group in byKey.Where(group => !known.Contains(group.Key)))
        {
            history.Vacancies.Surprise($"{group.First().Name} {group.Key}: nobody wrote it");
        }
    }

    private void Judge(Resource resource, List<Vacancy> found)
    {
        var tally = resource.Kind == ResourceKind.Single ? history.Vacancies : history.Imports;
        tally.Judge(resource.Key, resource.IsAcknowledged, found.Count);
        if (found.Count == 0)
        {
            return;
        }

        var vacancy = found[0];
        JudgeText(resource, vacancy.Title);
        var isClosed = vacancy.State == Vacancy.Types.State.Closed;
        if (resource.EndTried)
        {
            history.Closings.Judge($"{resource.Key} closed", resource.EndAcknowledged, isClosed ? 1 : 0);
        }
        else if (isClosed)
        {
            history.Closings.Surprise($"{vacancy.Name} {resource.Key}: nobody closed it");
        }
    }

    /// <summary>
    /// A text that was overwritten was there: the next one needed its etag. At the end there is the last acknowledged
    /// one, or one that was tried after it.
    /// </summary>
    private void JudgeText(Resource resource, string text)
    {
        var isThere = resource.Texts.Contains(text);
        for (var version = 2; version <= resource.Version; version++)
        {
            history.Changes.Judge(
                $"{resource.Key} is '{text}', not {string.Join(" or ", resource.Texts)}",
                wasAcknowledged: true,
                version < resource.Version || isThere ? 1 : 0);
        }

        if (isThere && text != resource.Texts[0])
        {
            history.Changes.Judge(text, wasAcknowledged: false, times: 1);
        }
        else if (!isThere && resource.Version <= 1)
        {
            history.Changes.Surprise($"{resource.Key}: nobody wrote '{text}'");
        }
    }

    private async Task CheckCandidatesAsync(CancellationToken cancellationToken)
    {
        var found = new List<Candidate>();
        for (var token = ""; ;)
        {
            var page = await stage.Profiles.ListCandidatesAsync(
                new ListCandidatesRequest { PageSize = PageSize, PageToken = token }, cancellationToken: cancellationToken);
            found.AddRange(page.Candidates);
            token = page.NextPageToken;
            if (token.Length == 0)
            {
                break;
            }
        }

        var byKey = found.ToLookup(candidate => KeyOf(candidate.GivenName) ?? "");
        var written = history.Resources.Where(resource => resource.Kind == ResourceKind.Candidate).ToList();
        await Parallel.ForEachAsync(written, Parallelism(cancellationToken), async (resource, token) =>
        {
            var those = byKey[resource.Key].ToList();
            if (resource.EndTried)
            {
                // One that was erased had been there before.
                history.Candidates.Judge(resource.Key, resource.IsAcknowledged, times: 1);
                history.Erasures.Judge($"{resource.Key} erased", resource.EndAcknowledged, those.Count == 0 ? 1 : 0);
                return;
            }

            history.Candidates.Judge(resource.Key, resource.IsAcknowledged, those.Count);
            if (those.Count > 0)
            {
                JudgeText(resource, those[0].GivenName);
                await JudgeValidationsAsync(resource, those[0].Name, token);
            }
        });
        var known = written.Select(resource => resource.Key).ToHashSet();
        foreach (var candidate in found.Where(candidate => KeyOf(candidate.GivenName) is { } key && !known.Contains(key)))
        {
            history.Candidates.Surprise($"{candidate.Name}: nobody wrote it");
        }
    }

    private async Task JudgeValidationsAsync(Resource resource, string name, CancellationToken cancellationToken)
    {
        if (resource.Validations.Count == 0)
        {
            return;
        }

        var results = await stage.Profiles.ListValidationResultsAsync(
            new ListValidationResultsRequest { Parent = name }, cancellationToken: cancellationToken);
        foreach (var (issuer, isAcknowledged) in resource.Validations)
        {
            history.Validations.Judge(
                issuer, isAcknowledged, results.ValidationResults.Count(result => result.Issuer == issuer));
        }
    }

    /// <summary>
    /// Rankings are read; feedback is sent once more, and has to be known already where it was acknowledged.
    /// </summary>
    private Task CheckRankingsAsync(CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(history.Lists, Parallelism(cancellationToken), async (list, token) =>
        {
            try
            {
                await stage.Replicas[0].GetRankingAsync(new GetRankingRequest { Name = list.Name }, cancellationToken: token);
                history.Rankings.Judge(list.Name, wasAcknowledged: true, times: 1);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
            {
                // Erasing its subject takes it along, and the feedback on it.
                history.Rankings.Judge(list.Name, wasAcknowledged: true, list.Subject.EndTried ? 1 : 0);
                foreach (var given in list.Feedback)
                {
                    history.Feedback.Judge(given.Event.EventId, given.IsAcknowledged, list.Subject.EndTried ? 1 : 0);
                }

                return;
            }

            foreach (var given in list.Feedback)
            {
                var answer = await stage.Replicas[1].RecordFeedbackAsync(
                    new RecordFeedbackRequest { Events = { given.Event } }, cancellationToken: token);
                history.Feedback.Judge(
                    $"{given.Event.EventId} of {list.Name}", given.IsAcknowledged, answer.RepeatedCount + Math.Max(0, given.TimesRecorded - 1));
            }
        });
}
