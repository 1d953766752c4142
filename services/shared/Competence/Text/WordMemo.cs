namespace Matching.Competence.Text;

/// <summary>
/// Remembers what words were read as, in a table of fixed size where a newer word takes the older one's place. Safe to
/// share between threads: an entry is one reference, and a lost one is read anew.
/// </summary>
internal sealed class WordMemo<T>(int sizeLog2)
{
    private readonly Entry?[] _entries = new Entry?[1 << sizeLog2];

    public bool TryGet(ReadOnlySpan<char> word, out T value)
    {
        var entry = Volatile.Read(ref _entries[Slot(word)]);
        if (entry is not null && word.SequenceEqual(entry.Word))
        {
            value = entry.Value;
            return true;
        }

        value = default!;
        return false;
    }

    public void Set(ReadOnlySpan<char> word, T value) =>
        Volatile.Write(ref _entries[Slot(word)], new Entry(word.ToString(), value));

    private int Slot(ReadOnlySpan<char> word) =>
        string.GetHashCode(word, StringComparison.Ordinal) & (_entries.Length - 1);

    private sealed record Entry(string Word, T Value);
}
