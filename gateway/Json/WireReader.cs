using System.Buffers.Binary;

namespace Matching.Gateway.Json;

/// <summary>Reads protobuf's binary format field by field.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    /// <summary>The field that was read last.</summary>
    public int Number { get; private set; }

    public uint WireType { get; private set; }

    /// <summary>The text of a field, empty where it is not set; the last one where there are several.</summary>
    /// <param name="path">Field numbers, from the message to a field within.</param>
    public static ReadOnlySpan<byte> FindBytes(ReadOnlySpan<byte> message, ReadOnlySpan<int> path)
    {
        ReadOnlySpan<byte> found = [];
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Number != path[0] || reader.WireType != WireFormat.Delimited)
            {
                reader.Skip();
            }
            else if (path.Length == 1)
            {
                found = reader.Delimited();
            }
            else if (FindBytes(reader.Delimited(), path[1..]) is { IsEmpty: false } inner)
            {
                found = inner;
            }
        }

        return found;
    }

    /// <summary>A whole number at the top of a message; null where it is not set.</summary>
    public static ulong? FindVarint(ReadOnlySpan<byte> message, int number)
    {
        ulong? found = null;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Number == number && reader.WireType == WireFormat.Varint)
            {
                found = reader.Varint();
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>Goes to the next field; its value has to be read or skipped before the next call.</summary>
    public bool Next()
    {
        if (Position >= _bytes.Length)
        {
            return false;
        }

        var tag = (uint)Varint();
        Number = (int)(tag >> 3);
        WireType = tag & 7;
        return Number > 0 ? true : throw Malformed();
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (Position >= _bytes.Length)
            {
                break;
            }

            var next = _bytes[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Delimited() => Take(Varint());

    public void Skip()
    {
        switch (WireType)
        {
            case WireFormat.Varint:
                Varint();
                break;
            case WireFormat.Fixed64:
                Take(8);
                break;
            case WireFormat.Delimited:
                Delimited();
                break;
            case WireFormat.Fixed32:
                Take(4);
                break;
            default:
                // Groups are of another age; none of our contracts has one.
                throw Malformed();
        }
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
        {
            throw Malformed();
        }

        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    private static InvalidDataException Malformed() => new("The service answered with a message that is none.");
}
