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
    private readonly Dictionary<string, int> _slotByName = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int>> _postings = [];

    public int Count => _slotByName.Count;

    public TEntry? Find(string name) => _slotByName.TryGetValue(name, out var slot) ? _slots[slot] : null;

    public void Put(TEntry entry)
    {
        Remove(entry.Name);
        if (!_free.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(null);
        }

        _slots[slot] = entry;
        _slotByName[entry.Name] = slot;
        foreach (var key in entry.Keys)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_postings, key, out _) ??= []).Add(slot);
        }
    }

    public bool Remove(string name)
    {
        if (!_slotByName.Remove(name, out var slot))
        {
            return false;
        }

        foreach (var key in _slots[slot]!.Keys)
        {
            var posting = _postings[key];
            var at = CollectionsMarshal.AsSpan(posting).IndexOf(slot);
            posting[at] = posting[^1];
            posting.RemoveAt(posting.Count - 1);
        }

        _slots[slot] = null;
        _free.Push(slot);
        return true;
    }

    /// <summary>The documents that have any of the keys, each once.</summary>
    public List<TEntry> WithAny(IEnumerable<int> keys)
    {
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
}

/// <summary>A document of the index.</summary>
internal interface IEntry
{
    /// <summary>The resource name.</summary>
    string Name { get; }

    /// <summary>The concepts, by taxonomy index, under which it is found; each once.</summary>
    IReadOnlyCollection<int> Keys { get; }
}
