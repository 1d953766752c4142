using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Google.Protobuf.Reflection;

namespace Matching.Gateway.Json;

/// <summary>Where a text stands: some spellings are right in one place only.</summary>
internal enum TextPlace
{
    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON string.</summary>
    String,

    /// <summary>The name of a member of a map.</summary>
    Key,

    /// <summary>A part of a path or a query, where everything is text.</summary>
    Url,
}

/// <summary>
/// Single values as proto3 JSON spells them: a text in UTF-8 becomes the value's bytes, without its tag.
/// </summary>
internal static class ScalarText
{
    private static readonly SearchValues<byte> Base64Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8);

    /// <summary>Writes a value; false where the text is none, and then nothing is left behind.</summary>
    public static bool TryWrite(PooledBytes output, FieldPlan field, ReadOnlySpan<byte> text, TextPlace place)
    {
        switch (field.Type)
        {
            case FieldType.String:
                output.WriteDelimited(text);
                return true;
            case FieldType.Bytes:
                return TryWriteBytes(output, text);
            case FieldType.Bool:
                if (place is TextPlace.Key or TextPlace.Url
                    && (text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8)))
                {
                    output.Add(text[0] == 't' ? (byte)1 : (byte)0);
                    return true;
                }

                return false;
            case FieldType.Enum:
                return TryWriteEnum(output, field.Enum!, text, place);
            case FieldType.Float:
                return TryWriteFloat(output, text);
            case FieldType.Double:
                return TryWriteDouble(output, text);
            case FieldType.Message:
                return TryWriteMessage(output, field.Message!, text, place);
            default:
                return TryWriteInteger(output, field.Type, text);
        }
    }

    /// <summary>Writes the content of a time, a duration, a mask or a wrapper, without its length.</summary>
    public static bool TryWriteContent(
        PooledBytes output, MessagePlan type, ReadOnlySpan<byte> text, TextPlace place) =>
        type.Form switch
        {
            JsonForm.Wrapper => TryWriteWrapped(output, type.Fields[0], text, place),
            JsonForm.FieldMask => TryWriteMask(output, text),
            JsonForm.Timestamp => TryWriteTime(output, text, place),
            JsonForm.Duration => TimeText.TryReadDuration(text, out var seconds, out var nanos)
                && WriteSeconds(output, seconds, nanos),
            _ => false,
        };

    /// <summary>Says what is accepted, to stand after "must be".</summary>
    public static string Expected(FieldPlan field) =>
        field.Type switch
        {
            FieldType.String => "a string of valid Unicode",
            FieldType.Bool => "true or false",
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => "a whole number of 32 bits",
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => "a whole number of 64 bits",
            FieldType.UInt32 or FieldType.Fixed32 => "a whole number of 32 bits, not negative",
            FieldType.UInt64 or FieldType.Fixed64 => "a whole number of 64 bits, not negative",
            FieldType.Float or FieldType.Double => "a number",
            FieldType.Bytes => "base64",
            FieldType.Enum =>
                $"one of {string.Join(", ", field.Field.EnumType.Values.Select(value => value.Name))}",
            _ => field.Message!.Form switch
            {
                JsonForm.Timestamp => "a time such as 2026-01-31T08:00:00Z",
                JsonForm.Duration => "a duration in seconds such as 3.5s",
                JsonForm.FieldMask => "field paths with commas between them",
                JsonForm.Wrapper => Expected(field.Message.Fields[0]),
                _ => "an object",
            },
        };

    public static void WriteDouble(PooledBytes output, double value) =>
        output.WriteFixed64(BitConverter.DoubleToUInt64Bits(value));

    private static bool TryWriteInteger(PooledBytes output, FieldType type, ReadOnlySpan<byte> text)
    {
        if (!TryInteger(text, out var negative, out var magnitude))
        {
            return false;
        }

        var signed = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        var fits64 = negative ? magnitude <= 1UL << 63 : magnitude <= long.MaxValue;
        var fits32 = fits64 && signed is >= int.MinValue and <= int.MaxValue;
        switch (type)
        {
            case FieldType.Int32 when fits32:
            case FieldType.Int64 when fits64:
                output.WriteVarint((ulong)signed);
                return true;
            case FieldType.UInt32 when !negative && magnitude <= uint.MaxValue:
            case FieldType.UInt64 when !negative || magnitude == 0:
                output.WriteVarint(magnitude);
                return true;
            case FieldType.SInt32 when fits32:
            case FieldType.SInt64 when fits64:
                output.WriteVarint((ulong)((signed << 1) ^ (signed >> 63)));
                return true;
            case FieldType.SFixed32 when fits32:
                output.WriteFixed32((uint)(int)signed);
                return true;
            case FieldType.Fixed32 when !negative && magnitude <= uint.MaxValue:
                output.WriteFixed32((uint)magnitude);
                return true;
            case FieldType.SFixed64 when fits64:
                output.WriteFixed64((ulong)signed);
                return true;
            case FieldType.Fixed64 when !negative || magnitude == 0:
                output.WriteFixed64(magnitude);
                return true;
            default:
                return false;
        }
    }

    // 1.0 and 1e3 are whole numbers too.
    private static bool TryInteger(ReadOnlySpan<byte> text, out bool negative, out ulong magnitude)
    {
        negative = text is [(byte)'-', ..];
        var digits = negative ? text[1..] : text;
        if (ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude))
        {
            return true;
        }

        if (digits.Length > 64
            || digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0
            || !char.IsAsciiDigit((char)digits[0])
            || !decimal.TryParse(
                digits,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var value)
            || !decimal.IsInteger(value) || value > ulong.MaxValue)
        {
            return false;
        }

        magnitude = (ulong)value;
        return true;
    }

    private static bool TryWriteDouble(PooledBytes output, ReadOnlySpan<byte> text)
    {
        if (!TryDouble(text, out var value))
        {
            return false;
        }

        WriteDouble(output, value);
        return true;
    }

    private static bool TryWriteFloat(PooledBytes output, ReadOnlySpan<byte> text)
    {
        if (!TryDouble(text, out var value) || ((float)value is var single
            && !float.IsFinite(single) && double.IsFinite(value)))
        {
            return false;
        }

        output.WriteFixed32(BitConverter.SingleToUInt32Bits(single));
        return true;
    }

    private static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("NaN"u8))
        {
            value = double.NaN;
            return true;
        }

        if (text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        value = 0;
        return text is not ([] or [(byte)'+', ..])
            && double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value)
            && double.IsFinite(value);
    }

    // Both alphabets, with or without padding; padding that is there has to be right.
    private static bool TryWriteBytes(PooledBytes output, ReadOnlySpan<byte> text)
    {
        var letters = text.TrimEnd((byte)'=');
        var padding = text.Length - letters.Length;
        if (padding > 2 || (padding > 0 && text.Length % 4 != 0) || letters.Length % 4 == 1
            || letters.ContainsAnyExcept(Base64Letters))
        {
            return false;
        }

        var length = (letters.Length / 4 * 3) + Math.Max(0, (letters.Length % 4) - 1);
        output.WriteVarint((ulong)length);

        // The same letters in the one alphabet stand behind the bytes that they stand for, for as long as it takes.
        var room = output.GetSpan(length + letters.Length);
        var encoded = room.Slice(length, letters.Length);
        letters.CopyTo(encoded);
        encoded.Replace((byte)'+', (byte)'-');
        encoded.Replace((byte)'/', (byte)'_');
        if (Base64Url.DecodeFromUtf8(encoded, room[..length], out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        output.Advance(length);
        return true;
    }

    // Numbers that have no name yet are kept: a newer service may know them.
    private static bool TryWriteEnum(PooledBytes output, EnumPlan type, ReadOnlySpan<byte> text, TextPlace place)
    {
        if (place != TextPlace.Number && type.TryNumber(text, out var number))
        {
            output.WriteVarint((ulong)number);
            return true;
        }

        return place is TextPlace.Number or TextPlace.Url && TryWriteInteger(output, FieldType.Int32, text);
    }

    private static bool TryWriteMessage(
        PooledBytes output, MessagePlan type, ReadOnlySpan<byte> text, TextPlace place)
    {
        var before = output.Length;
        var start = output.Begin();
        if (!TryWriteContent(output, type, text, place))
        {
            output.Truncate(before);
            return false;
        }

        output.End(start);
        return true;
    }

    private static bool TryWriteWrapped(
        PooledBytes output, FieldPlan field, ReadOnlySpan<byte> text, TextPlace place)
    {
        field.WriteTag(output);
        return TryWrite(output, field, text, place);
    }

    private static bool TryWriteTime(PooledBytes output, ReadOnlySpan<byte> text, TextPlace place)
    {
        Span<byte> encoded = stackalloc byte[TimeText.MaximumLength];
        if (text.Length > encoded.Length)
        {
            return false;
        }

        text.CopyTo(encoded);
        encoded = encoded[..text.Length];
        if (place == TextPlace.Url)
        {
            // A plus that nobody encoded arrives as a space; a time has no other use for one.
            encoded.Replace((byte)' ', (byte)'+');
        }

        return TimeText.TryReadTime(encoded, out var seconds, out var nanos) && WriteSeconds(output, seconds, nanos);
    }

    private static bool WriteSeconds(PooledBytes output, long seconds, int nanos)
    {
        if (seconds != 0)
        {
            output.WriteVarint(WireFormat.Tag(1, WireFormat.Varint));
            output.WriteVarint((ulong)seconds);
        }

        if (nanos != 0)
        {
            output.WriteVarint(WireFormat.Tag(2, WireFormat.Varint));
            output.WriteVarint((ulong)nanos);
        }

        return true;
    }

    // JSON writes mask paths in lowerCamelCase; proto names are what documentation shows. Both are taken.
    private static bool TryWriteMask(PooledBytes output, ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)','))
        {
            var path = text[range];
            if (path.IsEmpty)
            {
                continue;
            }

            output.WriteVarint(WireFormat.Tag(1, WireFormat.Delimited));
            var start = output.Begin();
            if (!path.SequenceEqual("*"u8) && !TryWriteMaskPath(output, path))
            {
                return false;
            }

            if (path.SequenceEqual("*"u8))
            {
                output.Add((byte)'*');
            }

            output.End(start);
        }

        return true;
    }

    // Names that lowerCamelCase can tell apart, as the JSON form of a mask requires.
    private static bool TryWriteMaskPath(PooledBytes output, ReadOnlySpan<byte> path)
    {
        var begins = true;
        foreach (var letter in path)
        {
            if (char.IsAsciiLetterUpper((char)letter))
            {
                if (begins)
                {
                    return false;
                }

                output.Add((byte)'_');
                output.Add((byte)(letter | 0x20));
            }
            else if (char.IsAsciiLetterLower((char)letter)
                || (!begins && (char.IsAsciiDigit((char)letter) || letter is (byte)'_' or (byte)'.')))
            {
                output.Add(letter);
            }
            else
            {
                return false;
            }

            begins = letter is (byte)'_' or (byte)'.';
        }

        return !begins;
    }
}
