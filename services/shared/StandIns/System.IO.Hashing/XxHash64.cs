using System.Buffers.Binary;
using System.Numerics;

namespace System.IO.Hashing;

/// <summary>
/// XXH64, a fast hash of 64 bits that is not meant to resist attack (github.com/Cyan4973/xxHash,
/// doc/xxhash_spec.md). The same on every machine.
/// </summary>
public static class XxHash64
{
    private const int StripeBytes = 32;

    /// <summary>The hash with seed 0 as eight bytes, the highest first.</summary>
    public static byte[] Hash(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);

        var hash = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(hash, HashToUInt64(source));
        return hash;
    }

    /// <summary>The hash as a number.</summary>
    public static ulong HashToUInt64(ReadOnlySpan<byte> source, long seed = 0)
    {
        var length = (ulong)source.Length;
        var hash = unchecked((source.Length >= StripeBytes
            ? HashStripes(ref source, (ulong)seed)
            : (ulong)seed + Primes.Long5) + length);

        for (; source.Length >= sizeof(ulong); source = source[sizeof(ulong)..])
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(source));
            hash = unchecked((BitOperations.RotateLeft(hash, 27) * Primes.Long1) + Primes.Long4);
        }

        if (source.Length >= sizeof(uint))
        {
            hash ^= unchecked(BinaryPrimitives.ReadUInt32LittleEndian(source) * Primes.Long1);
            hash = unchecked((BitOperations.RotateLeft(hash, 23) * Primes.Long2) + Primes.Long3);
            source = source[sizeof(uint)..];
        }

        foreach (var value in source)
        {
            hash ^= unchecked(value * Primes.Long5);
            hash = unchecked(BitOperations.RotateLeft(hash, 11) * Primes.Long1);
        }

        return Avalanche(hash);
    }

    internal static ulong Avalanche(ulong hash)
    {
        hash = unchecked((hash ^ (hash >> 33)) * Primes.Long2);
        hash = unchecked((hash ^ (hash >> 29)) * Primes.Long3);
        return hash ^ (hash >> 32);
    }

    /// <summary>Takes every whole stripe off the source, four lanes side by side, and joins the lanes.</summary>
    private static ulong HashStripes(ref ReadOnlySpan<byte> source, ulong seed)
    {
        Span<ulong> lanes =
        [
            unchecked(seed + Primes.Long1 + Primes.Long2),
            unchecked(seed + Primes.Long2),
            seed,
            unchecked(seed - Primes.Long1),
        ];

        for (; source.Length >= StripeBytes; source = source[StripeBytes..])
        {
            for (var i = 0; i < lanes.Length; i++)
            {
                lanes[i] = Round(lanes[i], BinaryPrimitives.ReadUInt64LittleEndian(source[(i * sizeof(ulong))..]));
            }
        }

        var hash = unchecked(
            BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7) +
            BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18));
        foreach (var lane in lanes)
        {
            hash = unchecked(((hash ^ Round(0, lane)) * Primes.Long1) + Primes.Long4);
        }

        return hash;
    }

    private static ulong Round(ulong lane, ulong input) =>
        unchecked(BitOperations.RotateLeft(lane + (input * Primes.Long2), 31) * Primes.Long1);
}
