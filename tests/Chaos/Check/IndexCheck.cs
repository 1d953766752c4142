using Grpc.Core;
using Matching.Chaos.Load;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Chaos.Check;

/// <summary>
/// Compares the index of every replica with the owners' feeds, resource by resource and version by version, and the
/// replicas' answers with each other.
/// </summary>
internal sealed class IndexCheck(Stage stage, History history)
{
    private const int Compared = 20;
    private const int Page = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How many resources the owners have for an index.</summary>
    public int Resources { get; private set; }

    /// <summary>What differs once the replicas have had time to hear of everything; empty when nothing does.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var differences = await CompareOnceAsync(cancellationToken);
            if (differences.Count == 0)
            {
                return await CompareAnswersAsync(cancellationToken);
            }

            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                return differences;
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>What a replica's index holds.</summary>
    public static async Task<Dictionary<string, long>> ReadAsync(
        MatchingService.MatchingServiceClient replica, CancellationToken cancellationToken)
    {
        var indexed = new Dictionary<string, long>(StringComparer.Ordinal);
        using var call = replica.StreamIndexedResources(
            new StreamIndexedResourcesRequest(), cancellationToken: cancellationToken);
        await foreach (var resource in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            indexed.Add(resource.Name, resource.Sequence);
        }

        return indexed;
    }

    private async Task<IReadOnlyList<string>> CompareOnceAsync(CancellationToken cancellationToken)
    {
        var owned = await OwnedAsync(cancellationToken);
        Resources = owned.Count;
        var differences = new List<string>();
        for (var replica = 0; replica < stage.Replicas.Count; replica++)
        {
            var indexed = await ReadAsync(stage.Replicas[replica], cancellationToken);
            var name = stage.Fleet.Matching[replica].Name;
            differences.AddRange(owned
                .Where(entry => indexed.GetValueOrDefault(entry.Key) != entry.Value)
                .Select(entry => $"{name}: {entry.Key} is as of {indexed.GetValueOrDefault(entry.Key)}, the owner's as of {entry.Value}"));
            differences.AddRange(indexed.Keys.Where(key => !owned.ContainsKey(key)).Select(key => $"{name}: {key} is of no owner"));
        }

        return differences;
    }

    private async Task<Dictionary<string, long>> OwnedAsync(CancellationToken cancellationToken)
    {
        var owned = (await stage.VacancyChangesAsync())
            .Where(change => change.Vacancy?.State == Vacancy.Types.State.Open)
            .ToDictionary(change => change.Name, change => change.Sequence);
        using var call = stage.Profiles.StreamProfileChanges(
            new StreamProfileChangesRequest { StopAtEnd = true }, cancellationToken: cancellationToken);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (change.StateCase == ProfileChange.StateOneofCase.Candidate)
            {
                owned.Add(change.Name, change.Sequence);
            }
        }

        return owned;
    }

    /// <summary>The same question is answered alike by every replica.</summary>
    private async Task<IReadOnlyList<string>> CompareAnswersAsync(CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        var people = history.Resources
            .Where(resource => resource is { Kind: ResourceKind.Candidate, Name: not null, EndTried: false })
            .OrderBy(resource => resource.Key, StringComparer.Ordinal)
            .Take(Compared);
        foreach (var person in people)
        {
            var request = new MatchVacanciesRequest { Candidate = person.Name, PageSize = Page };
            var answers = new List<string>();
            foreach (var replica in stage.Replicas)
            {
                var answer = await replica.MatchVacanciesAsync(request, cancellationToken: cancellationToken);
                answers.Add(string.Join(' ', answer.Matches.Select(match => $"{match.Vacancy}={match.Score:R}")));
            }

            if (answers.Distinct().Count() > 1)
            {
                differences.Add($"{person.Name} has other matches on one replica than on the other");
            }
        }

        return differences;
    }
}
