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
    private OpeningPart _openings = new();
    private ProfilePart _profiles = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _erasures;

    /// <summary>The open vacancies. To be looked at inside <see cref="Read"/> only.</summary>
    public Shelf<OpeningEntry> Openings => _openings.Openings;

    /// <summary>The candidates. To be looked at inside <see cref="Read"/> only.</summary>
    public Shelf<CandidateEntry> Candidates => _profiles.Candidates;

    /// <summary>The last vacancy change that is in the index.</summary>
    public long VacancySequence => Read(() => _openings.Sequence);

    /// <summary>The last profile change that is in the index.</summary>
    public long ProfileSequence => Read(() => _profiles.Sequence);

    /// <summary>How often candidates have gone since the process started.</summary>
    public long Erasures => Interlocked.Read(ref _erasures);

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public int Households => Read(() => _profiles.Households.Count);

    public (int Openings, int Candidates) Counts => Read(() => (Openings.Count, Candidates.Count));

    /// <summary>Takes a vacancy's newest state; one that is older than what is here changes nothing.</summary>
    /// <returns>False when it is open but its occupation is not in this taxonomy.</returns>
    public bool Apply(VacancyChange change)
    {
        var open = change.Vacancy?.State == Vacancy.Types.State.Open;
        var entry = open ? OpeningEntry.From(change.Vacancy!, change.Sequence, taxonomy) : null;
        Write(() => _openings.Take(change.Sequence, change.Name, entry));
        return entry is not null || !open;
    }

    /// <summary>Takes a candidate's or household's newest state; an older one changes nothing.</summary>
    public void Apply(ProfileChange change)
    {
        var candidate = change.Candidate is { } state
            ? CandidateEntry.From(state, change.Sequence, taxonomy, Sweden.DayOf(clock.GetUtcNow()))
            : null;
        Write(() => TakeProfile(change.Name, change.Sequence, candidate, change.Household));
    }

    /// <summary>Goes on behind a change to a vacancy that cannot be read; what was known of it goes.</summary>
    public void SkipVacancy(string name, long sequence) => Write(() => _openings.Take(sequence, name, null));

    /// <summary>Goes on behind a change to a profile that cannot be read; what was known of it goes.</summary>
    public void SkipProfile(string name, long sequence) =>
        Write(() => TakeProfile(name, sequence, null, null));

    /// <summary>
    /// Puts all vacancies of another index, which is not used after that, in the place of those here, at once: also
    /// where those here are as of a later sequence.
    /// </summary>
    public void ReplaceVacancies(MatchIndex read) => Write(() =>
    {
        _openings = read._openings;
        return true;
    });

    /// <summary>
    /// Puts all candidates and households of another index, which is not used after that, in the place of those here,
    /// at once: also where those here are as of a later sequence.
    /// </summary>
    public void ReplaceProfiles(MatchIndex read) => Write(() =>
    {
        _profiles = read._profiles;
        Interlocked.Increment(ref _erasures);
        return true;
    });

    public CandidateEntry? FindCandidate(string name) => Read(() => Candidates.Find(name));

    public Household? FindHousehold(string name) => Read(() => _profiles.Households.GetValueOrDefault(name));

    /// <summary>Finds an open vacancy by its name or by <c>vacancies/{system}:{external_id}</c>.</summary>
    public OpeningEntry? FindOpening(string name) => Read(() => _openings.Find(name));

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

    private bool TakeProfile(string name, long sequence, CandidateEntry? candidate, Household? household)
    {
        if (candidate is null && Candidates.Find(name) is not null && sequence > _profiles.Sequence)
        {
            Interlocked.Increment(ref _erasures);
        }

        return _profiles.Take(sequence, name, candidate, household);
    }

    /// <summary>Changes something, and tells whoever waits if it did.</summary>
    private void Write(Func<bool> change)
    {
        _lock.EnterWriteLock();
        try
        {
            if (!change())
            {
                return;
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _changed, next).TrySetResult();
    }
}
