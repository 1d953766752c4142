namespace Matching.Suite.Demo;

/// <summary>Chance with a seed: the same seed throws the same dice on every machine.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A whole number from the first to the last, both included.</summary>
    public int Between(int first, int last) => _random.Next(first, last + 1);

    /// <summary>A number from 0 up to, but not, 1.</summary>
    public double Share() => _random.NextDouble();

    public bool Chance(double percent) => Share() * 100 < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>One of the items, as often as its weight says.</summary>
    public T Pick<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        var left = Share() * items.Sum(weight);
        foreach (var item in items)
        {
            left -= weight(item);
            if (left < 0)
            {
                return item;
            }
        }

        return items[^1];
    }

    public string Pick(IReadOnlyList<Weighted> items) => Pick(items, item => item.Weight).Value;

    /// <summary>Some of the items in an order of its own, at most so many.</summary>
    public T[] Some<T>(IReadOnlyList<T> items, int count)
    {
        var shuffled = items.ToArray();
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var other = _random.Next(last + 1);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }

        return shuffled[..Math.Clamp(count, 0, shuffled.Length)];
    }

    /// <summary>A UUID of this seed's own, in the form of version 4.</summary>
    public Guid Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
