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
    private readonly Dictionary<string, Household> _households = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _nameByAlias = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _vacancySequence;
    private long _profileSequence;
    private long _erasures;

    /// <summary>The open vacancies. To be looked at inside <see cref="Read"/> only.</summary>
    public Shelf<OpeningEntry> Openings { get; } = new();

    /// <summary>The candidates. To be looked at inside <see cref="Read"/> only.</summary>
    public Shelf<CandidateEntry> Candidates { get; } = new();

    /// <summary>The last vacancy change that is in the index.</summary>
    public long VacancySequence => Interlocked.Read(ref _vacancySequence);

    /// <summary>The last profile change that is in the index.</summary>
    public long ProfileSequence => Interlocked.Read(ref _profileSequence);

    /// <summary>How many candidates have gone since the process started.</summary>
    public long Erasures => Interlocked.Read(ref _erasures);

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public int Households => Read(() => _households.Count);

    public (int Openings, int Candidates) Counts => Read(() => (Openings.Count, Candidates.Count));

    /// <summary>Takes a vacancy's newest state; one that is older than what is here changes nothing.</summary>
    /// <returns>False when it is open but its occupation is not in this taxonomy.</returns>
    public bool Apply(VacancyChange change)
    {
        var open = change.Vacancy?.State == Vacancy.Types.State.Open;
        var entry = open ? OpeningEntry.From(change.Vacancy!, change.Sequence, taxonomy) : null;
        Write(ref _vacancySequence, change.Sequence, () =>
        {
            // A source may have moved on to another vacancy already.
            if (Openings.Find(change.Name)?.Alias is { } alias && _nameByAlias.GetValueOrDefault(alias) == change.Name)
            {
                _nameByAlias.Remove(alias);
            }

            if (entry is null)
            {
                Openings.Remove(change.Name);
                return;
            }

            Openings.Put(entry);
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
            ? CandidateEntry.From(change.Candidate, change.Sequence, taxonomy, Sweden.DayOf(clock.GetUtcNow()))
            : null;
        Write(ref _profileSequence, change.Sequence, () =>
        {
            switch (change.StateCase)
            {
                case ProfileChange.StateOneofCase.Candidate:
                    Candidates.Put(entry!);
                    break;
                case ProfileChange.StateOneofCase.Household:
                    _households[change.Name] = change.Household;
                    break;
                default:
                    if (Candidates.Remove(change.Name))
                    {
                        Interlocked.Increment(ref _erasures);
                    }

                    _households.Remove(change.Name);
                    break;
            }
        });
    }

    public CandidateEntry? FindCandidate(string name) => Read(() => Candidates.Find(name));

    public Household? FindHousehold(string name) => Read(() => _households.GetValueOrDefault(name));

    /// <summary>Finds an open vacancy by its name or by <c>vacancies/{system}:{external_id}</c>.</summary>
    public OpeningEntry? FindOpening(string name) =>
        Read(() => Openings.Find(_nameByAlias.GetValueOrDefault(name, name)));

    /// <summary>Reads several things of one moment. Short, and nothing in it may wait.</summary>
    public T Read<T>(Func<T> read)
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

    public void Dispose() => _lock.Dispose();

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
