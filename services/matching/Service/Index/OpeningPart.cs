namespace Matching.Matches;

/// <summary>
/// The open vacancies of the index, as of a sequence. Not safe for concurrent use: the index locks around it.
/// </summary>
internal sealed class OpeningPart
{
    private readonly Dictionary<string, string> _nameByAlias = new(StringComparer.Ordinal);

    public Shelf<OpeningEntry> Openings { get; } = new();

    /// <summary>The last change that is in here.</summary>
    public long Sequence { get; private set; }

    public OpeningEntry? Find(string nameOrAlias) =>
        Openings.Find(_nameByAlias.GetValueOrDefault(nameOrAlias, nameOrAlias));

    /// <summary>Takes what a vacancy is after a change: nothing here where it is not open.</summary>
    /// <returns>False when the change is known already, and nothing was done.</returns>
    public bool Take(long sequence, string name, OpeningEntry? entry)
    {
        if (sequence <= Sequence)
        {
            return false;
        }

        // A source may have moved on to another vacancy already.
        if (Openings.Find(name)?.Alias is { } alias && _nameByAlias.GetValueOrDefault(alias) == name)
        {
            _nameByAlias.Remove(alias);
        }

        if (entry is null)
        {
            Openings.Remove(name);
        }
        else
        {
            Openings.Put(entry);
            if (entry.Alias is not null)
            {
                _nameByAlias[entry.Alias] = entry.Name;
            }
        }

        Sequence = sequence;
        return true;
    }
}
