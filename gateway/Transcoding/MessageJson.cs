using System.Collections;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Matching.Hosting;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Reads proto3 JSON into messages. Takes exactly what Google.Protobuf's parser takes, except that it collects every
/// mistake of a document with its path, where that parser stops at the first and names none; values that are JSON by
/// themselves (Struct, Any) are left to that parser.
/// </summary>
internal sealed class MessageJson(JsonParser parser, FieldErrors mistakes)
{
    /// <summary>The fields that a document without mistakes gives: proto paths, lists as a whole.</summary>
    public static IEnumerable<string> GivenPaths(JsonElement json, MessageDescriptor type, string prefix = "")
    {
        foreach (var property in json.EnumerateObject())
        {
            if (FieldPath.FindField(type, property.Name) is not { } field)
            {
                continue;
            }

            var path = prefix + field.Name;
            if (property.Value.ValueKind == JsonValueKind.Object
                && field is { FieldType: FieldType.Message, IsRepeated: false }
                && !FieldValue.IsJson(field.MessageType)
                && property.Value.EnumerateObject().Any())
            {
                foreach (var inner in GivenPaths(property.Value, field.MessageType, path + "."))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return path;
            }
        }
    }

    /// <summary>Reads a whole message.</summary>
    /// <param name="path">Where it stands in the request; empty for the request itself.</param>
    public void Read(JsonElement json, IMessage message, string path)
    {
        var type = message.Descriptor;
        if (FieldValue.IsJson(type))
        {
            if (ParseJson(type, json) is { } parsed)
            {
                message.MergeFrom(parsed.ToByteString());
            }
            else
            {
                Wrong(path, $"is not a valid {type.Name}.");
            }

            return;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add(path.Length == 0 ? "body" : path, "WRONG_TYPE", $"must be an object, not {Kind(json)}.");
            return;
        }

        var seen = new HashSet<int>();
        var choices = new HashSet<OneofDescriptor>();
        foreach (var property in json.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                Wrong(path, "has a name that is not valid Unicode.");
                continue;
            }

            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (FieldPath.FindField(type, name) is not { } field)
            {
                mistakes.Add(at, "UNKNOWN_FIELD", $"is not a field of {type.Name}.");
                continue;
            }

            at = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (!seen.Add(field.FieldNumber))
            {
                mistakes.Add(at, "DUPLICATE_FIELD", "is given twice.");
            }
            else if (property.Value.ValueKind == JsonValueKind.Null && !TakesNull(field))
            {
                // null is the same as leaving the field out.
            }
            else if (field.RealContainingOneof is { } choice && !choices.Add(choice))
            {
                mistakes.Add(at, "DUPLICATE_FIELD", $"is given beside another choice of {choice.Name}.");
            }
            else
            {
                ReadField(property.Value, field, message, at);
            }
        }
    }

    /// <summary>Reads one field of a message.</summary>
    public void ReadField(JsonElement json, FieldDescriptor field, IMessage message, string at)
    {
        if (field.IsMap)
        {
            ReadMap(json, field, (IDictionary)field.Accessor.GetValue(message), at);
        }
        else if (field.IsRepeated)
        {
            ReadList(json, field, (IList)field.Accessor.GetValue(message), at);
        }
        else if (ReadValue(json, field, at) is { } value)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private void ReadList(JsonElement json, FieldDescriptor field, IList list, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            mistakes.Add(at, "WRONG_TYPE", $"must be a list, not {Kind(json)}.");
            return;
        }

        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (ReadValue(item, field, $"{at}[{index++}]") is { } value)
            {
                list.Add(value);
            }
        }
    }

    private void ReadMap(JsonElement json, FieldDescriptor field, IDictionary map, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add(at, "WRONG_TYPE", $"must be an object, not {Kind(json)}.");
            return;
        }

        var keyField = field.MessageType.Fields[1];
        var valueField = field.MessageType.Fields[2];
        foreach (var property in json.EnumerateObject())
        {
            var name = NameOf(property);
            var inside = $"{at}[{name}]";
            if (name is null || FieldValue.Parse(keyField, name) is not { } key)
            {
                Wrong(inside, $"has a key that must be {FieldValue.Expected(keyField)}.");
            }
            else if (map.Contains(key))
            {
                mistakes.Add(inside, "DUPLICATE_FIELD", "is given twice.");
            }
            else if (ReadValue(property.Value, valueField, inside) is { } value)
            {
                map.Add(key, value);
            }
        }
    }

    private object? ReadValue(JsonElement json, FieldDescriptor field, string at)
    {
        if (field.FieldType == FieldType.Message && !FieldValue.IsText(field.MessageType))
        {
            if (json.ValueKind == JsonValueKind.Null && !TakesNull(field))
            {
                mistakes.Add(at, "WRONG_TYPE", "must be an object, not null.");
                return null;
            }

            var message = FieldValue.NewMessage(field.MessageType);
            Read(json, message, at);
            return message;
        }

        var scalar = field.FieldType == FieldType.Message && FieldValue.IsWrapper(field.MessageType)
            ? FieldValue.WrappedField(field.MessageType)
            : field;
        var value = json.ValueKind switch
        {
            JsonValueKind.True when scalar.FieldType == FieldType.Bool => true,
            JsonValueKind.False when scalar.FieldType == FieldType.Bool => false,
            JsonValueKind.Null when TakesNull(scalar) => 0,
            JsonValueKind.Number when IsNumber(scalar) => FieldValue.Parse(scalar, Whole(scalar, json.GetRawText())),
            JsonValueKind.String when scalar.FieldType != FieldType.Bool && TextOf(json) is { } text =>
                FieldValue.Parse(scalar, text),
            _ => null,
        };
        if (value is null)
        {
            var wrongType = json.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
                || (json.ValueKind == JsonValueKind.Number && !IsNumber(scalar))
                || (json.ValueKind == JsonValueKind.String && scalar.FieldType == FieldType.Bool);
            mistakes.Add(
                at,
                wrongType ? "WRONG_TYPE" : "INVALID_VALUE",
                $"must be {FieldValue.Expected(scalar)}{(wrongType ? $", not {Kind(json)}" : "")}.");
        }

        return value;
    }

    private IMessage? ParseJson(MessageDescriptor type, JsonElement json)
    {
        try
        {
            return parser.Parse(json.GetRawText(), type);
        }
        catch (Exception error) when (
            error is InvalidProtocolBufferException or InvalidJsonException or InvalidOperationException)
        {
            // The last is the library's answer to an Any of a type that it does not know.
            return null;
        }
    }

    // An escaped half of a surrogate pair has no text; the reader says so by this exception and in no other way.
    private static string? TextOf(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void Wrong(string at, string message) =>
        mistakes.Add(at.Length == 0 ? "body" : at, "INVALID_VALUE", message);

    // 1.0 and 1e3 are whole numbers too.
    private static string Whole(FieldDescriptor field, string number) =>
        field.FieldType is not (FieldType.Float or FieldType.Double)
        && number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        && number.Length <= 64
        && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && decimal.IsInteger(value)
            ? decimal.Truncate(value).ToString(CultureInfo.InvariantCulture)
            : number;

    private static bool IsNumber(FieldDescriptor field) =>
        field.FieldType is not (FieldType.String or FieldType.Bytes or FieldType.Bool or FieldType.Message);

    private static bool TakesNull(FieldDescriptor field) =>
        field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName == Value.Descriptor.FullName,
            FieldType.Enum => field.EnumType.FullName == "google.protobuf.NullValue",
            _ => false,
        };

    private static string Kind(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };
}
