namespace Matching.Hosting;

/// <summary>A cache in the memory of the process. What was used longest ago makes room for what is new.</summary>
/// <param name="capacity">In bytes of values.</param>
internal sealed class ProcessCache(long capacity, TimeProvider clock) : HotCache
{
    /// <summary>What the process spends on hot values at most.</summary>
    public const long StandardCapacity = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subject> _subjects = new(StringComparer.Ordinal);

    /// <summary>Used last at the end.</summary>
    private readonly LinkedList<Entry> _byUse = new();

    private long _bytes;

    public override Task<byte[]?> GetAsync(string subject, string variant)
    {
        lock (_lock)
        {
            if (!_subjects.TryGetValue(subject, out var kept))
            {
                return Task.FromResult<byte[]?>(null);
            }

            if (clock.GetElapsedTime(kept.Since) >= Lifetime)
            {
                Remove(kept);
                return Task.FromResult<byte[]?>(null);
            }

            if (!kept.Variants.TryGetValue(variant, out var node))
            {
                return Task.FromResult<byte[]?>(null);
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return Task.FromResult<byte[]?>(node.Value.Bytes);
        }
    }

    public override Task SetAsync(string subject, string variant, byte[] value)
    {
        if (value.Length > Math.Min(MaximumValueBytes, capacity))
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            if (_subjects.TryGetValue(subject, out var kept))
            {
                if (kept.Variants.TryGetValue(variant, out var old))
                {
                    Remove(old);
                }

                if (kept.Variants.Count >= MaximumVariants || clock.GetElapsedTime(kept.Since) >= Lifetime)
                {
                    Remove(kept);
                }
            }

            while (_bytes + value.Length > capacity)
            {
                Remove(_byUse.First!);
            }

            if (!_subjects.TryGetValue(subject, out kept))
            {
                _subjects[subject] = kept = new Subject(subject, clock.GetTimestamp());
            }

            kept.Variants[variant] = _byUse.AddLast(new Entry(kept, variant, value));
            _bytes += value.Length;
        }

        return Task.CompletedTask;
    }

    public override Task<bool> RemoveAsync(string subject)
    {
        lock (_lock)
        {
            if (_subjects.TryGetValue(subject, out var kept))
            {
                Remove(kept);
            }
        }

        return Task.FromResult(true);
    }

    public override Task<bool> RemoveAllAsync(string prefix)
    {
        lock (_lock)
        {
            foreach (var kept in _subjects.Values
                .Where(kept => kept.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            {
                Remove(kept);
            }
        }

        return Task.FromResult(true);
    }

    private void Remove(Subject kept)
    {
        foreach (var node in kept.Variants.Values.ToList())
        {
            Remove(node);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        var (subject, variant, bytes) = node.Value;
        _byUse.Remove(node);
        _bytes -= bytes.Length;
        subject.Variants.Remove(variant);
        if (subject.Variants.Count == 0)
        {
            _subjects.Remove(subject.Name);
        }
    }

    private sealed record Entry(Subject Subject, string Variant, byte[] Bytes);

    private sealed class Subject(string name, long since)
    {
        public string Name => name;

        public long Since => since;

        public Dictionary<string, LinkedListNode<Entry>> Variants { get; } = new(StringComparer.Ordinal);
    }
}
