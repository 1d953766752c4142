using Response = Matching.Vacancies.V1.ImportVacanciesResponse;

namespace Matching.Vacancies.Import;

/// <summary>What a part of a body changes: each vacancy is saved once, however many elements are about it.</summary>
/// <param name="known">The vacancies that are stored, by their ids in the feed.</param>
internal sealed class ImportPart(Dictionary<string, Vacancy> known, ImportTally tally, TimeProvider clock)
{
    private readonly OrderedDictionary<string, Vacancy> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Vacancy> _noted = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _now = clock.GetUtcNow();

    public Response Counts => tally.Response;

    /// <summary>The vacancies to save, in the order in which they first changed.</summary>
    public IReadOnlyCollection<Vacancy> Changed => _changed.Values;

    /// <summary>Those that say what they said, but in an ad or to a version that is not known yet.</summary>
    public IEnumerable<Vacancy> Noted => _noted.Values.Where(vacancy => !_changed.ContainsKey(vacancy.Id));

    /// <param name="readAgain">Reads an element that turns out not to be what is stored.</param>
    public void Take(FeedItem item, Func<Element, FeedItem> readAgain)
    {
        known.TryGetValue(item.ExternalId, out var vacancy);
        if (item.Same is { } element && vacancy?.SourceDigest != item.Digest)
        {
            item = readAgain(element);
        }

        Counts.ReceivedCount++;
        if (item.Rejection is { } rejection)
        {
            tally.Rejected(rejection);
        }
        else if (item.Content is { } content)
        {
            tally.Taken(content);
            TakeAd(item, content, vacancy);
        }
        else if (item.Same is not null)
        {
            tally.Taken(vacancy!.Content);
            Count(vacancy, vacancy.TryReopen(_now));
        }
        else
        {
            TakeRemoval(vacancy);
        }
    }

    private void TakeAd(FeedItem item, V1.Vacancy content, Vacancy? vacancy)
    {
        if (vacancy is null)
        {
            vacancy = Vacancy.Create(content, V1.Vacancy.Types.State.Open, clock);
            known.Add(item.ExternalId, vacancy);
            _changed.TryAdd(vacancy.Id, vacancy);
            Counts.CreatedCount++;
        }
        else
        {
            Count(vacancy, vacancy.TryRevise(content, _now) | vacancy.TryReopen(_now));
        }

        if (item.Digest is { } digest && vacancy.TryNoteSource(digest))
        {
            _noted.TryAdd(vacancy.Id, vacancy);
        }
    }

    private void TakeRemoval(Vacancy? vacancy)
    {
        if (vacancy is null)
        {
            Counts.UnknownRemovalCount++;
        }
        else if (vacancy.TryRemove(_now))
        {
            Counts.ClosedCount++;
            _changed.TryAdd(vacancy.Id, vacancy);
        }
        else
        {
            Counts.UnchangedCount++;
        }
    }

    private void Count(Vacancy vacancy, bool hasChanged)
    {
        if (hasChanged)
        {
            Counts.UpdatedCount++;
            _changed.TryAdd(vacancy.Id, vacancy);
        }
        else
        {
            Counts.UnchangedCount++;
        }
    }
}
