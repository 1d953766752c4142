namespace Matching.Trainer;

/// <summary>
/// Chance of its own for each part of a simulation: the same seed and part throw the same on every machine.
/// </summary>
internal sealed class Dice(int seed, long part)
{
    private readonly Random _random = new(Mixed(seed, part));

    public double Share() => _random.NextDouble();

    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>A whole number from the first to the last, both included.</summary>
    public int Between(int first, int last) => _random.Next(first, last + 1);

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>One of the items, as often as the running sums of weights say.</summary>
    public T Pick<T>(IReadOnlyList<T> items, double[] sums)
    {
        var at = Array.BinarySearch(sums, _random.NextDouble() * sums[^1]);
        return items[Math.Min(at < 0 ? ~at : at + 1, items.Count - 1)];
    }

    /// <summary>Some of the items, each at most once.</summary>
    public T[] Some<T>(IReadOnlyList<T> items, int count)
    {
        var drawn = items.ToArray();
        count = Math.Min(count, drawn.Length);
        for (var i = 0; i < count; i++)
        {
            var other = _random.Next(i, drawn.Length);
            (drawn[i], drawn[other]) = (drawn[other], drawn[i]);
        }

        return drawn[..count];
    }

    /// <summary>Normally distributed around 0 with deviation 1 (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());

    /// <summary>Around 1, never negative: e to the power of a normal number of this deviation.</summary>
    public double Factor(double deviation) => Math.Exp(deviation * Normal());

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014): neighbouring parts get unrelated seeds.</summary>
    private static int Mixed(int seed, long part)
    {
        var z = (ulong)seed * 0x9E3779B97F4A7C15 + (ulong)part * 0xD1B54A32D192ED03 + 1;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)(z ^ (z >> 31));
    }
}
