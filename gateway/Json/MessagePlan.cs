using System.Collections.Concurrent;
using Google.Protobuf.Reflection;

namespace Matching.Gateway.Json;

/// <summary>How a message is written in JSON: member by member, or in a form of its own.</summary>
internal enum JsonForm
{
    Members,
    Timestamp,
    Duration,
    FieldMask,
    Wrapper,
    Struct,
    Value,
    ListValue,
    Any,
}

/// <summary>
/// What reading and writing a message needs to know, looked up once for each type: its fields by number and by name.
/// Never changes; for any number of threads.
/// </summary>
internal sealed class MessagePlan
{
    private static readonly ConcurrentDictionary<MessageDescriptor, MessagePlan> Made = new();
    private readonly Utf8Names<FieldPlan> _byName;
    private readonly Dictionary<int, FieldPlan> _byNumber;

    private MessagePlan(MessageDescriptor type)
    {
        Type = type;
        Form = FormOf(type);
        Fields = [.. type.Fields.InFieldNumberOrder().Select((field, index) => new FieldPlan(field, index))];
        _byNumber = Fields.ToDictionary(field => field.Number);

        // A JSON name goes before a proto name where two fields would share one.
        _byName = new(Fields.Select(field => (field.Field.JsonName, field))
            .Concat(Fields.Select(field => (field.Name, field))));
        Choices = [.. type.Oneofs.Where(choice => !choice.IsSynthetic)
            .Select(choice => Fields.Where(field => field.Field.RealContainingOneof == choice).ToArray())];
    }

    public MessageDescriptor Type { get; }

    public JsonForm Form { get; }

    /// <summary>In the order of their numbers.</summary>
    public FieldPlan[] Fields { get; }

    /// <summary>The fields of every oneof, by <see cref="FieldPlan.Choice"/>.</summary>
    public FieldPlan[][] Choices { get; }

    /// <summary>Whether it is written as one text: a time, a duration, a mask or a wrapper.</summary>
    public bool IsText =>
        Form is JsonForm.Timestamp or JsonForm.Duration or JsonForm.FieldMask or JsonForm.Wrapper;

    public static MessagePlan Of(MessageDescriptor type) => Made.GetOrAdd(type, static type => new MessagePlan(type));

    /// <summary>Finds a field by its JSON name or its proto name.</summary>
    public FieldPlan? Find(ReadOnlySpan<byte> name) => _byName.TryFind(name, out var field) ? field : null;

    public FieldPlan? Find(int number)
    {
        // Fields are mostly numbered without gaps.
        if ((uint)(number - 1) < (uint)Fields.Length && Fields[number - 1] is var near && near.Number == number)
        {
            return near;
        }

        return _byNumber.GetValueOrDefault(number);
    }

    private static JsonForm FormOf(MessageDescriptor type) => type.File.Name switch
    {
        "google/protobuf/wrappers.proto" => JsonForm.Wrapper,
        _ when type.File.Package != "google.protobuf" => JsonForm.Members,
        _ => type.Name switch
        {
            "Timestamp" => JsonForm.Timestamp,
            "Duration" => JsonForm.Duration,
            "FieldMask" => JsonForm.FieldMask,
            "Struct" => JsonForm.Struct,
            "Value" => JsonForm.Value,
            "ListValue" => JsonForm.ListValue,
            "Any" => JsonForm.Any,
            _ => JsonForm.Members,
        },
    };
}
