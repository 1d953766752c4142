using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Writes messages as proto3 JSON in UTF-8: what Google.Protobuf's formatter writes with default values, without
/// making a string of it first. Fields that can be absent are left out when they are; all others are always there.
/// </summary>
internal sealed class MessageJsonWriter(TypeRegistry types)
{
    public static readonly JsonWriterOptions Options = new()
    {
        // The messages are written by this class alone: what it writes is valid.
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly ConcurrentDictionary<
        MessageDescriptor, (FieldDescriptor Field, JsonEncodedText Name)[]> Shapes = new();

    private readonly JsonFormatter _formatter =
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(types));

    public void Write(Utf8JsonWriter json, IMessage message)
    {
        var type = message.Descriptor;
        if (FieldValue.IsJson(type))
        {
            WriteWellKnown(json, message);
            return;
        }

        json.WriteStartObject();
        foreach (var (field, name) in Shapes.GetOrAdd(type, Shape))
        {
            if (!field.IsRepeated && field.HasPresence && !field.Accessor.HasValue(message))
            {
                continue;
            }

            json.WritePropertyName(name);
            WriteField(json, field, field.Accessor.GetValue(message));
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the whole value of a field: a list, a map or a single value.</summary>
    public void WriteField(Utf8JsonWriter json, FieldDescriptor field, object? value)
    {
        if (field.IsMap)
        {
            json.WriteStartObject();
            foreach (DictionaryEntry entry in (IDictionary)value!)
            {
                json.WritePropertyName(MapKey(entry.Key));
                WriteValue(json, field.MessageType.Fields[2], entry.Value);
            }

            json.WriteEndObject();
        }
        else if (field.IsRepeated)
        {
            json.WriteStartArray();
            foreach (var item in (IList)value!)
            {
                WriteValue(json, field, item);
            }

            json.WriteEndArray();
        }
        else
        {
            WriteValue(json, field, value);
        }
    }

    // The library's formatter refuses a Struct with an empty key, which is valid JSON and which its parser takes.
    private void WriteWellKnown(Utf8JsonWriter json, IMessage message)
    {
        switch (message)
        {
            case Struct values:
                json.WriteStartObject();
                foreach (var (name, value) in values.Fields)
                {
                    json.WritePropertyName(name);
                    WriteWellKnown(json, value);
                }

                json.WriteEndObject();
                break;
            case ListValue list:
                json.WriteStartArray();
                foreach (var value in list.Values)
                {
                    WriteWellKnown(json, value);
                }

                json.WriteEndArray();
                break;
            case Value value:
                WriteJsonValue(json, value);
                break;
            default:
                json.WriteRawValue(_formatter.Format(message));
                break;
        }
    }

    private void WriteJsonValue(Utf8JsonWriter json, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StructValue:
                WriteWellKnown(json, value.StructValue);
                break;
            case Value.KindOneofCase.ListValue:
                WriteWellKnown(json, value.ListValue);
                break;
            case Value.KindOneofCase.StringValue:
                json.WriteStringValue(value.StringValue);
                break;
            case Value.KindOneofCase.BoolValue:
                json.WriteBooleanValue(value.BoolValue);
                break;
            case Value.KindOneofCase.NumberValue when double.IsFinite(value.NumberValue):
                json.WriteNumberValue(value.NumberValue);
                break;
            case Value.KindOneofCase.NumberValue:
                json.WriteStringValue(NotFinite(value.NumberValue));
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static (FieldDescriptor Field, JsonEncodedText Name)[] Shape(MessageDescriptor type) =>
        [.. type.Fields.InFieldNumberOrder().Select(field =>
            (field, JsonEncodedText.Encode(field.JsonName, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)))];

    private void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number when field.FieldType != FieldType.Enum:
                json.WriteNumberValue(number);
                break;
            case uint number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number:
                json.WriteStringValue(NotFinite(number));
                break;
            case double number:
                json.WriteStringValue(NotFinite(number));
                break;
            case ByteString bytes:
                json.WriteBase64StringValue(bytes.Span);
                break;
            case IMessage message:
                Write(json, message);
                break;
            default:
                WriteEnum(json, field.EnumType, (int)value);
                break;
        }
    }

    private static string MapKey(object key) =>
        key is bool truth ? (truth ? "true" : "false") : Convert.ToString(key, CultureInfo.InvariantCulture)!;

    private static void WriteEnum(Utf8JsonWriter json, EnumDescriptor type, int number)
    {
        if (type.FullName == "google.protobuf.NullValue")
        {
            json.WriteNullValue();
        }
        else if (type.FindValueByNumber(number) is { } named)
        {
            json.WriteStringValue(named.Name);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    private static string NotFinite(double number) =>
        double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}
