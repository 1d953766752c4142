using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Matching.Gateway.Json;

/// <summary>
/// Turns protobuf's binary format into proto3 JSON, without a message between: what Google.Protobuf's formatter writes
/// with default values. Fields that can be absent are left out when they are; all others are always there.
/// </summary>
internal sealed class MessageJsonWriter(TypeRegistry types)
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Everything is written by this class alone: what it writes is valid.
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Writes a message, or one field of it alone; answers how many bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a message.</exception>
    public long Write(IBufferWriter<byte> output, MessagePlan type, FieldPlan? only, ReadOnlySpan<byte> message)
    {
        var json = _writer ??= new Utf8JsonWriter(output, Options);
        json.Reset(output);
        if (only is null)
        {
            WriteMessage(json, type, message, depth: 0);
        }
        else
        {
            Span<Place> places = stackalloc Place[type.Fields.Length];
            Find(type, message, places);
            WriteField(json, only, places[only.Index], message, depth: 1);
        }

        json.Flush();
        return json.BytesCommitted;
    }

    private void WriteMessage(Utf8JsonWriter json, MessagePlan type, ReadOnlySpan<byte> message, int depth)
    {
        if (depth > WireFormat.MaximumDepth)
        {
            throw new InvalidDataException("The service answered with a message that nests too deep.");
        }

        if (type.Form != JsonForm.Members)
        {
            WriteSpecial(json, type, message, depth);
            return;
        }

        json.WriteStartObject();
        WriteMembers(json, type, message, depth);
        json.WriteEndObject();
    }

    private void WriteMembers(Utf8JsonWriter json, MessagePlan type, ReadOnlySpan<byte> message, int depth)
    {
        Span<Place> places = stackalloc Place[type.Fields.Length];
        Find(type, message, places);
        foreach (var field in type.Fields)
        {
            var place = places[field.Index];
            if (place.Count == 0 && field.HasPresence)
            {
                continue;
            }

            json.WritePropertyName(field.JsonName);
            WriteField(json, field, place, message, depth + 1);
        }
    }

    /// <summary>Looks where every field stands. Of a oneof only the last one given counts.</summary>
    private static void Find(MessagePlan type, ReadOnlySpan<byte> message, Span<Place> places)
    {
        places.Clear();
        var reader = new WireReader(message);
        for (var start = 0; reader.Next(); start = reader.Position)
        {
            var value = reader.Position;
            reader.Skip();
            if (type.Find(reader.Number) is not { } field
                || (reader.WireType != field.WireType
                    && !(field.IsRepeated && reader.WireType == WireFormat.Delimited)))
            {
                continue;
            }

            ref var place = ref places[field.Index];
            if (place.Count == 0 && field.Choice >= 0)
            {
                foreach (var other in type.Choices[field.Choice])
                {
                    places[other.Index] = default;
                }
            }

            place.First = place.Count == 0 ? start : place.First;

            place.Count++;
            place.Value = value;
            place.End = reader.Position;
        }
    }

    private void WriteField(
        Utf8JsonWriter json, FieldPlan field, Place place, ReadOnlySpan<byte> message, int depth)
    {
        if (field.IsRepeated)
        {
            WriteAll(json, field, message[place.First..place.End], depth);
        }
        else if (place.Count == 0)
        {
            WriteDefault(json, field);
        }
        else if (place.Count > 1 && field.Type == FieldType.Message)
        {
            using var merged = new PooledBytes();
            Merge(merged, field, message[place.First..place.End]);
            WriteMessage(json, field.Message!, merged.Span, depth);
        }
        else
        {
            var reader = new WireReader(message[place.Value..]);
            WriteSingle(json, field, ref reader, depth);
        }
    }

    // A message given in parts is all of them, one after the other.
    private static void Merge(PooledBytes merged, FieldPlan field, ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Number == field.Number && reader.WireType == WireFormat.Delimited)
            {
                merged.Add(reader.Delimited());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void WriteAll(Utf8JsonWriter json, FieldPlan field, ReadOnlySpan<byte> message, int depth)
    {
        if (field.IsMap)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }

        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Number != field.Number)
            {
                reader.Skip();
            }
            else if (field.IsMap)
            {
                WriteEntry(json, field, reader.Delimited(), depth);
            }
            else if (reader.WireType == field.WireType)
            {
                WriteSingle(json, field, ref reader, depth);
            }
            else
            {
                var run = reader.Delimited();
                var values = new WireReader(run);
                while (values.Position < run.Length)
                {
                    WriteSingle(json, field, ref values, depth);
                }
            }
        }

        if (field.IsMap)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private void WriteEntry(Utf8JsonWriter json, FieldPlan map, ReadOnlySpan<byte> entry, int depth)
    {
        Span<Place> places = stackalloc Place[2];
        Find(map.Message!, entry, places);
        var reader = new WireReader(places[0].Count == 0 ? [] : entry[places[0].Value..]);
        WriteKey(json, map.MapKey, ref reader, places[0].Count == 0);
        if (places[1].Count == 0 && map.MapValue.Message is { } empty)
        {
            WriteMessage(json, empty, [], depth);
        }
        else
        {
            WriteField(json, map.MapValue, places[1], entry, depth);
        }
    }

    private static void WriteKey(Utf8JsonWriter json, FieldPlan key, ref WireReader reader, bool isDefault)
    {
        if (key.Type == FieldType.String)
        {
            json.WritePropertyName(isDefault ? [] : reader.Delimited());
            return;
        }

        if (key.Type == FieldType.Bool)
        {
            json.WritePropertyName(!isDefault && reader.Varint() != 0 ? "true"u8 : "false"u8);
            return;
        }

        Span<byte> text = stackalloc byte[24];
        var bits = isDefault ? 0 : Bits(key, ref reader);
        int length;
        if (IsUnsigned(key.Type))
        {
            bits.TryFormat(text, out length, provider: CultureInfo.InvariantCulture);
        }
        else
        {
            ((long)bits).TryFormat(text, out length, provider: CultureInfo.InvariantCulture);
        }

        json.WritePropertyName(text[..length]);
    }

    private static bool IsUnsigned(FieldType type) =>
        type is FieldType.UInt32 or FieldType.UInt64 or FieldType.Fixed32 or FieldType.Fixed64;

    /// <summary>A whole number of any kind, in 64 bits.</summary>
    private static ulong Bits(FieldPlan field, ref WireReader reader) => field.Type switch
    {
        FieldType.Int32 or FieldType.Enum => (ulong)(int)reader.Varint(),
        FieldType.UInt32 => (uint)reader.Varint(),
        FieldType.SInt32 or FieldType.SInt64 => reader.Varint() is var bits ? (bits >> 1) ^ (0 - (bits & 1)) : 0,
        FieldType.Fixed32 => reader.Fixed32(),
        FieldType.SFixed32 => (ulong)(int)reader.Fixed32(),
        FieldType.Fixed64 or FieldType.SFixed64 => reader.Fixed64(),
        _ => reader.Varint(),
    };

    private void WriteSingle(Utf8JsonWriter json, FieldPlan field, ref WireReader reader, int depth)
    {
        switch (field.Type)
        {
            case FieldType.String:
                json.WriteStringValue(reader.Delimited());
                break;
            case FieldType.Bytes:
                json.WriteBase64StringValue(reader.Delimited());
                break;
            case FieldType.Message:
                WriteMessage(json, field.Message!, reader.Delimited(), depth);
                break;
            case FieldType.Bool:
                json.WriteBooleanValue(reader.Varint() != 0);
                break;
            case FieldType.Enum:
                WriteEnum(json, field.Enum!, (int)reader.Varint());
                break;
            case FieldType.Float:
                WriteFloat(json, BitConverter.UInt32BitsToSingle(reader.Fixed32()));
                break;
            case FieldType.Double:
                WriteDouble(json, BitConverter.UInt64BitsToDouble(reader.Fixed64()));
                break;
            default:
                WriteInteger(json, field.Type, Bits(field, ref reader));
                break;
        }
    }

    private static void WriteInteger(Utf8JsonWriter json, FieldType type, ulong bits)
    {
        if (type is FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32)
        {
            json.WriteNumberValue((int)bits);
            return;
        }

        if (type is FieldType.UInt32 or FieldType.Fixed32)
        {
            json.WriteNumberValue((uint)bits);
            return;
        }

        // Numbers of 64 bits are strings: JavaScript would round them.
        Span<byte> text = stackalloc byte[24];
        int length;
        if (IsUnsigned(type))
        {
            bits.TryFormat(text, out length, provider: CultureInfo.InvariantCulture);
        }
        else
        {
            ((long)bits).TryFormat(text, out length, provider: CultureInfo.InvariantCulture);
        }

        json.WriteStringValue(text[..length]);
    }

    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NotFinite(value));
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NotFinite(value));
        }
    }

    private static ReadOnlySpan<byte> NotFinite(double value) =>
        double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;

    private static void WriteEnum(Utf8JsonWriter json, EnumPlan type, int number)
    {
        if (type.IsNull)
        {
            json.WriteNullValue();
        }
        else if (type.TryName(number, out var name))
        {
            json.WriteStringValue(name);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    private static void WriteDefault(Utf8JsonWriter json, FieldPlan field)
    {
        switch (field.Type)
        {
            case FieldType.String or FieldType.Bytes:
                json.WriteStringValue(""u8);
                break;
            case FieldType.Bool:
                json.WriteBooleanValue(false);
                break;
            case FieldType.Enum:
                WriteEnum(json, field.Enum!, 0);
                break;
            case FieldType.Float or FieldType.Double:
                json.WriteNumberValue(0);
                break;
            case FieldType.Message:
                json.WriteNullValue();
                break;
            default:
                WriteInteger(json, field.Type, 0);
                break;
        }
    }

    private void WriteSpecial(Utf8JsonWriter json, MessagePlan type, ReadOnlySpan<byte> message, int depth)
    {
        switch (type.Form)
        {
            case JsonForm.Timestamp or JsonForm.Duration:
                Span<byte> text = stackalloc byte[TimeText.MaximumLength];
                var seconds = (long)(WireReader.FindVarint(message, 1) ?? 0);
                var nanos = (int)(WireReader.FindVarint(message, 2) ?? 0);
                var length = type.Form == JsonForm.Timestamp
                    ? TimeText.WriteTime(text, seconds, nanos)
                    : TimeText.WriteDuration(text, seconds, nanos);
                json.WriteStringValue(text[..length]);
                break;
            case JsonForm.FieldMask:
                WriteMask(json, message);
                break;
            case JsonForm.Wrapper:
                Span<Place> places = stackalloc Place[1];
                Find(type, message, places);
                WriteField(json, type.Fields[0], places[0], message, depth);
                break;
            case JsonForm.Struct:
                WriteAll(json, type.Fields[0], message, depth);
                break;
            case JsonForm.ListValue:
                WriteAll(json, type.Fields[0], message, depth);
                break;
            case JsonForm.Value:
                WriteValue(json, type, message, depth);
                break;
            default:
                WriteAny(json, type, message, depth);
                break;
        }
    }

    private void WriteValue(Utf8JsonWriter json, MessagePlan type, ReadOnlySpan<byte> message, int depth)
    {
        Span<Place> places = stackalloc Place[type.Fields.Length];
        Find(type, message, places);
        foreach (var field in type.Fields)
        {
            if (places[field.Index].Count > 0)
            {
                WriteField(json, field, places[field.Index], message, depth);
                return;
            }
        }

        json.WriteNullValue();
    }

    private void WriteAny(Utf8JsonWriter json, MessagePlan any, ReadOnlySpan<byte> message, int depth)
    {
        Span<Place> places = stackalloc Place[any.Fields.Length];
        Find(any, message, places);
        json.WriteStartObject();
        if (places[0].Count > 0)
        {
            var url = new WireReader(message[places[0].Value..]).Delimited();
            json.WriteString("@type"u8, url);
            var name = System.Text.Encoding.UTF8.GetString(url[(url.LastIndexOf((byte)'/') + 1)..]);
            var value = places[1].Count == 0 ? [] : new WireReader(message[places[1].Value..]).Delimited();
            var type = MessagePlan.Of(types.Find(name)
                ?? throw new InvalidDataException($"The service answered with a {name}, which is not known here."));
            if (type.Form == JsonForm.Members)
            {
                WriteMembers(json, type, value, depth + 1);
            }
            else
            {
                json.WritePropertyName("value"u8);
                WriteMessage(json, type, value, depth + 1);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteMask(Utf8JsonWriter json, ReadOnlySpan<byte> message)
    {
        using var text = new PooledBytes();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Number != 1 || reader.WireType != WireFormat.Delimited)
            {
                reader.Skip();
                continue;
            }

            if (text.Length > 0)
            {
                text.Add((byte)',');
            }

            var raise = false;
            foreach (var letter in reader.Delimited())
            {
                if (letter != '_')
                {
                    text.Add(raise && char.IsAsciiLetterLower((char)letter) ? (byte)(letter & 0xDF) : letter);
                }

                raise = letter == '_';
            }
        }

        json.WriteStringValue(text.Span);
    }

    /// <summary>Where a field stands in a message.</summary>
    private struct Place
    {
        /// <summary>How often; 0 where it is not there.</summary>
        public int Count;

        /// <summary>Where its first tag begins.</summary>
        public int First;

        /// <summary>Where its last value begins.</summary>
        public int Value;

        /// <summary>What follows its last value.</summary>
        public int End;
    }
}
