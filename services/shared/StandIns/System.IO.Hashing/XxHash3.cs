using System.Buffers.Binary;
using System.Numerics;

namespace System.IO.Hashing;

/// <summary>
/// XXH3 with 64 bits, a fast hash that is not meant to resist attack (github.com/Cyan4973/xxHash,
/// doc/xxhash_spec.md). The same on every machine. Plain code without vector instructions: here it hashes short names.
/// </summary>
public static class XxHash3
{
    private const int StripeBytes = 64;
    private const int SecretStepBytes = 8;
    private const int BlockStripes = (SecretBytes - StripeBytes) / SecretStepBytes;
    private const int BlockBytes = BlockStripes * StripeBytes;
    private const int SecretBytes = 192;
    private const ulong ShortMix = 0x9FB21C651E98DF25;
    private const ulong AvalancheMix = 0x165667919E3779F9;

    private static ReadOnlySpan<byte> Secret =>
    [
        0xB8, 0xFE, 0x6C, 0x39, 0x23, 0xA4, 0x4B, 0xBE, 0x7C, 0x01, 0x81, 0x2C, 0xF7, 0x21, 0xAD, 0x1C,
        0xDE, 0xD4, 0x6D, 0xE9, 0x83, 0x90, 0x97, 0xDB, 0x72, 0x40, 0xA4, 0xA4, 0xB7, 0xB3, 0x67, 0x1F,
        0xCB, 0x79, 0xE6, 0x4E, 0xCC, 0xC0, 0xE5, 0x78, 0x82, 0x5A, 0xD0, 0x7D, 0xCC, 0xFF, 0x72, 0x21,
        0xB8, 0x08, 0x46, 0x74, 0xF7, 0x43, 0x24, 0x8E, 0xE0, 0x35, 0x90, 0xE6, 0x81, 0x3A, 0x26, 0x4C,
        0x3C, 0x28, 0x52, 0xBB, 0x91, 0xC3, 0x00, 0xCB, 0x88, 0xD0, 0x65, 0x8B, 0x1B, 0x53, 0x2E, 0xA3,
        0x71, 0x64, 0x48, 0x97, 0xA2, 0x0D, 0xF9, 0x4E, 0x38, 0x19, 0xEF, 0x46, 0xA9, 0xDE, 0xAC, 0xD8,
        0xA8, 0xFA, 0x76, 0x3F, 0xE3, 0x9C, 0x34, 0x3F, 0xF9, 0xDC, 0xBB, 0xC7, 0xC7, 0x0B, 0x4F, 0x1D,
        0x8A, 0x51, 0xE0, 0x4B, 0xCD, 0xB4, 0x59, 0x31, 0xC8, 0x9F, 0x7E, 0xC9, 0xD9, 0x78, 0x73, 0x64,
        0xEA, 0xC5, 0xAC, 0x83, 0x34, 0xD3, 0xEB, 0xC3, 0xC5, 0x81, 0xA0, 0xFF, 0xFA, 0x13, 0x63, 0xEB,
        0x17, 0x0D, 0xDD, 0x51, 0xB7, 0xF0, 0xDA, 0x49, 0xD3, 0x16, 0x55, 0x26, 0x29, 0xD4, 0x68, 0x9E,
        0x2B, 0x16, 0xBE, 0x58, 0x7D, 0x47, 0xA1, 0xFC, 0x8F, 0xF8, 0xB8, 0xD1, 0x7A, 0xD0, 0x31, 0xCE,
        0x45, 0xCB, 0x3A, 0x8F, 0x95, 0x16, 0x04, 0x28, 0xAF, 0xD7, 0xFB, 0xCA, 0xBB, 0x4B, 0x40, 0x7E,
    ];

    /// <summary>The hash as a number.</summary>
    public static ulong HashToUInt64(ReadOnlySpan<byte> source, long seed = 0) => source.Length switch
    {
        0 => XxHash64.Avalanche(unchecked((ulong)seed) ^ Long(Secret, 56) ^ Long(Secret, 64)),
        <= 3 => HashUpTo3(source, unchecked((ulong)seed)),
        <= 8 => HashUpTo8(source, unchecked((ulong)seed)),
        <= 16 => HashUpTo16(source, unchecked((ulong)seed)),
        <= 128 => HashUpTo128(source, unchecked((ulong)seed)),
        <= 240 => HashUpTo240(source, unchecked((ulong)seed)),
        _ => HashStripes(source, unchecked((ulong)seed)),
    };

    private static ulong HashUpTo3(ReadOnlySpan<byte> source, ulong seed)
    {
        var length = source.Length;
        var combined = ((uint)source[0] << 16) | ((uint)source[length >> 1] << 24) | source[^1] | ((uint)length << 8);
        return XxHash64.Avalanche(combined ^ unchecked((Word(Secret, 0) ^ Word(Secret, 4)) + seed));
    }

    private static ulong HashUpTo8(ReadOnlySpan<byte> source, ulong seed)
    {
        var length = source.Length;
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness(unchecked((uint)seed)) << 32;
        var hash = unchecked(Word(source, length - 4) + ((ulong)Word(source, 0) << 32))
            ^ unchecked((Long(Secret, 8) ^ Long(Secret, 16)) - seed);

        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash = unchecked(hash * ShortMix);
        hash ^= unchecked((hash >> 35) + (ulong)length);
        hash = unchecked(hash * ShortMix);
        return hash ^ (hash >> 28);
    }

