using Matching.Competence;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Matches;

/// <summary>
/// The read model that matching answers from: open vacancies, candidates and households, in memory, fed by the change
/// feeds. Safe for concurrent use; a change is seen whole or not at all.
/// </summary>
internal sealed class MatchIndex(Taxonomy taxonomy, TimeProvider clock) : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Shelf<OpeningEntry> _openings = new();
    private readonly Shelf<CandidateEntry> _candidates = new();
    private readonly Dictionary<string, Household> _households = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _nameByAlias = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _vacancySequence;
    private long _profileSequence;

    /// <summary>The last vacancy change that is in the index.</summary>
    public long VacancySequence => Interlocked.Read(ref _vacancySequence);

    /// <summary>The last profile change that is in the index.</summary>
    public long ProfileSequence => Interlocked.Read(ref _profileSequence);

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public (int Openings, int Candidates) Counts => Read(() => (_openings.Count, _candidates.Count));

    /// <summary>Takes a vacancy's newest state; one that is older than what is here changes nothing.</summary>
    /// <returns>False when it is open but its occupation is not in this taxonomy.</returns>
    public bool Apply(VacancyChange change)
    {
        var open = change.Vacancy?.State == Vacancy.Types.State.Open;
        var entry = open ? OpeningEntry.From(change.Vacancy!, taxonomy) : null;
        Write(ref _vacancySequence, change.Sequence, () =>
        {
            // A source may have moved on to another vacancy already.
            if (_openings.Find(change.Name)?.Alias is { } alias && _nameByAlias.GetValueOrDefault(alias) == change.Name)
            {
                _nameByAlias.Remove(alias);
            }

            if (entry is null)
            {
                _openings.Remove(change.Name);
                return;
            }

            _openings.Put(entry);
            if (entry.Alias is not null)
            {
                _nameByAlias[entry.Alias] = entry.Name;
            }
        });
        return entry is not null || !open;
    }

    /// <summary>Takes a candidate's or household's newest state; an older one changes nothing.</summary>
    public void Apply(ProfileChange change)
    {
        var entry = change.StateCase == ProfileChange.StateOneofCase.Candidate
            ? CandidateEntry.From(change.Candidate, taxonomy, Sweden.DayOf(clock.GetUtcNow()))
            : null;
        Write(ref _profileSequence, change.Sequence, () =>
        {
            switch (change.StateCase)
            {
                case ProfileChange.StateOneofCase.Candidate:
                    _candidates.Put(entry!);
                    break;
                case ProfileChange.StateOneofCase.Household:
                    _households[change.Name] = change.Household;
                    break;
                default:
                    _candidates.Remove(change.Name);
                    _households.Remove(change.Name);
                    break;
            }
        });
    }

    public CandidateEntry? FindCandidate(string name) => Read(() => _candidates.Find(name));

    public Household? FindHousehold(string name) => Read(() => _households.GetValueOrDefault(name));

    /// <summary>Finds an open vacancy by its name or by <c>vacancies/{system}:{external_id}</c>.</summary>
    public OpeningEntry? FindOpening(string name) =>
        Read(() => _openings.Find(_nameByAlias.GetValueOrDefault(name, name)));

    /// <summary>The openings under any of the concepts; all of them when no concepts are given.</summary>
    public List<OpeningEntry> Openings(IReadOnlyCollection<int>? anyOf) =>
        Read(() => anyOf is null ? _openings.All() : _openings.WithAny(anyOf));

    /// <summary>The candidates under any of the concepts.</summary>
    public List<CandidateEntry> Candidates(IReadOnlyCollection<int> anyOf) => Read(() => _candidates.WithAny(anyOf));

    public void Dispose() => _lock.Dispose();

    private T Read<T>(Func<T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private void Write(ref long sequence, long changeSequence, Action apply)
    {
        _lock.EnterWriteLock();
        try
        {
            // Both readers of a feed deliver in order; a change that was delivered twice is not newer than the index.
            if (changeSequence <= sequence)
            {
                return;
            }

            apply();
            Interlocked.Exchange(ref sequence, changeSequence);
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _changed, next).TrySetResult();
    }
}
