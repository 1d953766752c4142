using Matching.Profiles.V1;

namespace Matching.Matches;

/// <summary>
/// The candidates and households of the index, as of a sequence. Not safe for concurrent use: the index locks
/// around it.
/// </summary>
internal sealed class ProfilePart
{
    public Shelf<CandidateEntry> Candidates { get; } = new();

    public Dictionary<string, Household> Households { get; } = new(StringComparer.Ordinal);

    /// <summary>The last change that is in here.</summary>
    public long Sequence { get; private set; }

    /// <summary>Takes what a resource is after a change; where it is neither it is gone.</summary>
    /// <returns>False when the change is known already, and nothing was done.</returns>
    public bool Take(long sequence, string name, CandidateEntry? candidate, Household? household)
    {
        if (sequence <= Sequence)
        {
            return false;
        }

        if (candidate is null)
        {
            Candidates.Remove(name);
        }
        else
        {
            Candidates.Put(candidate);
        }

        if (household is null)
        {
            Households.Remove(name);
        }
        else
        {
            Households[name] = household;
        }

        Sequence = sequence;
        return true;
    }
}