    private static ulong HashUpTo16(ReadOnlySpan<byte> source, ulong seed)
    {
        var length = source.Length;
        var low = Long(source, 0) ^ unchecked((Long(Secret, 24) ^ Long(Secret, 32)) + seed);
        var high = Long(source, length - 8) ^ unchecked((Long(Secret, 40) ^ Long(Secret, 48)) - seed);
        return Avalanche(unchecked((ulong)length + BinaryPrimitives.ReverseEndianness(low) + high + Fold(low, high)));
    }

    /// <summary>From both ends towards the middle, 16 bytes at a time.</summary>
    private static ulong HashUpTo128(ReadOnlySpan<byte> source, ulong seed)
    {
        var length = source.Length;
        var hash = unchecked((ulong)length * Primes.Long1);
        for (var i = (length - 1) / 32; i >= 0; i--)
        {
            hash = unchecked(hash
                + Mix(source[(16 * i)..], Secret[(32 * i)..], seed)
                + Mix(source[(length - (16 * (i + 1)))..], Secret[((32 * i) + 16)..], seed));
        }

        return Avalanche(hash);
    }

    private static ulong HashUpTo240(ReadOnlySpan<byte> source, ulong seed)
    {
        var length = source.Length;
        var hash = unchecked((ulong)length * Primes.Long1);
        for (var i = 0; i < 8; i++)
        {
            hash = unchecked(hash + Mix(source[(16 * i)..], Secret[(16 * i)..], seed));
        }

        hash = Avalanche(hash);
        for (var i = 8; i < length / 16; i++)
        {
            hash = unchecked(hash + Mix(source[(16 * i)..], Secret[((16 * (i - 8)) + 3)..], seed));
        }

        return Avalanche(unchecked(hash + Mix(source[^16..], Secret[119..], seed)));
    }

    private static ulong HashStripes(ReadOnlySpan<byte> source, ulong seed)
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        DeriveSecret(secret, seed);
        Span<ulong> lanes =
        [
            Primes.Word3, Primes.Long1, Primes.Long2, Primes.Long3,
            Primes.Long4, Primes.Word2, Primes.Long5, Primes.Word1,
        ];

        // The last stripe is hashed apart, whole, overlapping the one before it, so one byte stays behind here.
        var rest = source[..^1];
        for (; rest.Length >= BlockBytes; rest = rest[BlockBytes..])
        {
            AccumulateAll(lanes, rest[..BlockBytes], secret);
            Scramble(lanes, secret[(SecretBytes - StripeBytes)..]);
        }

        AccumulateAll(lanes, rest, secret);
        Accumulate(lanes, source[^StripeBytes..], secret[(SecretBytes - StripeBytes - 7)..]);

        var hash = unchecked((ulong)source.Length * Primes.Long1);
        for (var i = 0; i < lanes.Length; i += 2)
        {
            var at = 11 + (i * sizeof(ulong));
            hash = unchecked(hash
                + Fold(lanes[i] ^ Long(secret, at), lanes[i + 1] ^ Long(secret, at + sizeof(ulong))));
        }

        return Avalanche(hash);
    }

    private static void DeriveSecret(Span<byte> secret, ulong seed)
    {
        for (var i = 0; i < SecretBytes; i += 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(secret[i..], unchecked(Long(Secret, i) + seed));
            BinaryPrimitives.WriteUInt64LittleEndian(secret[(i + 8)..], unchecked(Long(Secret, i + 8) - seed));
        }
    }

    private static void AccumulateAll(Span<ulong> lanes, ReadOnlySpan<byte> stripes, ReadOnlySpan<byte> secret)
    {
        for (; stripes.Length >= StripeBytes; stripes = stripes[StripeBytes..], secret = secret[SecretStepBytes..])
        {
            Accumulate(lanes, stripes, secret);
        }
    }

    private static void Accumulate(Span<ulong> lanes, ReadOnlySpan<byte> stripe, ReadOnlySpan<byte> secret)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            var value = Long(stripe, i * sizeof(ulong));
            var keyed = value ^ Long(secret, i * sizeof(ulong));
            lanes[i ^ 1] = unchecked(lanes[i ^ 1] + value);
            lanes[i] = unchecked(lanes[i] + ((keyed & uint.MaxValue) * (keyed >> 32)));
        }
    }

    private static void Scramble(Span<ulong> lanes, ReadOnlySpan<byte> secret)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[i] ^ (lanes[i] >> 47) ^ Long(secret, i * sizeof(ulong));
            lanes[i] = unchecked(lane * Primes.Word1);
        }
    }

    private static ulong Mix(ReadOnlySpan<byte> source, ReadOnlySpan<byte> secret, ulong seed) => Fold(
        Long(source, 0) ^ unchecked(Long(secret, 0) + seed),
        Long(source, 8) ^ unchecked(Long(secret, 8) - seed));

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return low ^ high;
    }

    private static ulong Avalanche(ulong hash)
    {
        hash = unchecked((hash ^ (hash >> 37)) * AvalancheMix);
        return hash ^ (hash >> 32);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
