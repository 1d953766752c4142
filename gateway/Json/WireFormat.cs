using System.Buffers.Binary;
using System.Numerics;

namespace Matching.Gateway.Json;

/// <summary>Writes protobuf's binary format.</summary>
internal static class WireFormat
{
    public const uint Varint = 0;
    public const uint Fixed64 = 1;
    public const uint Delimited = 2;
    public const uint Fixed32 = 5;

    /// <summary>What every implementation reads without being asked; deeper is refused.</summary>
    public const int MaximumDepth = 100;

    public static uint Tag(int number, uint wireType) => ((uint)number << 3) | wireType;

    public static void WriteVarint(this PooledBytes output, ulong value)
    {
        while (value > 0x7F)
        {
            output.Add((byte)(value | 0x80));
            value >>= 7;
        }

        output.Add((byte)value);
    }

    public static void WriteFixed32(this PooledBytes output, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public static void WriteFixed64(this PooledBytes output, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    /// <summary>Writes a length and so many bytes.</summary>
    public static void WriteDelimited(this PooledBytes output, ReadOnlySpan<byte> bytes)
    {
        output.WriteVarint((ulong)bytes.Length);
        output.Add(bytes);
    }

    /// <summary>Begins something whose length is not known yet; <see cref="End"/> takes what this gives.</summary>
    public static int Begin(this PooledBytes output)
    {
        // Most messages are shorter than 128 bytes; where one is not, it is moved.
        output.Add(0);
        return output.Length;
    }

    public static void End(this PooledBytes output, int start)
    {
        var length = (uint)(output.Length - start);
        var extra = (31 - BitOperations.LeadingZeroCount(length | 1)) / 7;
        if (extra > 0)
        {
            output.Insert(start, extra);
        }

        var prefix = output.From(start - 1);
        for (var at = 0; at < extra; at++)
        {
            prefix[at] = (byte)(length | 0x80);
            length >>= 7;
        }

        prefix[extra] = (byte)length;
    }
}
