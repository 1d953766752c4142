using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Matching.Gateway.Json;

namespace Matching.Gateway.OpenApi;

/// <summary>
/// JSON schemas of messages and enums as proto3 JSON writes them; collects every type that is referred to.
/// </summary>
internal sealed class Schemas(ProtoComments comments)
{
    public const string RequiredMark = "Required.";
    private const string OutputOnlyMark = "Output only.";
    private readonly SortedDictionary<string, JsonNode> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Every schema that has been referred to, by name.</summary>
    public JsonObject ToJson() =>
        new(_named.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    /// <summary>A message.</summary>
    public JsonObject Of(MessageDescriptor message) =>
        Special(message) ?? Reference(message, () => Object(message, _ => true));

    /// <summary>A message without some of its fields, written in place.</summary>
    public JsonObject Object(MessageDescriptor message, Func<FieldDescriptor, bool> wanted)
    {
        var properties = new JsonObject();
        foreach (var field in message.Fields.InDeclarationOrder().Where(wanted))
        {
            properties[field.JsonName] = Of(field);
        }

        var schema = Described(message);
        schema["type"] = "object";
        schema["properties"] = properties;
        schema["additionalProperties"] = false;
        return schema;
    }

    /// <summary>A field with its comment.</summary>
    public JsonObject Of(FieldDescriptor field)
    {
        var schema = Value(field);
        var comment = comments.Of(field);
        if (comment.Length > 0)
        {
            schema["description"] = comment;
        }

        if (IsOutputOnly(field))
        {
            schema["readOnly"] = true;
        }

        if (comments.ExampleOf(field) is { } example)
        {
            schema["examples"] = new JsonArray(example);
        }

        return schema;
    }

    /// <summary>The fields of a message that a caller has to give.</summary>
    public JsonArray Required(MessageDescriptor message, Func<FieldDescriptor, bool> wanted) =>
        [.. message.Fields.InDeclarationOrder()
            .Where(wanted)
            .Where(field => comments.Of(field).StartsWith(RequiredMark, StringComparison.Ordinal))
            .Select(field => JsonValue.Create(field.JsonName))];

    /// <summary>What a caller might send: every field that has an example, and messages made of such fields.</summary>
    public JsonObject Example(MessageDescriptor message, Func<FieldDescriptor, bool> wanted) =>
        Example(message, wanted, []);

    /// <summary>What a caller might send as one field; null where nothing is an example of it.</summary>
    public JsonNode? Example(FieldDescriptor field) => Example(field, []);

    private JsonObject Example(
        MessageDescriptor message, Func<FieldDescriptor, bool> wanted, IReadOnlyList<MessageDescriptor> within)
    {
        var members = new JsonObject();
        foreach (var field in message.Fields.InDeclarationOrder().Where(wanted))
        {
            if (!IsOutputOnly(field) && Example(field, within) is { } example)
            {
                members[field.JsonName] = example;
            }
        }

        return members;
    }

    private JsonNode? Example(FieldDescriptor field, IReadOnlyList<MessageDescriptor> within) =>
        comments.ExampleOf(field) is { } example ? example
        : field is { FieldType: FieldType.Message, IsMap: false }
            && (!field.IsRepeated || comments.Of(field).StartsWith(RequiredMark, StringComparison.Ordinal))
            && !within.Contains(field.MessageType)
            && Example(field.MessageType, _ => true, [.. within, field.MessageType]) is { Count: > 0 } members
            ? field.IsRepeated ? new JsonArray(members) : members
        : null;

    private bool IsOutputOnly(FieldDescriptor field) =>
        comments.Of(field).StartsWith(OutputOnlyMark, StringComparison.Ordinal);

    private JsonObject Value(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            return new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = Single(field.MessageType.Fields[2]),
            };
        }

        return field.IsRepeated
            ? new JsonObject { ["type"] = "array", ["items"] = Single(field) }
            : Single(field);
    }

    private JsonObject Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => Typed("string"),
        FieldType.Bool => Typed("boolean"),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Typed("integer", "int32"),
        FieldType.UInt32 or FieldType.Fixed32 => Typed("integer", "uint32"),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Digits("int64", "^-?[0-9]+$"),
        FieldType.UInt64 or FieldType.Fixed64 => Digits("uint64", "^[0-9]+$"),
        FieldType.Float => Number(field, "float"),
        FieldType.Double => Number(field, "double"),
        FieldType.Bytes => new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Enum => Of(field.EnumType),
        _ => Of(field.MessageType),
    };

    private JsonObject Of(EnumDescriptor type) => Reference(type, () =>
    {
        var schema = Described(type);
        schema["type"] = "string";
        schema["enum"] = new JsonArray([.. type.Values.Select(value => JsonValue.Create(value.Name))]);
        var meanings = type.Values.Select(value => $"- `{value.Name}`: {comments.Of(value)}");
        schema["description"] = $"{comments.Of(type)}\n\n{string.Join('\n', meanings)}".Trim();
        return schema;
    });

    private JsonObject Reference(IDescriptor type, Func<JsonObject> make)
    {
        if (!_names.TryGetValue(type.FullName, out var name))
        {
            var within = type.File.Package.Length == 0
                ? type.FullName
                : type.FullName[(type.File.Package.Length + 1)..];
            name = _named.ContainsKey(within) ? type.FullName : within;
            _names[type.FullName] = name;

            // The name is taken before the schema is made: a message may hold itself.
            _named[name] = new JsonObject();
            _named[name] = make();
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonObject Described(IDescriptor descriptor) =>
        comments.Of(descriptor) is { Length: > 0 } comment ? new JsonObject { ["description"] = comment } : [];

    // A field that may be not-a-number says so in its comment; JSON has no such number.
    private JsonObject Number(FieldDescriptor field, string format) =>
        comments.Of(field).Contains("NaN", StringComparison.Ordinal)
            ? new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    Typed("number", format),
                    new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }),
            }
            : Typed("number", format);

    private JsonObject? Special(MessageDescriptor message)
    {
        if (message.File.Package != "google.protobuf")
        {
            return null;
        }

        if (MessagePlan.Of(message).Form == JsonForm.Wrapper)
        {
            return Single(message.Fields[1]);
        }

        return message.Name switch
        {
            "Timestamp" => new JsonObject
            {
                ["type"] = "string",
                ["format"] = "date-time",
                ["examples"] = new JsonArray("2026-01-31T08:00:00Z"),
            },
            "Duration" => new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = @"^-?[0-9]+(\.[0-9]{1,9})?s$",
                ["examples"] = new JsonArray("3.5s"),
            },
            "FieldMask" => new JsonObject
            {
                ["type"] = "string",
                ["examples"] = new JsonArray("title,workplace.municipality"),
            },
            "Struct" => Typed("object"),
            "Value" => [],
            "ListValue" => new JsonObject { ["type"] = "array", ["items"] = new JsonObject() },
            "Empty" => new JsonObject { ["type"] = "object", ["additionalProperties"] = false },
            "Any" => new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["@type"] = Typed("string") },
                ["required"] = new JsonArray("@type"),
            },
            _ => null,
        };
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Typed(string type, string format) => new() { ["type"] = type, ["format"] = format };

    private static JsonObject Digits(string format, string pattern) =>
        new() { ["type"] = "string", ["format"] = format, ["pattern"] = pattern };
}
