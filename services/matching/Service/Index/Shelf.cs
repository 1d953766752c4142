using System.Numerics;
using System.Runtime.InteropServices;

namespace Matching.Matches;

/// <summary>
/// Documents of one sort in numbered slots, with a posting list of slots per concept. Not safe for concurrent use: the
/// index locks around it.
/// </summary>
internal sealed class Shelf<TEntry>
    where TEntry : class, IEntry
{
    private readonly List<TEntry?> _slots = [];
    private readonly Stack<int> _free = new();
    private readonly Dictionary<Guid, int> _slotByKey = [];
    private readonly Dictionary<int, List<int>> _postings = [];

    /// <summary>What stands here, and what has changed.</summary>
    public ShelfState State { get; } = new();

    public int Count => _slotByKey.Count;

    public TEntry? Find(string name) => Find(DocumentKey.Of(name)) is { } found && found.Name == name ? found : null;

    public TEntry? Find(Guid key) => _slotByKey.TryGetValue(key, out var slot) ? _slots[slot] : null;

    public void Put(TEntry entry)
    {
        State.Change(entry.Key, Take(entry.Key)?.Version, entry.Version);
        if (!_free.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(null);
        }

        _slots[slot] = entry;
        _slotByKey[entry.Key] = slot;
        foreach (var key in entry.Keys)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_postings, key, out _) ??= []).Add(slot);
        }
    }

    public bool Remove(string name)
    {
        var key = DocumentKey.Of(name);
        if (Take(key) is not { } entry)
        {
            return false;
        }

        State.Change(key, entry.Version, after: null);
        return true;
    }

    /// <summary>The documents that have any of the keys, each once; all of them where no keys are given.</summary>
    public List<TEntry> WithAny(IEnumerable<int>? keys)
    {
        if (keys is null)
        {
            return All();
        }

        var marked = new ulong[(_slots.Count + 63) / 64];
        foreach (var key in keys)
        {
            if (_postings.TryGetValue(key, out var posting))
            {
                foreach (var slot in CollectionsMarshal.AsSpan(posting))
                {
                    marked[slot >> 6] |= 1UL << slot;
                }
            }
        }

        var found = new List<TEntry>();
        for (var word = 0; word < marked.Length; word++)
        {
            for (var bits = marked[word]; bits != 0; bits &= bits - 1)
            {
                found.Add(_slots[(word << 6) + BitOperations.TrailingZeroCount(bits)]!);
            }
        }

        return found;
    }

    public List<TEntry> All() => [.. _slots.OfType<TEntry>()];

    /// <summary>
    /// At most so many documents have any of the keys; where no keys are given, so many there are. One counts for
    /// every key that it has.
    /// </summary>
    public int CountUpTo(IEnumerable<int>? keys)
    {
        if (keys is null)
        {
            return Count;
        }

        var sum = 0;
        foreach (var key in keys)
        {
            sum += _postings.TryGetValue(key, out var posting) ? posting.Count : 0;
        }

        return sum;
    }

    private TEntry? Take(Guid name)
    {
        if (!_slotByKey.Remove(name, out var slot))
        {
            return null;
        }

        var entry = _slots[slot]!;
        foreach (var key in entry.Keys)
        {
            var posting = _postings[key];
            var at = CollectionsMarshal.AsSpan(posting).IndexOf(slot);
            posting[at] = posting[^1];
            posting.RemoveAt(posting.Count - 1);
        }

        _slots[slot] = null;
        _free.Push(slot);
        return entry;
    }
}

/// <summary>A document of the index.</summary>
internal interface IEntry
{
    /// <summary>The resource name.</summary>
    string Name { get; }

    /// <summary>See <see cref="DocumentKey"/>.</summary>
    Guid Key { get; }

    /// <summary>The owner's sequence of the change that told of it: another one whenever it is another.</summary>
    long Version { get; }

    /// <summary>What is newer stands before what is older where scores are equal.</summary>
    long Recency { get; }

    /// <summary>The concepts, by taxonomy index, under which it is found; each once.</summary>
    IReadOnlyCollection<int> Keys { get; }
}
