using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Writes messages as proto3 JSON in UTF-8: what Google.Protobuf's formatter writes with default values, without making a
/// string of it first. Fields that can be absent are left out when they are; all others are always there.
/// </summary>
internal sealed class MessageJsonWriter(TypeRegistry types)
{
    public static readonly JsonWriterOptions Options = new()
    {
        // The messages are written by this class alone: what it writes is valid.
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly ConcurrentDictionary<MessageDescriptor, (FieldDescriptor Field, JsonEncodedText Name)[]> Shapes =
        new();

    private readonly JsonFormatter _formatter =
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(types));

    public void Write(Utf8JsonWriter json, IMessage message)
    {
        var type = message.Descriptor;
        if (FieldValue.IsJson(type))
        {
            json.WriteRawValue(_formatter.Format(message));
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
